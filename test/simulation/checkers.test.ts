import { expect, test } from 'vitest';
import { SimulatedClock } from '../../src/base/index.ts';
import type { Entry } from '../../src/journal/index.ts';
import type { Board, Event } from '../../src/switchboard/index.ts';
import type { LiveLeg } from '../../src/telephony/index.ts';
import { Book } from './checkers/book.ts';
import { Fair } from './checkers/fair.ts';
import { NoSilence } from './checkers/no-silence.ts';
import { NodesSeen } from './checkers/nodes-seen.ts';
import { RunningTimers } from './checkers/running-timers.ts';
import { TrueEnds } from './checkers/true-ends.ts';
import { TrueReasons } from './checkers/true-reasons.ts';
import { SimulatedExchange } from './simulated-exchange.ts';
import type { DrawnPlan } from './world/drawn-plan.ts';

/** What the checkers themselves see, and do not. */

const BOARD = {} as Board;
const READY = { presence: 'ready', reason: null } as const;
const WHY = { rule: 'caller first in line', idleMs: 0, candidatesCount: 1, group: 1 } as const;
const EVENT: Event = { kind: 'exchangeLost', node: 'main' };

/** The next process is told that the exchange holds these legs. */
function finds(book: Book, legIds: readonly string[]): void {
  const legs = legIds.map((legId) => ({ legId }) as LiveLeg);
  book.see({ kind: 'exchangeBack', node: 'main', restarted: false, legs }, { monoMs: 0, wallMs: 0 });
}

/** A caller who was answered hears this prompt for a second, 50 s after the answer; 65 s after it, is all well? */
async function silentFor(sound: string): Promise<() => void> {
  const clock = new SimulatedClock();
  const soundMs = (path: string): number | null => (path === 'words' ? 1_000 : null);
  const exchange = new SimulatedExchange({ clock, phoneIds: [], soundMs });
  await exchange.listen(() => {});
  const { legId } = exchange.call('+79160000001', '100');
  exchange.execute({ kind: 'answer', legId });
  clock.advance(100);
  const checker = new NoSilence({
    isConnected: () => true,
    inSilence: () => exchange.inSilence(),
    heardMs: (leg) => exchange.heardMs(leg),
  });
  const look = (): void => {
    checker.begin(EVENT);
    checker.end({ monoMs: clock.now().monoMs, board: BOARD });
  };
  look();
  clock.advance(50_000);
  exchange.execute({ kind: 'play', legId, playId: 'p', sounds: [sound] });
  clock.advance(15_000);
  return look;
}

/** Joined with an operator by a process that died, a caller talked for so long, and has given up by the record. */
function givenUpAfter(talkedMs: number): () => void {
  const view = { endedMs: () => undefined, talkedMs: () => talkedMs, latencyMs: 20, isClockSet: false };
  const checker = new TrueEnds(view);
  checker.command({ kind: 'join', callId: 'c1', legIds: ['leg-c1', 'op-c1-1'] });
  checker.processDied();
  const where = 'ringing';
  return () =>
    checker.entry({ kind: 'callEnded', callId: 'c1', atMs: 0, outcome: 'abandoned', where, by: 'caller' });
}

test('whoever talked has not given up, unless it was too short to be heard of', () => {
  expect(givenUpAfter(61)).toThrow(/talked for 61 ms/);
  expect(givenUpAfter(60)).not.toThrow();
});

test('a prompt that was heard between two looks has broken the silence', async () => {
  expect(await silentFor('words')).not.toThrow();
});

test('a prompt without a sound has not', async () => {
  expect(await silentFor('nothing')).toThrow(/hears nothing, for/);
});

