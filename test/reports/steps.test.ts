import { expect, test } from 'vitest';
import type { Entry } from '../../src/journal/index.ts';
import { seconds } from './call-story.ts';
import { Folding } from './folding.ts';

const step = (callId: string, at: number, name: string, visit = 1): Entry => {
  return { kind: 'stepEntered', callId, flow: 'main', step: name, visit, atMs: seconds(at) };
};
const missed = (callId: string, at: number, why: 'wrong' | 'silent'): Entry => {
  return { kind: 'answerMissed', callId, flow: 'main', step: 'choose', why, atMs: seconds(at) };
};
const call = (callId: string, at: number, ...between: readonly Entry[]): readonly Entry[] => [
  ...[{ kind: 'callArrived', callId, dialled: '100', caller: '', flow: 'main', atMs: seconds(at) } as const],
  ...between,
];
const gone = (callId: string, at: number, where: 'flow' | 'queue' | null = 'flow'): Entry => {
  const outcome = where === null ? 'self_served' : 'abandoned';
  return { kind: 'callEnded', callId, outcome, where, by: 'caller', atMs: seconds(at) };
};

const ENTRIES: readonly Entry[] = [
  ...call('1', 0, step('1', 1, 'hello'), step('1', 5, 'choose'), gone('1', 12)),
  ...call('2', 0, step('2', 1, 'hello'), step('2', 5, 'choose'), missed('2', 6, 'wrong')),
  ...[missed('2', 9, 'silent'), missed('2', 10, 'wrong'), gone('2', 14)],
  ...call('3', 0, step('3', 1, 'hello'), gone('3', 2)),
  // In a queue, served by the flow, and before the first step.
  ...call('4', 0, step('4', 1, 'hello'), step('4', 2, 'sales'), gone('4', 30, 'queue')),
  ...call('5', 0, step('5', 1, 'hello'), gone('5', 9, null)),
  ...call('6', 0, gone('6', 1)),
];

function report() {
  const folding = new Folding();
  for (const entry of ENTRIES) folding.take([entry]);
  const span = { from: '2026-03-02T09:00:00Z', to: '2026-03-02T10:00:00Z', interval: '1h' } as const;
  const { totals } = folding.report({ by: 'step', ...span });
  return new Map(totals.map(({ value, figures }) => [value, figures]));
}

test('callers who hang up in a flow are told of the step at which they did, with how long they were there', () => {
  const steps = report();
  expect(steps.get('main/choose')).toMatchObject({
    visits: 2,
    hungUp: 2,
    hungUpShare: 100,
    leftAfterMs: 8_000,
  });
  expect(steps.get('main/hello')).toMatchObject({
    visits: 5,
    hungUp: 1,
    hungUpShare: 20,
    leftAfterMs: 1_000,
  });
  expect(steps.get('main/sales')).toMatchObject({ visits: 1, hungUp: 0, hungUpShare: 0, leftAfterMs: null });
});

test('steps together have all who hung up in a flow, also where the journal knows of no step', () => {
  const steps = report();
  expect(steps.get('')).toMatchObject({ visits: 0, hungUp: 1, hungUpShare: null, partOfAll: 25 });
  expect(steps.get('main/choose')!.partOfAll).toBe(50);
  expect(steps.get(null)).toMatchObject({ visits: 8, hungUp: 4, partOfAll: 100 });
});

test('keys that fit nothing, and questions that nobody answers, are told of their step', () => {
  expect(report().get('main/choose')).toMatchObject({ wrongKeys: 2, silences: 1 });
});
