import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { Capacity, CHANNELS, type Channels } from '../../src/operators/capacity.ts';
import { ANYBODY, CALLS, FastRouter } from '../../src/routing/index.ts';
import { queue } from '../routing/rules.ts';

/** An operator as they may be one day: a call comes through to who chats, mails wait for everything. */
const MIXED: Channels<'voice' | 'chat' | 'mail'> = {
  voice: { kind: 1, units: 1, interrupts: ['chat', 'mail'] },
  chat: { kind: 2, units: 3, interrupts: ['mail'] },
  mail: { kind: 4, units: 2, interrupts: [] },
};
type Name = keyof typeof MIXED;

describe('work in hand', () => {
  test('of a call stands in the way of everything, by what holds today', () => {
    const capacity = new Capacity(CHANNELS);
    expect([capacity.free, capacity.load]).toEqual([CALLS, 0]);
    capacity.begin('voice');
    expect([capacity.free, capacity.load]).toEqual([0, 1]);
    capacity.end('voice');
    expect([capacity.free, capacity.load]).toEqual([CALLS, 0]);
  });

  test('of a chat stands in the way of mails, not of calls, nor of chats while units are left', () => {
    const capacity = new Capacity(MIXED);
    capacity.begin('chat');
    expect(capacity.free).toBe(MIXED.voice.kind | MIXED.chat.kind);
    capacity.begin('chat');
    capacity.begin('chat');
    expect([capacity.free, capacity.load]).toEqual([MIXED.voice.kind, 3]);
    capacity.begin('voice');
    expect([capacity.free, capacity.load]).toEqual([0, 4]);
  });

  test('is never more than the units, and never less than nothing', () => {
    const capacity = new Capacity(MIXED);
    expect(() => capacity.end('chat')).toThrow('only work in hand can end');
    capacity.begin('voice');
    expect(() => capacity.begin('voice')).toThrow('nobody has more work in hand than units');
  });
});

const NAMES = ['voice', 'chat', 'mail', 'video'] as const;
type Any = (typeof NAMES)[number];

const channel = (kind: number) =>
  fc.record({ kind: fc.constant(kind), units: fc.nat(4), interrupts: fc.subarray([...NAMES]) });

/** Any units, and any matrix. */
const channels: fc.Arbitrary<Channels<Any>> = fc.record({
  voice: channel(1),
  chat: channel(2),
  mail: channel(4),
  video: channel(8),
});

const act = fc.record({ name: fc.constantFrom(...NAMES), begins: fc.boolean() });

test('whatever begins and ends: the free kinds are what units and matrix say, and the load is what is in hand', () => {
  fc.assert(
    fc.property(channels, fc.array(act, { maxLength: 40 }), (table, acts) => {
      const capacity = new Capacity(table);
      const inHand: Record<Any, number> = { voice: 0, chat: 0, mail: 0, video: 0 };
      for (const { name, begins } of acts) {
        const isPossible = begins ? inHand[name] < table[name].units : inHand[name] > 0;
        const happen = (): void => (begins ? capacity.begin(name) : capacity.end(name));
        if (isPossible) {
          happen();
          inHand[name] += begins ? 1 : -1;
        } else expect(happen).toThrow();
        const busy = NAMES.filter((other) => inHand[other] > 0);
        const free = NAMES.filter((one) => {
          const isBarred = busy.some((other) => other !== one && !table[one].interrupts.includes(other));
          return inHand[one] < table[one].units && !isBarred;
        });
        expect(capacity.free).toBe(free.reduce((bits, one) => bits + table[one].kind, 0));
        expect(capacity.load).toBe(NAMES.reduce((sum, one) => sum + inHand[one], 0));
      }
    }),
  );
});

describe('the router of calls gives out other work by the same rules', () => {
  let router: FastRouter;
  let hands: Map<string, Capacity<Name>>;

  beforeEach(() => {
    router = new FastRouter();
    hands = new Map(['anna', 'boris'].map((operatorId) => [operatorId, new Capacity(MIXED)]));
    for (const operatorId of hands.keys()) {
      router.seat({ operatorId, skills: {}, bindings: { q: { priority: 1, delayMs: 0 } } });
      tell(operatorId);
    }
  });

  function tell(operatorId: string): void {
    const { free, load } = hands.get(operatorId)!;
    router.tell(operatorId, { signedIn: true, free, load, freeAtMs: null }, 0);
  }

  /** Who gets a piece of this work, which is taken up at once; undefined: it waits. */
  function given(id: string, name: Name, spread: 'balance' | 'fill' | null = null): string | undefined {
    const { kind } = MIXED[name];
    const entering = { callId: id, queue: queue('q', { spread }), stepNeeds: ANYBODY, kind };
    router.enter({ ...entering, class: 5, boostMs: 0, enteredMs: 0 }, 0);
    let operatorId: string | undefined;
    router.decide(0, (match) => {
      operatorId = match.operatorIds[0]!;
      hands.get(operatorId)!.begin(name);
      tell(operatorId);
    });
    router.check(0);
    if (operatorId !== undefined) router.leave(id);
    return operatorId;
  }

  test('balance: the least loaded first', () => {
    const given4 = ['c1', 'c2', 'c3', 'c4'].map((id) => given(id, 'chat', 'balance'));
    expect(given4).toEqual(['anna', 'boris', 'anna', 'boris']);
  });

  test('fill: the most loaded first, as long as units are left', () => {
    const given4 = ['c1', 'c2', 'c3', 'c4'].map((id) => given(id, 'chat', 'fill'));
    expect(given4).toEqual(['anna', 'anna', 'anna', 'boris']);
  });

  test('a call interrupts chats; beside a call nothing comes; what waits comes when it has ended', () => {
    expect(given('chat', 'chat', 'fill')).toBe('anna');
    expect(given('call', 'voice', 'fill')).toBe('anna');
    expect(given('call of boris', 'voice')).toBe('boris');
    expect(given('late chat', 'chat')).toBeUndefined();
    expect(router.find('late chat')?.offeredTo).toEqual([]);
    hands.get('boris')!.end('voice');
    tell('boris');
    const matches: string[] = [];
    router.decide(0, ({ callId, operatorIds }) => matches.push(`${callId}→${operatorIds.join('+')}`));
    expect(matches).toEqual(['late chat→boris']);
  });
});
