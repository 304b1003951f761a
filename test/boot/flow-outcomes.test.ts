import { expect, test } from 'vitest';
import { FlowOutcomesBook } from '../../src/boot/flow-outcomes.ts';
import type { CallOutcome, TrialSide } from '../../src/journal/index.ts';

/** One call of so many steps, of which the last ends so. */
function called(book: FlowOutcomesBook, side: TrialSide | null, steps: string[], outcome: CallOutcome): void {
  const [callId, atMs] = [`c${steps.join()}${outcome}`, 1];
  const arrived = {
    atMs,
    kind: 'callArrived',
    callId,
    dialled: '100',
    caller: '+7900',
    flow: 'main',
  } as const;
  book.note({ ...arrived, flowHash: 'f1', ...(side !== null && { trial: side }) });
  for (const [at, left] of steps.entries()) {
    book.note({ atMs, kind: 'stepEntered', callId, flow: 'main', step: `s${at}`, visit: at });
    book.note({ atMs, kind: 'stepLeft', callId, step: `s${at}`, outcome: left });
  }
  book.note({ atMs, kind: 'callEnded', callId, outcome, where: null, by: 'caller' });
}

test('calls are counted for the version and the side that they met, those with errors once each', () => {
  const book = new FlowOutcomesBook();
  called(book, 'new', ['error', 'error', 'done'], 'answered');
  called(book, 'new', ['done'], 'abandoned');
  called(book, 'before', ['done', 'done'], 'failed');
  expect(book.of('f1', 'new')).toEqual({
    ...{ flowHash: 'f1', side: 'new', calls: 2, withErrors: 1, abandoned: 1, stepsMean: 2 },
  });
  expect(book.of('f1', 'before')).toMatchObject({ calls: 1, withErrors: 1, abandoned: 0, stepsMean: 2 });
  expect(book.of('f1', null)).toMatchObject({ calls: 0, stepsMean: null });
});

test('a call counts when it has ended, and what comes after it no more', () => {
  const book = new FlowOutcomesBook();
  book.note({
    ...{ atMs: 1, kind: 'callArrived', callId: 'c1', dialled: '100', caller: '', flow: 'main' },
    flowHash: 'f1',
  });
  expect(book.of('f1', null).calls).toBe(0);
  const ended = { atMs: 2, kind: 'callEnded', callId: 'c1', outcome: 'answered' } as const;
  book.note({ ...ended, where: null, by: 'caller' });
  book.note({ ...ended, where: null, by: 'caller' });
  expect(book.of('f1', null).calls).toBe(1);
});
