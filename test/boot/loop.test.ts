import { setImmediate as nextTurn } from 'node:timers/promises';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { SimulatedClock } from '../../src/base/index.ts';
import { Loop, type LoopParts } from '../../src/boot/loop.ts';
import { NoticeBoard } from '../../src/boot/notice-board.ts';
import type { Entry } from '../../src/journal/index.ts';
import type { Command, Event } from '../../src/switchboard/index.ts';
import type { TelephonyCommand } from '../../src/telephony/index.ts';

const log = pino({ level: 'silent' });
const caller = (callId: string): Event => ({
  ...{ kind: 'callerArrived', node: 'main', callId, legId: `leg-${callId}`, dialled: '100' },
  ...{ caller: { number: '+7916', name: '' }, arrivedWallMs: 1 },
});

/** A loop around a switchboard of a few lines, with all that it wants written down. */
function loopAround(switchboard: Partial<LoopParts['switchboard']>, mayAct = () => true) {
  const executed: TelephonyCommand[] = [];
  const entries: Entry[] = [];
  const broken: string[] = [];
  const parts = {
    switchboard: { catchUp: () => true, handle: () => {}, ...switchboard },
    telephony: { execute: (command: TelephonyCommand) => executed.push(command) },
    speech: {},
    pins: { isRight: async () => false },
    egress: { fetch: async () => ({ kind: 'timeout' }) },
    store: { write: (entry: Entry) => entries.push(entry), flush: async () => {} },
    recordings: {} as LoopParts['recordings'],
    notices: new NoticeBoard(log),
    mayAct,
    clock: new SimulatedClock(),
    log,
    onBroken: (error: Error) => broken.push(error.message),
  };
  const loop = new Loop(parts as unknown as LoopParts);
  return {
    loop,
    executed,
    entries,
    broken,
    speech: parts.speech,
    recordings: parts.recordings,
    store: parts.store,
  };
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

test('a process that may not act any more does nothing of its backlog', () => {
  let mayAct = true;
  const handled: string[] = [];
  const { loop } = loopAround({ handle: (event) => void handled.push(event.kind) }, () => mayAct);
  loop.put(caller('c1'));
  mayAct = false;
  loop.put(caller('c2'));
  loop.put({ kind: 'kept', callId: 'c1' } as unknown as Event);
  expect([handled, loop.inboxDepth]).toEqual([['callerArrived'], 0]);
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

describe('a recording that is to be kept', () => {
  const keep = {
    kind: 'keep',
    callId: 'c1',
    recordingId: 'c1-t1',
    about: { kind: 'call' },
  } as unknown as Command;

  /** Keeps it as `keeping` does; what was done, in its order. */
  async function keptBy(keeping: LoopParts['recordings']['keep']): Promise<readonly unknown[]> {
    const done: unknown[] = [];
    const { loop, recordings, store } = loopAround({
      handle: (event, out) => {
        if (event.kind === 'callerArrived') out.push(keep);
        else done.push(event.kind === 'kept' ? `kept: ${event.ok}` : event.kind);
      },
    });
    store.flush = async () => void done.push('safe in the journal');
    recordings.keep = async (...how) => {
      const fate = await keeping(...how);
      done.push('gone from the exchange');
      return fate;
    };
    loop.put(caller('c1'));
    for (let turn = 0; turn < 5; turn++) await nextTurn();
    return done;
  }

  test('is in the journal, once, before the exchange loses it', async () => {
    const done = await keptBy(async (_id, _evenSilent, tell) => {
      await tell?.({ ok: true, soundMs: 1 });
      return { ok: true, soundMs: 1 };
    });
    expect(done).toEqual(['kept: true', 'safe in the journal', 'gone from the exchange']);
  });

  test('is told of as well when it could not be kept, or somebody else keeps it just now', async () => {
    expect(await keptBy(async () => ({ ok: false, soundMs: 0 }))).toContain('kept: false');
  });
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

describe('words whose sound the exchange could not play', () => {
  const order = {
    kind: 'speak',
    legId: 'leg',
    playId: 'c1/say-1',
    version: 'f1',
    language: 'en',
    items: [],
  } as const;
  const failed = { kind: 'playFinished', legId: 'leg', playId: 'c1/say-1', ok: false } as const;

  /** A loop whose sounds are found broken, or are not; what it played, and the ends that were told. */
  function speaking(isBroken: boolean) {
    const told: Event[] = [];
    const { loop, executed, speech } = loopAround({
      handle: (event, out) => {
        if (event.kind === 'playFinished') told.push(event);
        else if (event.kind === 'callerArrived') out.push(order);
      },
    });
    Object.assign(speech, {
      ready: () => ['/old'],
      make: async () => ['/new'],
      forgetBroken: async () => isBroken,
    });
    loop.put(caller('c1'));
    const played = (): readonly string[] =>
      executed.flatMap((command) => (command.kind === 'play' ? command.sounds : [command.kind]));
    return { loop, told, played };
  }

  test('are made anew and said once more, and no more than that', async () => {
    const { loop, told, played } = speaking(true);
    loop.put(failed);
    await nextTurn();
    expect([played(), told]).toEqual([['/old', '/new'], []]);
    loop.put(failed);
    await nextTurn();
    expect([played(), told]).toEqual([['/old', '/new'], [failed]]);
  });

  test('are over when nothing is wrong with the sound: the caller has gone, or the exchange', async () => {
    const { loop, told, played } = speaking(false);
    loop.put(failed);
    await nextTurn();
    expect([played(), told]).toEqual([['/old'], [failed]]);
  });

  test('are over at once when all was heard, or the exchange is lost', () => {
    const heard = speaking(true);
    heard.loop.put({ ...failed, ok: true });
    const lost = speaking(true);
    lost.loop.put({ kind: 'exchangeLost', node: 'main' });
    lost.loop.put(failed);
    expect([heard.told.length, lost.told.length]).toEqual([1, 1]);
  });
});
