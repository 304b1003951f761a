import type { Entry } from '../../../src/journal/index.ts';
import type { QueueRules } from '../../../src/routing/index.ts';
import type { Event } from '../../../src/switchboard/index.ts';
import type { DrawnPlan } from '../world/drawn-plan.ts';
import type { Book } from './book.ts';
import type { BookCall, BookOperator, BookVisit } from './book-types.ts';
import { type Checker, momentsIn, must, type Turn } from './checker.ts';

/** A timer fires at its moment; what a turn later makes of it is told in the same millisecond. */
const SLACK_MS = 5;

/**
 * What the journal gives as a reason is true, and what is due happens: who leaves by a limit has reached it, nobody
 * waits or rings beyond one, whoever is said to have missed calls was rung long enough, or let a callback lie.
 */
export class TrueReasons implements Checker {
  readonly name = 'true reasons';
  readonly #drawn: DrawnPlan;
  /** Operators who are out for missed calls. */
  readonly #out = new Set<string>();
  /** Operators whose phone answered a callback in this turn, and who have just lost it. */
  readonly #untaken = new Set<string>();
  /** Queue → since when nobody who is bound to it has been signed in; missing while somebody is. */
  readonly #unstaffedMs = new Map<string, number>();

  /** Moments at which a leg has ended, or come into a talk, unheard, by the exchange's own diary (wall). */
  readonly #read = new Set<number>();

  #missedLeast = Number.POSITIVE_INFINITY;
  #missedMost = 0;

  constructor(drawn: DrawnPlan) {
    this.#drawn = drawn;
    this.#noteLimits();
    for (const id of drawn.plan.queues.keys()) this.#unstaffedMs.set(id, 0);
  }

  /** Files may have changed while there was no process. */
  processBegins(): void {
    this.#noteLimits();
  }

  begin(event: Event | null): void {
    this.#untaken.clear();
    if (event === null) return;
    if (event.kind === 'floorChanged') this.#noteLimits();
    if (event.kind === 'diaryRead') for (const atMs of momentsIn(event)) this.#read.add(atMs);
    if (event.kind === 'presenceRestored' && event.presence === 'missed') this.#out.add(event.operator);
  }

  entry(entry: Entry, book: Book, monoMs: number): void {
    if (!('callId' in entry)) return;
    const call = book.calls.get(entry.callId);
    const visit = call?.visit ?? null;
    if (entry.kind === 'queueEntered') this.#checkFull(entry, book);
    if (entry.kind === 'trouble' && entry.callId.startsWith('cb-')) this.#noteUntaken(call);
    if (entry.kind === 'queueLeft' && visit !== null) this.#checkLeft(entry, visit, book, monoMs);
    if (entry.kind === 'offerEnded' && entry.outcome === 'missed' && call !== undefined && visit !== null) {
      const { ringMs } = this.#rules(visit.queue);
      const offer = call.offers.get(entry.offerId);
      const rungMs = monoMs - (offer?.atMs ?? monoMs);
      const wasMissed = offer?.hasRung === true && (rungMs >= ringMs || visit.isTouched);
      this.#must(wasMissed, () => `${entry.operator} missed a call that rang for ${rungMs} of ${ringMs} ms`);
    }
    if (entry.kind !== 'callEnded' || call === undefined) return;
    const wasAnswered = entry.outcome !== 'answered' || call.hasTalked;
    this.#must(wasAnswered, () => `${entry.callId} counts as answered, and nobody spoke with the caller`);
    // Of a talk that began in the last moment of a process the next one knows nothing.
    const wasAbandoned = entry.outcome !== 'abandoned' || !call.hasTalked || call.isAdopted;
    this.#must(wasAbandoned, () => `${entry.callId} counts as abandoned after a talk`);
  }

  end({ monoMs }: Turn, book: Book): void {
    this.#noteStaffing(book, monoMs);
    for (const { call, visit } of book.present())
      if (!book.nodes.isHomeless(call.callId)) this.#checkLimits(call.callId, visit, monoMs);
    for (const call of book.calls.values()) this.#checkRinging(call, monoMs);
    for (const [id, operator] of book.operators) this.#checkMissed(id, operator);
    this.#noteMissed(book);
  }

  processDied(): void {
    for (const id of this.#unstaffedMs.keys()) this.#unstaffedMs.set(id, 0);
  }

  #noteUntaken(call: BookCall | undefined): void {
    if (call?.picked) this.#untaken.add(call.picked.operator);
  }