test('whether a wrap-up goes on after a restart is told from the wall clock as it is by then', () => {
  const book = new Book(['anna']);
  const restored = { kind: 'presenceRestored', operator: 'anna', presence: 'ready', reason: null } as const;
  book.see({ ...restored, wrapUpEndsMs: 10_000 }, { monoMs: 2_000, wallMs: 50_000 });
  expect(book.operators.get('anna')?.unit).toBe('free');
  book.see({ ...restored, wrapUpEndsMs: 10_000 }, { monoMs: 20_000, wallMs: 5_000 });
  expect(book.operators.get('anna')?.unit).toBe('wrapUp');
});

test('whoever answers a colleague has missed nothing in a row any more', () => {
  const book = new Book(['anna']);
  const tell = (unit: 'free' | 'offered' | 'busy'): void =>
    book.take({ ...{ kind: 'operatorChanged', atMs: 0, operator: 'anna', unit }, ...READY }, 0);
  tell('free');
  book.operators.get('anna')!.missedInRow = 1;
  tell('offered');
  expect(book.operators.get('anna')?.missedInRow).toBe(1);
  tell('busy');
  expect(book.operators.get('anna')?.missedInRow).toBe(0);
});

test.each([
  ['goes on', 'boris', { operator: 'boris', hasAnswered: true }],
  ['is over when the next process does not know of it', undefined, null],
])('a consultation that was open when the process died %s', (_, consulted, expected) => {
  const book = new Book(['anna', 'boris']);
  const of = { callId: 'c1', atMs: 0 } as const;
  book.take({ ...of, kind: 'callArrived', dialled: '100', caller: '', flow: null }, 0);
  book.take({ ...of, kind: 'offerEnded', offerId: 'op-c1-1', operator: 'anna', outcome: 'answered' }, 0);
  book.take({ ...of, kind: 'consultRang', operator: 'boris', by: 'anna' }, 0);
  book.take({ ...of, kind: 'consultAnswered', operator: 'boris' }, 0);
  book.processDied();
  const isAt = { phase: 'talking', queue: null, waitedMs: null, operator: 'anna' } as const;
  book.take({ ...of, kind: 'adopted', ...isAt, ...(consulted !== undefined && { consulted }) }, 1_000);
  expect(book.calls.get('c1')?.consulted).toEqual(expected);
});

test.each([
  ['may count from the restart, if it began in the last moment before', 30, 2_000],
  ['counts from its beginning, if there was time to keep it', 100, 0],
])('the time of a phone that rings on after a restart %s', (_, diedMs, countsFromMs) => {
  const book = new Book(['anna']);
  const of = { callId: 'c1', atMs: 0 } as const;
  book.take({ ...of, kind: 'callArrived', dialled: '100', caller: '', flow: null }, 0);
  book.take({ ...of, kind: 'queueEntered', queue: 'support', needs: null, waitingBefore: 0 }, 0);
  book.take({ ...of, kind: 'offered', offerId: 'op-c1-1', operator: 'anna', why: WHY }, 0);
  book.take({ ...of, kind: 'rang', offerId: 'op-c1-1', operator: 'anna' }, diedMs);
  book.processDied();
  finds(book, ['op-c1-1']);
  const isAt = { phase: 'offered', queue: 'support', waitedMs: 2_000, operator: 'anna' } as const;
  book.take({ ...of, kind: 'adopted', ...isAt }, 2_000);
  expect(book.calls.get('c1')?.offers.get('op-c1-1')).toMatchObject({ atMs: 0, countsFromMs });
});

