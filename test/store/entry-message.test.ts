import { expect, test } from 'vitest';
import { type CallRecord, foldRecord } from '../../src/journal/index.ts';
import { callEndedMessage, entryMessage } from '../../src/store/entry-message.ts';

const record = (callId: string): CallRecord =>
  foldRecord(
    foldRecord(undefined, {
      atMs: 1_000,
      kind: 'callArrived',
      callId,
      dialled: '100',
      caller: '200',
      flow: 'main',
    }),
    { atMs: 61_000, kind: 'callEnded', callId, outcome: 'answered', where: null, by: 'caller' },
  );

test('the message of a call has the same id each time it is made, and no dot in it', () => {
  const { id } = callEndedMessage(record('1700000000.12'));
  expect(callEndedMessage(record('1700000000.12')).id).toBe(id);
  expect(callEndedMessage(record('1700000000.13')).id).not.toBe(id);
  expect(id).toMatch(/^msg_[\w-]{27}$/);
});

test('the message holds the event, the moment of the end and the whole record', () => {
  const message = callEndedMessage(record('c1'));
  expect(message.event).toBe('call.ended');
  expect(JSON.parse(message.body)).toEqual({
    type: 'call.ended',
    version: 1,
    timestamp: '1970-01-01T00:01:01.000Z',
    data: record('c1'),
  });
});

test('an entry is told with its facts, and the record of its call after it', () => {
  const entry = { atMs: 2_000, kind: 'talkBegan', callId: 'c1', operator: 'anna' } as const;
  const call = foldRecord(undefined, entry);
  const message = entryMessage(entry, call)!;
  expect(message.event).toBe('call.answered');
  expect(JSON.parse(message.body)).toEqual({
    type: 'call.answered',
    version: 1,
    timestamp: '1970-01-01T00:00:02.000Z',
    data: { callId: 'c1', operator: 'anna', call: { ...call, operator: 'anna' } },
  });
  expect(entryMessage(entry, call)?.id).toBe(message.id);
  expect(entryMessage({ ...entry, atMs: 2_001 }, call)?.id).not.toBe(message.id);
});

test('what concerns no call is told without one, and a step of the flow not at all', () => {
  const changed = { operator: 'anna', presence: 'ready', unit: 'free', reason: null } as const;
  const message = entryMessage({ atMs: 1, kind: 'operatorChanged', ...changed }, undefined)!;
  expect([message.event, JSON.parse(message.body).data]).toEqual(['operator.state', changed]);
  const step = { atMs: 1, kind: 'stepLeft', callId: 'c1', step: 'menu', outcome: '1' } as const;
  expect(entryMessage(step, undefined)).toBeUndefined();
});
