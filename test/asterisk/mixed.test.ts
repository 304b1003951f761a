import { beforeAll, expect, test } from 'vitest';
import type { Evidence } from '../../scripts/bench/mixed/evidence.ts';
import { judge } from '../../scripts/bench/mixed/judge.ts';
import { runTraffic, type Traffic } from '../../scripts/bench/mixed/traffic.ts';
import { verdictText } from '../../scripts/bench/mixed/verdict-text.ts';
import type { CallStory } from '../../src/journal/index.ts';

/** A few of the people of `npm run bench:mixed`. */
const PLAN = { calls: 40, callsPerSecond: 4, seed: 7, losses: 0 };
const RUN_MS = 60_000;

let traffic: Traffic;
beforeAll(async () => {
  traffic = await runTraffic(PLAN);
}, RUN_MS);

test('SIPp, Asterisk and Cordboard agree about every one of forty random callers', () => {
  const verdict = judge(traffic.evidence);
  expect(verdict.disagreements.length + verdict.faults.length, verdictText(traffic, verdict)).toBe(0);
  for (const [aspect, { agreed }] of verdict.agreement) expect(agreed, aspect).toBe(PLAN.calls);
});

/** The same evidence, with the story of the first caller who talked made another one. */
function falsified(change: (story: CallStory) => readonly CallStory[]): Evidence {
  const { evidence } = traffic;
  const [number, [story]] = [...evidence.stories].find(([, [told]]) => told?.record.outcome === 'answered')!;
  return { ...evidence, stories: new Map([...evidence.stories, [number, change(story!)]]) };
}
test('a record that is missing is found in this very run', () => {
  const { disagreements } = judge(falsified(() => []));
  expect(disagreements.map(({ say }) => say)).toEqual(['Cordboard has no record of the call']);
});

test('a record that was falsified is found in this very run', () => {
  const { disagreements } = judge(
    falsified((story) => [{ ...story, record: { ...story.record, endedMs: story.record.endedMs! + 5_000 } }]),
  );
  expect(disagreements.map(({ aspect }) => aspect)).toEqual(['length']);
});