test.each([
  ['the earlier offer, where the exchange never heard of the later one', ['op-c1-1'], 'op-c1-1'],
  ['the later offer, where both ring', ['op-c1-1', 'op-c1-2'], 'op-c1-2'],
])('an operator who was rung twice in the last moment before a restart has %s', (_, held, offerId) => {
  const book = new Book(['anna']);
  const of = { callId: 'c1', atMs: 0 } as const;
  const anna = { ...of, operator: 'anna' } as const;
  book.take({ ...of, kind: 'callArrived', dialled: '100', caller: '', flow: null }, 0);
  book.take({ ...of, kind: 'queueEntered', queue: 'support', needs: null, waitingBefore: 0 }, 0);
  book.take({ ...anna, kind: 'offered', offerId: 'op-c1-1', why: WHY }, 0);
  book.take({ ...anna, kind: 'offerEnded', offerId: 'op-c1-1', outcome: 'withdrawn' }, 1_000);
  book.take({ ...anna, kind: 'offered', offerId: 'op-c1-2', why: WHY }, 1_000);
  book.processDied();
  finds(book, held);
  const isAt = { phase: 'offered', queue: 'support', waitedMs: 2_000 } as const;
  book.take({ ...anna, kind: 'adopted', ...isAt }, 2_000);
  expect([...book.calls.get('c1')!.offers.keys()]).toEqual([offerId]);
});

test.each([
  ['as their mark tells it, if they came in its last moment', 30, 5_000],
  ['as it kept it, if there was time for that', 100, 2_000],
])(
  'whoever waits behind a restart has waited since the process before let them in, %s',
  (_, diedMs, waitedMs) => {
    const book = new Book([]);
    const of = { callId: 'c1', atMs: 0 } as const;
    book.take({ ...of, kind: 'callArrived', dialled: '100', caller: '', flow: null }, 0);
    book.take({ ...of, kind: 'queueEntered', queue: 'support', needs: null, waitingBefore: 0 }, 0);
    book.take({ ...of, kind: 'trouble', what: 'a prompt is missing' }, diedMs);
    book.processDied();
    const isAt = { phase: 'waiting', queue: 'support', waitedMs: 5_000, operator: null } as const;
    book.take({ ...of, kind: 'adopted', ...isAt }, 2_000);
    expect(book.calls.get('c1')?.visit).toMatchObject({
      enteredMs: 2_000 - waitedMs,
      agedMs: 2_000 - waitedMs,
    });
  },
);

test('a caller who is back in the line of before asks for what they asked for in it', () => {
  const book = new Book([]);
  const of = { callId: 'c1', atMs: 0 } as const;
  book.take({ ...of, kind: 'callArrived', dialled: '100', caller: '', flow: null }, 0);
  book.take({ ...of, kind: 'queueEntered', queue: 'sales', needs: 'en >= 2', waitingBefore: 0 }, 0);
  book.take({ ...of, kind: 'queueLeft', queue: 'sales', outcome: 'moved', waitMs: 500 }, 500);
  book.take({ ...of, kind: 'queueEntered', queue: 'billing', needs: null, waitingBefore: 0 }, 500);
  book.processDied();
  const isAt = { phase: 'waiting', queue: 'sales', waitedMs: 1_500, operator: null } as const;
  book.take({ ...of, kind: 'adopted', ...isAt }, 1_500);
  expect(book.calls.get('c1')?.visit).toMatchObject({ queue: 'sales', needs: 'en >= 2', enteredMs: 0 });
});

test.each([
  ['has its class, and not that of the number', true],
  ['and one who was not has that of the number', false],
])('a caller whom an operator has given to a line %s', (_, isGiven) => {
  const numbers = new Map([['900', { class: 1, boostMs: 0 }]]);
  const queues = new Map([['support', { stickyMs: 0 }]]);
  const fair = new Fair({ numbers, plan: { queues } } as unknown as DrawnPlan);
  const book = new Book(['anna', 'boris']);
  const arrives = (callId: string, before: readonly Entry[]): void => {
    const of = { callId, atMs: 0 } as const;
    book.take({ ...of, kind: 'callArrived', dialled: '900', caller: '', flow: null }, 0);
    for (const entry of before) book.take(entry, 0);
    book.take({ ...of, kind: 'queueEntered', queue: 'support', needs: null, waitingBefore: 0 }, 0);
  };
  const of = { callId: 'c1', atMs: 0, operator: 'anna', by: 'anna' } as const;
  arrives('c1', isGiven ? [{ ...of, kind: 'transferred', to: { queue: 'support' } }] : []);
  arrives('c2', []);
  const offer = {
    kind: 'offered',
    callId: 'c2',
    atMs: 0,
    offerId: 'o',
    operator: 'boris',
    why: WHY,
  } as const;
  const look = (): void => fair.entry(offer, book, 1);
  if (isGiven) expect(look).not.toThrow();
  else expect(look).toThrow('boris is offered c2, and c1 came before');
});

