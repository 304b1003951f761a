import { type CallEntry, type CallRecord, type Entry, foldRecord } from '../../../src/journal/index.ts';
import type { Event } from '../../../src/switchboard/index.ts';
import type { DrawnPlan } from '../world/drawn-plan.ts';
import type { Book } from './book.ts';
import { type Checker, momentsIn, must } from './checker.ts';

/** What may be told of a call that has ended: a recording is kept when it comes, however late. */
const LATE: readonly Entry['kind'][] = ['trouble', 'callEnded', 'messageTaken', 'callRecorded', 'surveyed'];

/** What begins ends once, and nothing begins twice: calls, visits, offers, talks (I2, I3, I6, I7; routing rules S7). */
export class Once implements Checker {
  readonly name = 'once';
  readonly #records = new Map<string, CallRecord>();
  /** Open ones of a process that died: the next one closes those of calls with which it does not go on. */
  readonly #before = new Map<string, CallRecord>();
  readonly #offers = new Set<string>();
  /** Moments at which somebody came into a talk, by the exchange's own diary (wall): the talk may be over by now. */
  readonly #read = new Set<number>();
  readonly #drawn: DrawnPlan;

  constructor(drawn: DrawnPlan) {
    this.#drawn = drawn;
  }

  begin(event: Event | null): void {
    if (event?.kind === 'diaryRead') for (const atMs of momentsIn(event)) this.#read.add(atMs);
  }

  entry(entry: Entry, book: Book): void {
    if (!('callId' in entry)) return;
    const { callId } = entry;
    this.#checkRecord(entry);
    if (entry.kind === 'callArrived') {
      const isNew = !book.calls.has(callId) && (!book.ended.has(callId) || book.ofOthers.has(callId));
      this.#must(isNew, `${callId} arrives once`);
      return;
    }
    if (entry.kind === 'adopted')
      return this.#must(book.ofOthers.has(callId), `${callId} goes on after a death`);
    // A leg that the process before left behind is found: its end is told once more, and the closed record stays.
    const isFirst = !book.ended.has(callId) || book.ofOthers.has(callId);
    if (entry.kind === 'callEnded') this.#must(isFirst, `${callId} has one outcome`);
    if (entry.kind === 'ownCallBegan' || book.ownCalls.has(callId)) return;
    const call = book.calls.get(callId);
    if (call === undefined) {
      const mayBeLate = LATE.includes(entry.kind);
      this.#must(mayBeLate, `${entry.kind} is not told of ${callId}, which has no open record`);
      return;
    }
    if (entry.kind === 'callEnded') {
      const isOpen = call.visit !== null || call.offers.size > 0 || call.talkBeganMs !== null;
      this.#must(!isOpen, `${callId} ends with no visit, offer or talk left open`);
    }
    this.#checkVisit(entry, call);
    this.#checkOffer(entry, call, book);
    this.#checkTalk(entry, call, book);
  }

  atTheEnd(book: Book): void {
    this.#must(book.calls.size === 0, `every call has ended: ${[...book.calls.keys()].join(' ')}`);
    for (const record of this.#records.values())
      this.#must(record.outcome !== null, `the record of ${record.callId} is closed`);
  }

  processDied(): void {
    for (const [callId, record] of this.#records) {
      if (record.outcome !== null) continue;
      this.#records.delete(callId);
      this.#before.set(callId, record);
    }
  }

  #checkVisit(entry: CallEntry, call: Call): void {
    if (entry.kind === 'queueEntered')
      this.#must(call.visit === null, `${call.callId} is in one queue at a time`);
    if (entry.kind !== 'queueLeft') return;
    this.#must(call.visit?.queue === entry.queue, `${call.callId} leaves the queue that it is in`);
    this.#must(call.offers.size === 0, `${call.callId} leaves no ringing phone behind in the queue`);
  }

  #checkOffer(entry: CallEntry, call: Call, book: Book): void {
    if (entry.kind === 'offered') {
      this.#must(
        call.picked === null,
        `${call.callId}, for whom somebody picked up, is offered to nobody else`,
      );
      this.#must(call.visit !== null, `${call.callId} is offered out of a queue`);
      const most = this.#groupOf(call.visit!.queue);
      this.#must(call.offers.size < most, `at most ${most} phones ring for ${call.callId}`);
      const others = [...book.calls.values()].filter((other) => isWith(other, entry.operator));
      this.#must(others.length === 0, `${entry.operator} has one call at a time`);
      const unit = book.operators.get(entry.operator)?.unit;
      this.#must(unit === 'free', `${entry.operator}, who is rung, is free and not ${unit}`);
      this.#must(!this.#offers.has(entry.offerId), `the offer ${entry.offerId} is a new one`);
      this.#offers.add(entry.offerId);
    }
    if (entry.kind === 'rang')
      this.#must(call.offers.get(entry.offerId)?.hasRung === false, `${entry.offerId} rings once`);
    if (entry.kind !== 'offerEnded') return;
    const isThis =
      (call.isAdopted && call.left.has(entry.offerId)) ||
      call.offers.get(entry.offerId)?.operator === entry.operator;
    this.#must(isThis, `${entry.offerId} ends as the open offer of ${call.callId}`);
  }

  #checkTalk(entry: CallEntry, call: Call, book: Book): void {
    if (entry.kind === 'talkBegan') {
      const isTheirs = call.picked?.operator === entry.operator && call.talkBeganMs === null;
      this.#must(isTheirs, `${call.callId} talks once with ${entry.operator}, who picked up`);
      const isBusy = book.operators.get(entry.operator)?.unit === 'busy';
      this.#must(isBusy || this.#read.has(entry.atMs), `${entry.operator} is busy in a talk`);
    }
    if (entry.kind === 'talkEnded')
      this.#must(
        call.talkBeganMs !== null && call.picked?.operator === entry.operator,
        `a talk that goes on ends`,
      );
  }

  /** So many phones may ring for one caller of this queue, at its latest stage. */
  #groupOf(queueId: string): number {
    const { ringGroup, stages } = this.#drawn.plan.queues.get(queueId)!;
    return Math.max(ringGroup, ...stages.map((stage) => stage.ringGroup ?? 1));
  }

  /** The record is folded from the same entries, and its times are in order although the wall clock jumps. */
  #checkRecord(entry: CallEntry): void {
    const isAgain =
      entry.kind === 'adopted' || (entry.kind === 'callArrived' && this.#before.has(entry.callId));
    const before = isAgain ? this.#before : this.#records;
    const known = before.get(entry.callId);
    const record = foldRecord(known, entry);
    this.#records.set(entry.callId, record);
    // Of a call that ended in the last moment of a process the next one may not know that: the record does.
    if (entry.kind !== 'callEnded' || known?.outcome != null) return;
    const { arrivedMs, answeredMs, endedMs, outcome } = record;
    const inOrder =
      endedMs !== null && arrivedMs <= (answeredMs ?? arrivedMs) && (answeredMs ?? arrivedMs) <= endedMs;
    this.#must(inOrder && outcome !== null, `the record of ${entry.callId} reads arrival, answer, end`);
    this.#must(
      (entry.where !== null) === (outcome === 'abandoned'),
      `who abandons, and nobody else, does it somewhere`,
    );
  }

  #must(condition: boolean, what: string): void {
    must(condition, this.name, () => `does not hold: ${what}`);
  }
}

/** Whether this operator's phone rings for the call, or they picked up. */
const isWith = (call: Call, operator: string): boolean =>
  call.picked?.operator === operator || call.offers.values().some((offer) => offer.operator === operator);

type Call = Book['calls'] extends Map<string, infer C> ? C : never;
