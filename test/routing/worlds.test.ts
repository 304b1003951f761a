import { describe, expect, test } from 'vitest';
import { FastRouter } from '../../src/routing/fast-router.ts';
import type { Entering, Routing } from '../../src/routing/routing.ts';
import { failedText, replay, runWorlds, shortened } from './worlds.ts';

/** Mutants of the router are judged by fewer, and nobody reads what is wrong with them. */
const EVENTS = Number(process.env.WORLDS_EVENTS ?? 100_000);
const areMutants = process.env.WORLDS_EVENTS !== undefined;
const FIRST_SEED = 1;
const STEPS_MAX = 12;

test('the router decides what the literal reference decides, in random worlds', { timeout: 120_000 }, () => {
  const makeRouter = (): Routing => new FastRouter();
  const tally = runWorlds(makeRouter, EVENTS, FIRST_SEED);
  const failed = areMutants || tally.failed === null ? tally.failed : shortened(makeRouter, tally.failed);
  expect(failed === null ? 'all the same' : failedText(failed)).toBe('all the same');
  expect(tally.matches).toBeGreaterThan(EVENTS / 50);
});

class ForgetsCoolDowns extends FastRouter {
  override offerFailed(callId: string, operatorId: string, _: boolean, nowMs: number): void {
    super.offerFailed(callId, operatorId, false, nowMs);
  }
}

class ForgetsKeptPlaces extends FastRouter {
  override enter({ seq: _, ...entering }: Entering, nowMs: number): ReturnType<Routing['enter']> {
    return super.enter(entering, nowMs);
  }
}

class Oversleeps extends FastRouter {
  override nextDueMs(): number | undefined {
    const dueMs = super.nextDueMs();
    return dueMs === undefined ? undefined : dueMs + 0.125;
  }
}

class LosesTheTurn extends FastRouter {
  override tell(operatorId: string, ...[told, nowMs]: [Parameters<Routing['tell']>[1], number]): void {
    super.tell(operatorId, { ...told, free: 0 }, nowMs);
    super.tell(operatorId, told, nowMs);
  }
}

describe.skipIf(areMutants)('a mistake shows, and is cut down to a few steps', () => {
  test.each([
    ['cool-downs are forgotten', ForgetsCoolDowns],
    ['a place that was kept is lost', ForgetsKeptPlaces],
    ['the router is woken too late', Oversleeps],
    ['who stays idle loses the turn', LosesTheTurn],
  ])('%s', { timeout: 60_000 }, (_, Mistaken) => {
    const makeMistaken = (): Routing => new Mistaken();
    const { failed } = runWorlds(makeMistaken, EVENTS, FIRST_SEED);
    expect(failed).not.toBeNull();
    const { difference, played } = shortened(makeMistaken, failed!);
    expect(played.steps.length).toBeLessThanOrEqual(STEPS_MAX);
    expect(replay(makeMistaken, played)).toBe(difference);
    expect(replay(() => new FastRouter(), played)).toBeUndefined();
  });
});
