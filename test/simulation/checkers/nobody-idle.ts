import type { Entry } from '../../../src/journal/index.ts';
import type { OperatorProfile } from '../../../src/operators/index.ts';
import type { BoardOperator, Event } from '../../../src/switchboard/index.ts';
import { type DrawnPlan, STICKY_MS_MAX } from '../world/drawn-plan.ts';
import type { Book } from './book.ts';
import type { BookCall, BookVisit } from './book-types.ts';
import { type Checker, must, type Turn } from './checker.ts';
import { meets } from './needs-in-words.ts';

/** After an offer that failed, the two are surely not kept apart any more. */
const COOL_DOWN_MS = 60_000;
/** A phone that was busy is tried again after this. */
const BUSY_PHONE_MS = 30_000;
/** Timers count whole milliseconds. */
const SLACK_MS = 1;
type OwnCall = { readonly phoneId: string; readonly operators: readonly string[]; readonly node: string };

const NEVER = { atMs: Number.POSITIVE_INFINITY, what: '' };

/**
 * Work conservation, worked out from the plan and the journal alone (routing rules S4, S5, S10; I10): nobody waits
 * whom a free operator with a free phone may serve. Who cannot be told for sure to be free is left out.
 */
export class NobodyIdle implements Checker {
  readonly name = 'nobody idle';
  readonly #drawn: DrawnPlan;
  readonly #strangers: () => Iterable<string>;
  /** Calls from phones → the phone, and who was rung there, or owned it, when it was dialled. */
  readonly #ownCalls = new Map<string, OwnCall>();
  /** As the board has shown it last. */
  #operators: readonly BoardOperator[] = [];
  /** What time alone brings about next, if nothing else happens before. */
  #due = NEVER;
  readonly #busyUntilMs = new Map<string, number>();

  constructor(drawn: DrawnPlan, strangers: () => Iterable<string>) {
    this.#drawn = drawn;
    this.#strangers = strangers;
  }

  begin(event: Event | null, monoMs: number): void {
    const { atMs, what } = this.#due;
    must(
      monoMs <= atMs + SLACK_MS,
      this.name,
      () => `${what} by ${atMs} ms, and nothing happened until ${monoMs}`,
    );
    if (event === null) return;
    if (event.kind === 'phoneCalled') this.#ownCalls.set(event.legId, this.#callFrom(event));
    if (event.kind === 'legEnded') this.#ownCalls.delete(event.legId);
    if (event.kind === 'commandFailed' && event.reason === 'gone') this.#ownCalls.delete(event.legId);
    if (event.kind !== 'exchangeBack' || !event.restarted) return;
    for (const [legId, { node }] of this.#ownCalls) if (node === event.node) this.#ownCalls.delete(legId);
  }

  entry(entry: Entry, _: Book, monoMs: number): void {
    if (entry.kind === 'offerEnded' && entry.outcome === 'busy')
      this.#busyUntilMs.set(entry.operator, monoMs + BUSY_PHONE_MS);
  }

  end({ board, monoMs }: Turn, book: Book): void {
    this.#due = NEVER;
    this.#operators = board.operators;
    if ([...this.#strangers()].length > 0) return;
    const phones = new Map(board.operators.map((operator) => [operator.id, operator]));
    const idle = [...this.#drawn.plan.operators.values()].filter((operator) => {
      const now = phones.get(operator.id);
      if (now?.phone !== 'reachable') return false;
      // Who has signed in elsewhere may call from their own phone all the same.
      return this.#isFree({ id: now.id, phones: [...now.phones, ...operator.phones] }, book, monoMs);
    });
    if (idle.length === 0) return;
    for (const { call, visit } of book.present()) {
      if (!book.nodes.isServed(call.callId, monoMs)) continue;
      for (const operator of idle) {
        const atMs = this.#servesAtMs(operator, call, visit, monoMs);
        must(
          atMs > monoMs,
          this.name,
          () => `${operator.id} is free, and ${call.callId} waits in ${visit.queue}`,
        );
        if (atMs < this.#due.atMs) this.#due = { atMs, what: `${operator.id} may serve ${call.callId}` };
      }
    }
  }

  processDied(): void {
    this.#due = NEVER;
    this.#ownCalls.clear();
  }

  /** When the operator, staying free, may serve the caller: now, or when time alone brings it about. */
  #servesAtMs(operator: OperatorProfile, call: BookCall, visit: BookVisit, monoMs: number): number {
    const { queues, id } = operator;
    const { stages } = this.#drawn.needsOf.get(visit.queue)!;
    const ages = [queues[visit.queue]?.delayMs ?? 0, this.#stickyMs(visit)];
    const moments = [
      ...[...ages, ...stages.map(({ afterMs }) => afterMs)].map((ageMs) => visit.agedMs + ageMs),
      (call.failedMs.get(id) ?? Number.NEGATIVE_INFINITY) + COOL_DOWN_MS,
    ].filter((atMs) => atMs > monoMs);
    const serving = [monoMs, ...moments].filter((atMs) => this.#mayServe(operator, call, visit, atMs));
    return Math.min(...serving);
  }

  #callFrom({ phoneId, node }: Extract<Event, { kind: 'phoneCalled' }>): OwnCall {
    const rung = this.#operators.filter(({ phones }) => phones.includes(phoneId));
    const owners = [...this.#drawn.plan.operators.values()].filter(({ phones }) => phones.includes(phoneId));
    return { phoneId, node, operators: [...rung, ...owners].map(({ id }) => id) };
  }

  #isFree({ id, phones }: Pick<BoardOperator, 'id' | 'phones'>, book: Book, monoMs: number): boolean {
    const { presence, unit } = book.operators.get(id)!;
    const isHeld = ({ phoneId, operators }: OwnCall): boolean =>
      phones.includes(phoneId) || operators.includes(id);
    const isPhoneFree = !this.#ownCalls.values().some(isHeld);
    return (
      presence === 'ready' && unit === 'free' && isPhoneFree && (this.#busyUntilMs.get(id) ?? -1) < monoMs
    );
  }

  /** For so long nobody but the last operator may be meant; whoever came under other rules may have been told more. */
  #stickyMs({ queue, isTouched }: BookVisit): number {
    return isTouched ? STICKY_MS_MAX : this.#drawn.plan.queues.get(queue)!.stickyMs;
  }

  #mayServe(
    { id, skills, queues }: OperatorProfile,
    call: BookCall,
    visit: BookVisit,
    monoMs: number,
  ): boolean {
    const binding = Object.hasOwn(queues, visit.queue) ? queues[visit.queue] : undefined;
    const { must: always, needs, stages } = this.#drawn.needsOf.get(visit.queue)!;
    const ageMs = monoMs - visit.agedMs;
    if (ageMs < this.#stickyMs(visit)) return false;
    if (binding === undefined || ageMs < binding.delayMs) return false;
    if (!meets(always, skills) || !meets(visit.must, skills)) return false;
    if (monoMs - (call.failedMs.get(id) ?? Number.NEGATIVE_INFINITY) < COOL_DOWN_MS) return false;
    if (meets(needs, skills) && meets(visit.needs, skills)) return true;
    if (visit.keepsNeeds && !meets(visit.needs, skills)) return false;
    return stages.some((stage) => ageMs >= stage.afterMs && meets(stage.needs, skills));
  }
}
