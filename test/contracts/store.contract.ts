import { afterEach, beforeEach, describe } from 'vitest';
import { awayCases } from './store/away-cases.ts';
import { besideCases } from './store/beside-cases.ts';
import { callbackCases } from './store/callback-cases.ts';
import { contactCases } from './store/contact-cases.ts';
import { forgetCases } from './store/forget-cases.ts';
import { messageCases } from './store/message-cases.ts';
import { oldCases } from './store/old-cases.ts';
import { orphanCases } from './store/orphan-cases.ts';
import { pastCases } from './store/past-cases.ts';
import { recordCases } from './store/record-cases.ts';
import { recordingCases } from './store/recording-cases.ts';
import { reportCases } from './store/report-cases.ts';
import { schemaCases } from './store/schema-cases.ts';
import { scoreCases } from './store/score-cases.ts';
import type { StoreWorld } from './store/world.ts';

/** What every implementation of the store's port must do, on whatever database. */
export function describeStore(name: string, make: () => Promise<StoreWorld>): void {
  describe(name, () => {
    let open: StoreWorld | undefined;
    const world = (): StoreWorld => open!;

    beforeEach(async () => {
      open = await make();
    });
    afterEach(async () => {
      await open?.end();
      open = undefined;
    });

    describe('calls', () => recordCases(world));
    describe('calls that nobody carries any more', () => orphanCases(world));
    describe('what is kept beside them', () => besideCases(world));
    describe('messages', () => messageCases(world));
    describe('recordings', () => recordingCases(world));
    describe('promises to call back', () => callbackCases(world));
    describe('requests of customers', () => contactCases(world));
    describe('scores', () => scoreCases(world));
    describe('reports', () => reportCases(world));
    describe('the past', () => pastCases(world));
    describe('a person who wants to be forgotten', () => forgetCases(world));
    describe('a database of another Cordboard', () => schemaCases(world));
    describe('what is old', () => oldCases(world));
    describe('a database that cannot be written', () => awayCases(world));
  });
}
