import { expect, test } from 'vitest';
import { FastRouter } from '../../src/routing/fast-router.ts';
import { judged, type Recorded, record } from './worlds/recorded.ts';

const WORLDS = 20;

/** As a file would give them back. */
const RECORDED: readonly Recorded[] = Array.from({ length: WORLDS }, (_, index) =>
  JSON.parse(JSON.stringify(record(index + 1))),
);

class ForgetsBoosts extends FastRouter {
  override reprioritise(
    callId: string,
    { boostMs: _, ...wish }: { class?: number; boostMs?: number },
  ): boolean {
    return super.reprioritise(callId, wish);
  }
}

test('the router does what was recorded of the literal reference', () => {
  expect(
    RECORDED.map((world) => judged(new FastRouter(), world)).filter((said) => said !== undefined),
  ).toEqual([]);
});

test('a router that does otherwise is found out', () => {
  expect(RECORDED.some((world) => judged(new ForgetsBoosts(), world) !== undefined)).toBe(true);
});
