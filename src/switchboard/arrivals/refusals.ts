import type { Now } from '../../base/index.ts';
import type { RefusalReason } from '../../journal/index.ts';
import type { TelephonyEvent } from '../../telephony/index.ts';
import type { Desk } from '../desk.ts';

type Arrived = Extract<TelephonyEvent, { kind: 'callerArrived' }>;

/**
 * So many calls that are turned away have a record of their own at once, and so many more each second. What is beyond
 * that is only counted: to write it all down would take the store as much as the calls that are served, just when there
 * is too much to do, and a long storm would fill the disk.
 */
const RECORDS_AT_ONCE = 1_000;
const RECORDS_PER_SECOND = 20;
const MS_PER_S = 1_000;
/** Of what is only counted so many numbers that were dialled are told apart within one entry. */
const NUMBERS_MAX = 50;

/** Calls that were turned away and have no record of their own: how many of each number, and why. */
export class RefusalCount {
  #room = RECORDS_AT_ONCE;
  #roomMs = 0;
  readonly #counts = new Map<
    string,
    { readonly dialled: string; readonly why: RefusalReason; count: number }
  >();

  /** Whether this one is to have a record; it takes its room. */
  hasRecord({ monoMs }: Now): boolean {
    const grown = (Math.max(0, monoMs - this.#roomMs) * RECORDS_PER_SECOND) / MS_PER_S;
    this.#room = Math.min(RECORDS_AT_ONCE, this.#room + grown);
    this.#roomMs = monoMs;
    if (this.#room < 1) return false;
    this.#room -= 1;
    return true;
  }

  /** Beyond so many numbers all others count as one, that of "". */
  add(number: string, why: RefusalReason): void {
    const dialled = this.#counts.size < NUMBERS_MAX || this.#counts.has(`${why} ${number}`) ? number : '';
    const name = `${why} ${dialled}`;
    const count = this.#counts.get(name)?.count ?? 0;
    this.#counts.set(name, { dialled, why, count: count + 1 });
  }

  /** What was counted since it was taken last. */
  take() {
    const counts = [...this.#counts.values()];
    this.#counts.clear();
    return counts;
  }
}

/** What is to be written of a leg that was turned away, as soon as it is gone. */
export type TurnedAway = {
  readonly arrived: Pick<Arrived, 'callId' | 'dialled' | 'caller' | 'isAnswered'>;
  readonly why: RefusalReason;
  /** Wall time. */
  readonly atMs: number;
};

/**
 * The caller is told at once that there is no room: before the answer by a status of SIP that lets the carrier try
 * elsewhere (503), behind it by the apology of the exchange. It is no call of ours from the beginning; should its leg
 * still be found later, it is sent away again.
 */
export function turnAway(desk: Desk, arrived: Arrived, why: RefusalReason): void {
  const { legId, node, isAnswered = false } = arrived;
  const role = isAnswered ? 'caller' : 'operator';
  const turnedAway = { arrived, why, atMs: Math.min(arrived.arrivedWallMs, desk.now.wallMs) };
  desk.endedCalls.put(arrived.callId, true);
  desk.strangers.set(legId, {
    ...{ role, node, callId: null, hears: [], operatorId: null, isUnwanted: true, turnedAway },
  });
  if (isAnswered) desk.want({ kind: 'toOverflow', legId });
  else desk.want({ kind: 'hangUp', legId, reason: 'overloaded' });
}

/**
 * The leg is gone, and is written down: not before, since a process that took over from this one would serve it, and
 * what is told of a call behind its end counts no more.
 */
export function writeTurnedAway(desk: Desk, { arrived, why, atMs }: TurnedAway): void {
  const { callId, dialled, caller, isAnswered = false } = arrived;
  if (!desk.refusals.hasRecord(desk.now)) return desk.refusals.add(dialled, why);
  const come = { kind: 'callArrived', callId, dialled, caller: caller.number, flow: null, atMs } as const;
  desk.want({ kind: 'write', entry: come });
  const outcome = isAnswered ? 'overflow' : 'rejected';
  desk.write({ kind: 'callEnded', callId, outcome, where: null, by: 'system', refused: why });
}

/** The exchange has turned somebody away by itself: that is only counted. */
export function countTurnedAway(desk: Desk, dialled: string): void {
  desk.refusals.add(dialled, desk.admission.state.isStrained ? 'overload' : 'calls_per_second');
}

/** Brings into the journal what was only counted. */
export function tellRefusals(desk: Desk): void {
  for (const { dialled, why: refused, count } of desk.refusals.take())
    desk.write({ kind: 'callsRefused', dialled, refused, count });
}