test('a limit of missed calls counts that was changed while there was no process', () => {
  const rules = { missedLimit: 3 };
  const plan = { queues: new Map([['support', rules]]), operators: new Map() };
  const checker = new TrueReasons({ plan } as unknown as DrawnPlan);
  const book = new Book(['anna']);
  const missed = { presence: 'missed', reason: 'did not answer', missedInRow: 1 } as const;
  Object.assign(book.operators.get('anna')!, missed);
  const look = (): void => checker.end({ monoMs: 0, board: BOARD }, book);
  expect(look).toThrow('anna is out for 1 missed calls');
  rules.missedLimit = 1;
  checker.processBegins();
  expect(look).not.toThrow();
});

test('whoever was given a caller who is hung up before the two are joined is with nobody', () => {
  const book = new Book(['anna', 'boris']);
  const of = { callId: 'c1', atMs: 0 } as const;
  const by = { operator: 'boris', by: 'anna' } as const;
  book.take({ ...of, kind: 'callArrived', dialled: '100', caller: '', flow: null }, 0);
  book.take({ ...of, kind: 'consultRang', ...by }, 0);
  book.take({ ...of, kind: 'consultAnswered', operator: 'boris' }, 0);
  expect(book.calls.get('c1')?.picked).toMatchObject({ operator: 'boris' });
  book.see({ kind: 'hangUpAsked', callId: 'c1' }, { monoMs: 0, wallMs: 0 });
  expect(book.calls.get('c1')?.picked).toBeNull();
});

test.each([
  ['may end by a call that goes on behind a restart', 'busy', true],
  ['does not end by the exchange being there', 'free', false],
] as const)('a wrap-up %s', (_, unit, isAllowed) => {
  const [book, checker] = [new Book(['anna']), new RunningTimers(['anna'])];
  const key = { owner: 'anna', purpose: 'wrapUp', generation: 1 } as const;
  const turn = { monoMs: 0, board: BOARD };
  checker.command({ kind: 'startTimer', key, delayMs: 1_000 }, 0);
  book.operators.get('anna')!.unit = 'wrapUp';
  checker.end(turn, book);
  const legs: Event = { kind: 'exchangeBack', node: 'main', restarted: false, legs: [] };
  checker.begin(legs, 0);
  book.operators.get('anna')!.unit = unit;
  const look = (): void => checker.end(turn, book);
  if (isAllowed) expect(look).not.toThrow();
  else expect(look).toThrow('the wrap-up of anna ends by exchangeBack');
});

test.each([
  ['and told to end at once is not there, but where the next one is found', true],
  ['is there, whatever else is found', false],
])('a caller whose leg is found %s', (_, isToldToEnd) => {
  const nodes = new NodesSeen(['north', 'south']);
  const leg = { callId: 'c1', role: 'caller' } as LiveLeg;
  const back = { kind: 'exchangeBack', restarted: false } as const;
  nodes.see({ ...back, node: 'north', legs: [{ ...leg, legId: 'old', node: 'north' }] }, 0);
  if (isToldToEnd) nodes.isWanted({ kind: 'hangUp', legId: 'old', reason: 'normal' });
  nodes.see({ ...back, node: 'south', legs: [{ ...leg, legId: 'new', node: 'south' }] }, 0);
  nodes.see({ kind: 'nodeDied', node: 'south' }, 1_000);
  expect(nodes.isHomeless('c1')).toBe(isToldToEnd);
});
