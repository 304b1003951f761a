import { MAIN_NODE } from '../../src/boot/main-node.ts';
import { readKeptCalls } from '../../src/boot/read-kept-calls.ts';
import type { Callback } from '../../src/callbacks/index.ts';
import type { UsedToday } from '../../src/journal/index.ts';
import type { DiaryRead } from '../../src/switchboard/event.ts';
import type { CallSnapshot } from '../../src/switchboard/index.ts';
import type { LiveLeg } from '../../src/telephony/index.ts';
import { Floor } from './floor.ts';

/** The exchange is the same one before and after: it was started then. */
export const EXCHANGE_MS = 1_700_000_000_000;

/** The caller's leg as the exchange holds it: with the marks that were written on it. */
export function callerLeg(floor: Floor, callId: string, hears: readonly string[] = []): LiveLeg {
  const arrived = floor.entries.find((entry) => entry.kind === 'callArrived' && entry.callId === callId);
  if (arrived?.kind !== 'callArrived') throw new Error(`${callId} has never come`);
  const legId = `leg-${callId}`;
  return {
    ...{ legId, node: MAIN_NODE, callId, role: 'caller', answered: true, hears },
    caller: { number: arrived.caller, name: '' },
    marks: {
      ...{ id: callId, role: 'caller', dialled: arrived.dialled },
      arrived: String(Math.floor(arrived.atMs / 1_000)),
      ...floor.marks.get(legId),
    },
  };
}

/** The leg of a phone that was rung: it rings, was answered, or hears somebody. */
export function phoneLeg(
  floor: Floor,
  legId: string,
  is: 'ringing' | 'answered' | readonly string[],
): LiveLeg {
  const rung = floor.rung().find((ring) => ring.legId === legId);
  if (rung === undefined) throw new Error(`${legId} was never rung`);
  const { callId, show: caller } = rung;
  const marks = { ...rung.marks, ...floor.marks.get(legId) };
  const hears = typeof is === 'string' ? [] : is;
  const of = { legId, node: MAIN_NODE, callId, role: 'operator' } as const;
  return { ...of, answered: is !== 'ringing', caller, hears, marks };
}

/** Somebody outside who is called, as the exchange holds the leg. */
export const outside = (legId: string, callId: string, hears: readonly string[] = []): LiveLeg => ({
  ...{ legId, node: MAIN_NODE, callId, role: 'outside', answered: true, hears },
  ...{ caller: { number: '', name: '' }, marks: { id: callId, role: 'outside', attempt: '1' } },
});

/** Both hear each other. */
export const talking = (floor: Floor, callId: string, legId: string): readonly LiveLeg[] => [
  callerLeg(floor, callId, [legId]),
  phoneLeg(floor, legId, [`leg-${callId}`]),
];

export type Heritage = {
  /** Files that are others now. */
  readonly changes?: Readonly<Record<string, string>>;
  /** So long there was no process. */
  readonly deadMs?: number;
  /** What was kept of calls is not there: they are known by their legs alone. */
  readonly isLost?: boolean;
  /** The flows of before are kept no more. */
  readonly areFlowsGone?: boolean;
  /** Nobody's phone is there at first. */
  readonly arePhonesAway?: boolean;
  /** Promises to call back, as the journal tells of them. */
  readonly callbacks?: readonly Callback[];
  /** Legs whose end the diary of the exchange has told of before, with the apology. */
  readonly letGo?: readonly string[];
  /** What calls out have used today, as the journal tells. */
  readonly used?: UsedToday;
  /** What the diary tells beside that. */
  readonly diary?: Omit<DiaryRead, 'kind'>;
  /** What was kept, if it is not what the process had kept. */
  readonly kept?: readonly CallSnapshot[];
};

const BOOT = 'boot-1';

/** The lines that a process keeps of all its calls. */
export function linesOf({ switchboard, clock }: Floor): readonly string[] {
  const kept = [...switchboard.liveCallIds()].flatMap(
    (callId) => switchboard.snapshot(callId, clock.now()) ?? [],
  );
  return kept.map((snapshot) => JSON.stringify({ boot: BOOT, ...snapshot, exchangeMs: EXCHANGE_MS }));
}

/** The snapshots of all calls as they come back from the disk: all that a process writes can be read again. */
export function keptOf(floor: Floor): readonly CallSnapshot[] {
  const { calls, refused } = keptIn(linesOf(floor));
  if (refused.length > 0) throw new Error(`cannot be read again: ${JSON.stringify(refused)}`);
  return calls;
}

export const keptIn = (lines: readonly string[]): ReturnType<typeof readKeptCalls> =>
  readKeptCalls(lines.map((line) => `${line}\n`).join(''), BOOT);

/** When the wrap-up ends of which the journal says last. */
function wrapUpOf({ entries }: Floor, operator: string): number | null {
  const told = entries.findLast((entry) => entry.kind === 'operatorChanged' && entry.operator === operator);
  return told?.kind === 'operatorChanged' ? (told.wrapUpEndsMs ?? null) : null;
}

/**
 * The process dies as it stands, and another one takes over: what was kept, what the journal says of operators, and
 * what the exchange holds by then.
 */
export function nextProcess(floor: Floor, legs: readonly LiveLeg[], heritage: Heritage = {}): Floor {
  const {
    changes = {},
    deadMs = 1_000,
    isLost = false,
    areFlowsGone = false,
    arePhonesAway = false,
    letGo = [],
    used = { talkedMs: new Map(), unended: new Map() },
    diary = { ends: [], joins: [] },
    callbacks = [],
    kept = isLost ? [] : keptOf(floor),
  } = heritage;
  const { monoMs, wallMs } = floor.clock.now();
  const next = new Floor(changes, 100, 'rehearsals', { monoMs: monoMs + deadMs, wallMs: wallMs + deadMs });
  const { operators } = floor.switchboard.board(floor.clock.now());
  for (const { id: operator, presence, reason } of operators) {
    const wrapUpEndsMs = wrapUpOf(floor, operator);
    next.put({ kind: 'presenceRestored', operator, presence, reason, phone: null, wrapUpEndsMs });
  }
  next.put({ kind: 'minutesRestored', ...used });
  if (callbacks.length > 0) next.put({ kind: 'callbacksRestored', callbacks });
  const ended = floor.entries.flatMap((entry) => (entry.kind === 'callEnded' ? [entry.callId] : []));
  const known = areFlowsGone ? [next.plan] : [floor.plan, next.plan];
  next.put({
    kind: 'callsRestored',
    calls: kept,
    over: new Set(isLost ? [] : ended),
    scripts: new Map(known.map(({ flowHash, flows }) => [flowHash, { flowHash, flows }])),
  });
  const atMs = next.clock.now().wallMs;
  const ends = letGo.map((legId) => ({ legId, atMs, isByDialplan: true }) as const);
  next.put({ kind: 'diaryRead', ...diary, ends: [...ends, ...diary.ends] });
  next.put({ kind: 'exchangeBack', restarted: false, startedWallMs: EXCHANGE_MS, legs });
  for (const { id, phones } of operators)
    if (!arePhonesAway && floor.operator(id).presence !== 'offline')
      for (const phoneId of phones) next.put({ kind: 'phoneChanged', phoneId, reachable: true });
  return next;
}
