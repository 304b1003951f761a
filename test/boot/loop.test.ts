import { setImmediate as nextTurn } from 'node:timers/promises';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { SimulatedClock } from '../../src/base/index.ts';
import { Loop, type LoopParts } from '../../src/boot/loop.ts';
import { NoticeBoard } from '../../src/boot/notice-board.ts';
import type { Entry } from '../../src/journal/index.ts';
import type { Command, Event } from '../../src/switchboard/index.ts';
import type { TelephonyCommand } from '../../src/telephony/index.ts';

const log = pino({ level: 'silent' });
const caller = (callId: string): Event => ({
  ...{ kind: 'callerArrived', callId, legId: `leg-${callId}`, dialled: '100' },
  ...{ caller: { number: '+7916', name: '' }, arrivedWallMs: 1 },
});

/** A loop around a switchboard of a few lines, with all that it wants written down. */
function loopAround(switchboard: Partial<LoopParts['switchboard']>) {
  const executed: TelephonyCommand[] = [];
  const entries: Entry[] = [];
  const broken: string[] = [];
  const parts = {
    switchboard: { catchUp: () => true, handle: () => {}, ...switchboard },
    telephony: { execute: (command: TelephonyCommand) => executed.push(command) },
    speech: {},
    egress: { fetch: async () => ({ kind: 'timeout' }) },
    store: { write: (entry: Entry) => entries.push(entry) },
    notices: new NoticeBoard(log),
    clock: new SimulatedClock(),
    log,
    onBroken: (error: Error) => broken.push(error.message),
  };
  return { loop: new Loop(parts as unknown as LoopParts), executed, entries, broken };
}

test('while more is due than fits into one turn, events wait in order and others have their turn', async () => {
  let parts = 3;
  const handled: string[] = [];
  const { loop } = loopAround({
    catchUp: () => --parts <= 0,
    handle: (event) => void handled.push('callId' in event ? event.callId : event.kind),
  });
  loop.put(caller('c1'));
  loop.put(caller('c2'));
  expect([handled, loop.inboxDepth]).toEqual([[], 2]);
  for (let turn = 0; turn < 5; turn++) await nextTurn();
  expect([handled, loop.inboxDepth]).toEqual([['c1', 'c2'], 0]);
});

test('what is decided on the way is carried out at once, phones first', () => {
  const ring = { kind: 'ring', legId: 'op-1' } as unknown as Command;
  const answer = { kind: 'answer', legId: 'leg-1' } as const;
  const { loop, executed } = loopAround({
    catchUp: (out) => {
      out.push(answer, ring);
      return true;
    },
  });
  loop.put(caller('c1'));
  expect(executed.map(({ kind }) => kind)).toEqual(['ring', 'answer']);
});

test('a caller for whom there is no room is turned away with a record; a hang-up always has room', () => {
  let isReady = false;
  const { loop, executed, entries } = loopAround({ catchUp: () => isReady });
  for (let count = 0; count < 10_000; count++) loop.put(caller(`c${count}`));
  expect(loop.put(caller('late'))).toBe(false);
  expect(executed).toEqual([{ kind: 'hangUp', legId: 'leg-late', reason: 'overloaded' }]);
  expect(entries.map(({ kind }) => kind)).toEqual(['callArrived', 'callEnded']);
  const end = { q850: 16, sip: null, byUs: false };
  expect(loop.put({ kind: 'legEnded', legId: 'leg-c1', end })).toBe(true);
  isReady = true;
});

test('after a rule of our own was violated nothing is handled any more', () => {
  const { loop, broken } = loopAround({
    handle: () => {
      throw new Error('nobody waits whom a free operator could serve');
    },
  });
  loop.put(caller('c1'));
  loop.put(caller('c2'));
  expect(broken).toEqual(['nobody waits whom a free operator could serve']);
});

test('a request goes to its edge, and what became of it comes back as an event', async () => {
  const ids = { callId: 'c1', fetchId: 'fetch-1' };
  const fetch = { kind: 'fetch', ...ids } as unknown as Command;
  const handled: Event[] = [];
  const { loop } = loopAround({
    handle: (event, out) => {
      handled.push(event);
      if (event.kind === 'callerArrived') out.push(fetch);
    },
  });
  loop.put(caller('c1'));
  await nextTurn();
  expect(handled.at(-1)).toEqual({ kind: 'fetched', ...ids, result: { kind: 'timeout' } });
});