  #checkMissed(id: string, { presence, reason, missedInRow }: BookOperator): void {
    const isOut = presence === 'missed' && !this.#out.has(id);
    const hasNotTaken = reason === 'did not take a callback' && this.#untaken.has(id);
    const wasBlamed = !isOut || hasNotTaken || missedInRow >= this.#missedLeast;
    this.#must(wasBlamed, () => `${id} is out for ${missedInRow} missed calls: ${reason}`);
    const isSpared = presence !== 'ready' || missedInRow < this.#missedMost;
    this.#must(isSpared, () => `${id} missed ${missedInRow} calls and is ready`);
  }

  #checkRinging({ callId, visit, offers }: BookCall, monoMs: number): void {
    if (visit?.isTouched === true) return;
    const ringMs = visit === null ? 0 : this.#rules(visit.queue).ringMs;
    // Nobody could end it while there was no process.
    const presentMs = visit?.presentMs ?? 0;
    for (const { atMs, countsFromMs } of offers.values()) {
      const dueMs = Math.max(countsFromMs + ringMs, presentMs) + SLACK_MS;
      this.#must(monoMs <= dueMs, () => `a phone rings for ${callId} for ${monoMs - atMs} ms`);
    }
  }

  /** Rules may have changed while somebody missed calls: any of them may count. */
  #noteLimits(): void {
    const limits = [...this.#drawn.plan.queues.values()].map(({ missedLimit }) => missedLimit);
    this.#missedLeast = Math.min(this.#missedLeast, ...limits);
    this.#missedMost = Math.max(this.#missedMost, ...limits);
  }

  #noteMissed(book: Book): void {
    for (const [id, { presence }] of book.operators)
      if (presence === 'missed') this.#out.add(id);
      else this.#out.delete(id);
  }

  #checkFull({ queue, callId, waitingBefore }: Extract<Entry, { kind: 'queueEntered' }>, book: Book): void {
    const count = [...book.calls.values()].filter(({ visit }) => visit?.queue === queue).length;
    this.#must(
      count === waitingBefore,
      () => `${callId} enters ${queue} after ${waitingBefore}, and ${count} are there`,
    );
  }

  #checkLeft(
    entry: Extract<Entry, { kind: 'queueLeft' }>,
    visit: BookVisit,
    book: Book,
    monoMs: number,
  ): void {
    const { outcome, queue, callId } = entry;
    const { waitMsMax, waitingMax } = this.#rules(queue);
    const waitedMs = monoMs - visit.enteredMs;
    // It had ended before: as the diary says, or when another process joined the two.
    const endedBefore = this.#read.has(entry.atMs) || entry.joinedBefore !== undefined;
    this.#must(
      entry.waitMs === waitedMs || (entry.waitMs < waitedMs && endedBefore),
      () => `${callId} waited for ${waitedMs} ms, ${entry.waitMs} were written`,
    );
    if (outcome === 'timeout' && !visit.isTouched)
      this.#must(waitedMs >= waitMsMax, () => `${callId} left after ${waitedMs} of ${waitMsMax} ms`);
    if (outcome === 'unstaffed') this.#checkUnstaffed(callId, visit, book, monoMs);
    if (outcome !== 'full') return;
    const others = [...book.calls.values()].filter((call) => call.visit?.queue === queue).length - 1;
    this.#must(others >= waitingMax, () => `${queue} is full with ${others} of ${waitingMax}`);
  }

  #checkUnstaffed(callId: string, visit: BookVisit, book: Book, monoMs: number): void {
    const { unstaffedMs } = this.#rules(visit.queue);
    this.#must(
      !this.#isStaffed(visit.queue, book),
      () => `${callId} left ${visit.queue}, and somebody is signed in`,
    );
    if (visit.isTouched) return;
    const sinceMs = Math.max(visit.enteredMs, this.#unstaffedMs.get(visit.queue) ?? monoMs);
    const longEnough = unstaffedMs !== null && monoMs - sinceMs >= unstaffedMs;
    this.#must(
      longEnough,
      () => `${callId} left ${visit.queue} after ${monoMs - sinceMs} of ${unstaffedMs} ms without anybody`,
    );
  }

  /** Nobody is on the phone for a promise to call back: its own time is another one. */
  #checkLimits(callId: string, visit: BookVisit, monoMs: number): void {
    if (callId.startsWith('cb-')) return;
    const { waitMsMax, unstaffedMs } = this.#rules(visit.queue);
    const dueMs = Math.max(visit.enteredMs + waitMsMax, visit.presentMs) + SLACK_MS;
    this.#must(
      monoMs <= dueMs,
      () => `${callId} waits in ${visit.queue} beyond the limit of ${waitMsMax} ms`,
    );
    const sinceMs = this.#unstaffedMs.get(visit.queue);
    if (unstaffedMs === null || sinceMs === undefined) return;
    const goesMs = Math.max(sinceMs, visit.presentMs) + unstaffedMs + SLACK_MS;
    this.#must(
      monoMs <= goesMs,
      () => `${callId} waits in ${visit.queue}, and for ${unstaffedMs} ms nobody was signed in`,
    );
  }

  #noteStaffing(book: Book, monoMs: number): void {
    for (const id of this.#drawn.plan.queues.keys()) {
      if (this.#isStaffed(id, book)) this.#unstaffedMs.delete(id);
      else if (!this.#unstaffedMs.has(id)) this.#unstaffedMs.set(id, monoMs);
    }
  }

  #isStaffed(queueId: string, book: Book): boolean {
    return this.#drawn.plan.operators
      .values()
      .some(
        ({ id, queues }) => Object.hasOwn(queues, queueId) && book.operators.get(id)?.presence !== 'offline',
      );
  }

  #rules(queueId: string): QueueRules {
    return this.#drawn.plan.queues.get(queueId)!;
  }

  #must(condition: boolean, what: () => string): void {
    must(condition, this.name, what);
  }
}
