import { afterEach, beforeEach, describe } from 'vitest';
import { badLineCases } from './telephony/bad-line-cases.ts';
import { conferenceCases } from './telephony/conference-cases.ts';
import { connectionCases } from './telephony/connection-cases.ts';
import { legCases } from './telephony/leg-cases.ts';
import { offerCases } from './telephony/offer-cases.ts';
import { outsideCases } from './telephony/outside-cases.ts';
import { promptCases } from './telephony/prompt-cases.ts';
import { recordingCases } from './telephony/recording-cases.ts';
import { roomCases } from './telephony/room-cases.ts';
import { Stage, type World } from './telephony/world.ts';

/** What every implementation of the telephony port must do, on whatever exchange. */
export function describeTelephony(name: string, make: () => Promise<World>): void {
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

    describe('legs', () => legCases(stage));
    describe('prompts', () => promptCases(stage));
    describe('waiting rooms', () => roomCases(stage));
    describe('conferences', () => conferenceCases(stage));
    describe('recordings', () => recordingCases(stage));
    describe('offers and talks', () => offerCases(stage));
    describe('calls out', () => outsideCases(stage));
    describe('the connection', () => connectionCases(stage));
    describe('a bad line', () => badLineCases(stage));
  });
}
