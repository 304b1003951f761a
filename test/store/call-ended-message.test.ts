import { expect, test } from 'vitest';
import { type CallRecord, foldRecord } from '../../src/journal/index.ts';
import { callEndedMessage } from '../../src/store/call-ended-message.ts';

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
    timestamp: '1970-01-01T00:01:01.000Z',
    data: record('c1'),
  });
});
