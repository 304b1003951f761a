/** What the world between us and the exchange does badly. Chances are out of 1,000. */
export type Weather = {
  /** A command or an event is on its way for 1 to so many milliseconds. */
  readonly latencyMsMax: number;
  /** Events that come twice. */
  readonly repeatedEvents: number;
  /** Events that never come. */
  readonly lostEvents: number;
  /** Commands of which nobody ever tells whether they were carried out; half of them were. */
  readonly lostAnswers: number;
  /** Commands that the exchange refuses without a reason. */
  readonly refusals: number;
};

export const CALM: Weather = {
  latencyMsMax: 3,
  repeatedEvents: 0,
  lostEvents: 0,
  lostAnswers: 0,
  refusals: 0,
};
