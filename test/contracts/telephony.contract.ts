import { afterEach, beforeEach, describe } from 'vitest';
import { badLineCases } from './telephony/bad-line-cases.ts';
import { conferenceCases } from './telephony/conference-cases.ts';
import { connectionCases } from './telephony/connection-cases.ts';
import { legCases } from './telephony/leg-cases.ts';
import { movedCases } from './telephony/moved-cases.ts';
import { offerCases } from './telephony/offer-cases.ts';
import { outsideCases } from './telephony/outside-cases.ts';
import { promptCases } from './telephony/prompt-cases.ts';
import { recordingCases } from './telephony/recording-cases.ts';
import { roomCases } from './telephony/room-cases.ts';
import { Stage, type World } from './telephony/world.ts';

type Cases = (stage: () => Stage) => void;
export type NamedCases = Iterable<readonly [name: string, cases: Cases]>;

/** What a caller and an exchange have to do with each other. */
export const CALLER_CASES: NamedCases = [
  ['legs', legCases],
  ['prompts', promptCases],
  ['waiting rooms', roomCases],
  ['recordings', recordingCases],
];

/** Operators and people outside, and the way to the exchange itself. */
export const PEOPLE_CASES: NamedCases = [
  ['conferences', conferenceCases],
  ['offers and talks', offerCases],
  ['calls out', outsideCases],
  ['the connection', connectionCases],
  ['a bad line', badLineCases],
  ['legs that others move', movedCases],
];

/** What every implementation of the telephony port must do, on whatever exchange. */
export function describeTelephony(
  name: string,
  make: () => Promise<World>,
  cases: NamedCases = [...CALLER_CASES, ...PEOPLE_CASES],
): void {
  describe(name, () => {
    let open: Stage | undefined;
    const stage = (): Stage => open!;

    beforeEach(async () => {
      open = await Stage.open(make);
    });
    afterEach(async () => {
      await open?.close();
      open = undefined;
    });

    for (const [about, describeCases] of cases) describe(about, () => describeCases(stage));
  });
}
