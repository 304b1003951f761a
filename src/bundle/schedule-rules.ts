/** A span of a day in minutes after its midnight. Beyond 1,440 it goes on into the next day. */
export type Span = { readonly fromMin: number; readonly toMin: number };

/** The opening hours of one schedule, as the admin wrote them and checked. Dates and times are those of the zone. */
export type ScheduleRules = {
  /** A name of the IANA time zone database. */
  readonly zone: string;
  /** Seven days, Monday first; the spans of each in order. */
  readonly week: readonly (readonly Span[])[];
  /** Dates on which the hours of the week do not hold: "2026-05-11", or "12-25" for that day of every year. */
  readonly holidays: ReadonlySet<string>;
  /** Dates, written likewise, with hours of their own; none: closed. They win over holidays and the week. */
  readonly exceptions: ReadonlyMap<string, readonly Span[]>;
  /** The file itself says that there is an emergency. */
  readonly emergency: boolean;
};
