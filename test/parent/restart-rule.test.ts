import { describe, expect, test } from 'vitest';
import { type Exit, RestartRule } from '../../src/parent/restart-rule.ts';

const worked = (upMs: number, code: number | null = null): Exit => ({ code, wasReady: true, upMs });
const neverReady = (code: number | null): Exit => ({ code, wasReady: false, upMs: 100 });

/** The verdicts on these exits, each a second after the one before. */
function verdicts(exits: readonly Exit[], everyMs = 1_000): readonly unknown[] {
  const rule = new RestartRule();
  return exits.map((exit, index) => {
    const verdict = rule.exited(exit, index * everyMs);
    return verdict.kind === 'restart' ? verdict.delayMs : verdict.kind;
  });
}

describe('when a process has ended', () => {
  test('it is started again, after 0.2 s first and twice as long each time, up to 5 s', () => {
    expect(verdicts(Array.from({ length: 8 }, () => worked(500)))).toEqual([
      200, 400, 800, 1_600, 3_200, 5_000, 5_000, 5_000,
    ]);
  });

  test('one that ended well was asked to: the next one comes at once, and nothing is held against it', () => {
    expect(verdicts([worked(500, 0), worked(500, 0), worked(500), worked(500, 0)])).toEqual([0, 0, 200, 0]);
    expect(verdicts([neverReady(0)])).toEqual([200]);
  });

  test('a good life of a minute starts a clean sheet', () => {
    const exits = [worked(500), worked(500), worked(500), worked(60_000), worked(500)];
    expect(verdicts(exits)).toEqual([200, 400, 800, 200, 400]);
  });

  test('the third exit over a broken rule within a minute is one too many', () => {
    expect(verdicts([worked(500, 70), worked(500, 70), worked(500, 70)])).toEqual([200, 400, 'givenUp']);
    expect(verdicts([worked(500, 70), worked(500, 70), worked(500, 70)], 31_000)).toEqual([200, 400, 800]);
  });

  test('one that stands by is started again to wait for its turn', () => {
    const rule = new RestartRule({ standsBy: true });
    expect(rule.exited(worked(60_000, 75), 0)).toEqual({ kind: 'restart', delayMs: 200, isNew: false });
  });

  test('whose place another one has taken is not started again, even if it was never ready', () => {
    expect(verdicts([worked(500, 75)])).toEqual(['replaced']);
    expect(verdicts([neverReady(75)])).toEqual(['replaced']);
  });

  test('one whose work is at an end, as somebody wanted it, is followed by nobody', () => {
    expect(verdicts([worked(500, 69)])).toEqual(['drained']);
  });

  test('other exits do not count as broken rules', () => {
    const exits = [worked(500, 70), worked(500, null), worked(500, 1), worked(500, 70)];
    expect(verdicts(exits)).toEqual([200, 400, 800, 1_600]);
  });

  test('what has never been ready fails at once when its files are wrong', () => {
    expect(verdicts([neverReady(1)])).toEqual(['failed']);
    expect(verdicts([neverReady(2)])).toEqual(['failed']);
    expect(verdicts([worked(500), neverReady(1)])).toEqual([200, 400]);
  });

  test('what has never been ready gets three tries', () => {
    expect(verdicts([neverReady(null), neverReady(127), neverReady(null)])).toEqual([200, 400, 'failed']);
  });
});
