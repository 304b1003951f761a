import type { Entry } from '../../../src/journal/index.ts';
import type { AdmissionRules, Command, Event } from '../../../src/switchboard/index.ts';
import type { DrawnPlan } from '../world/drawn-plan.ts';
import type { Book } from './book.ts';
import { type Checker, must, type Turn } from './checker.ts';

/** Whoever is urgent and was not served by the reserve within this has had so many before. */
const RESERVE_WINDOW_MS = 5_000;
const RESERVE_BURST = 5;
/** So many good looks on end, and everybody is let in again. */
const WELL_LOOKS = 12;
/** Sums of fractions. */
const ROUNDED = 1e-6;

type Arrived = Extract<Event, { kind: 'callerArrived' }>;
type LetIn = { readonly atMs: number; readonly isUrgent: boolean; readonly isAnswered: boolean };

/**
 * Who is turned away at the door, and who is not. A caller who is turned away is never served; nobody is while every
 * limit has room; more than the limits say are never let in; an urgent caller is while the reserve goes. It counts for
 * itself: windows of time, and no bucket.
 */
export class Door implements Checker {
  readonly name = 'door';
  readonly #drawn: DrawnPlan;
  readonly #rules: AdmissionRules;
  /** Those whose record is not written yet → what it may have been for. */
  readonly #turnedAway = new Map<string, readonly string[]>();
  #letIn: LetIn[] = [];
  #isDraining = false;
  /** Good looks since the last one that was too late; as many as count from the beginning. */
  #wellLooks = WELL_LOOKS;
  #nowMs = 0;
  #arrived: Arrived | null = null;
  #isLetIn = false;
  #isSentAway = false;

  constructor(drawn: DrawnPlan) {
    this.#drawn = drawn;
    this.#rules = drawn.plan.admission!;
  }

  begin(event: Event | null, monoMs: number): void {
    this.#nowMs = monoMs;
    this.#arrived = event?.kind === 'callerArrived' ? event : null;
    [this.#isLetIn, this.#isSentAway] = [false, false];
    if (event?.kind === 'drainAsked') this.#isDraining = true;
    if (event?.kind === 'drainEnded') this.#isDraining = false;
    if (event?.kind !== 'loadMeasured') return;
    const isLate = Math.max(event.lagMs, event.answerMs) >= this.#rules.lateMsMax;
    this.#wellLooks = isLate ? 0 : this.#wellLooks + 1;
  }

  command(command: Command): void {
    if (!('legId' in command)) return;
    const isSentAway = command.kind === 'hangUp' || command.kind === 'toOverflow';
    if (this.#turnedAway.has(command.legId))
      this.#must(isSentAway, `${command.kind} ${command.legId}, which was turned away`);
    const isNow = command.legId === this.#arrived?.legId;
    if (
      isNow &&
      (command.kind === 'toOverflow' || (command.kind === 'hangUp' && command.reason === 'overloaded'))
    )
      this.#isSentAway = true;
  }

  entry(entry: Entry): void {
    if (entry.kind === 'callArrived' && entry.callId === this.#arrived?.callId) this.#isLetIn = true;
    if (entry.kind !== 'callEnded' || entry.refused === undefined) return;
    const reasons = this.#turnedAway.get(entry.callId);
    const isTrue = reasons?.includes(entry.refused) === true;
    this.#must(isTrue, `${entry.callId} is turned away (${entry.refused}), and it was for: ${reasons}`);
    this.#turnedAway.delete(entry.callId);
  }

  end(_: Turn, book: Book): void {
    const arrived = this.#arrived;
    this.#arrived = null;
    if (arrived === null) return;
    if (arrived.isRehomed === true)
      return this.#must(!this.#isSentAway, `${arrived.legId}, who was here before, is turned away`);
    const callsNow = book.calls.size + book.ownCalls.size;
    if (this.#isLetIn) this.#entered(arrived, callsNow - 1);
    else if (this.#isSentAway) this.#refused(arrived, callsNow);
  }

  atTheEnd(): void {
    this.#must(this.#turnedAway.size === 0, `${[...this.#turnedAway.keys()].join(' ')} have no record`);
  }

  processBegins(): void {
    this.#letIn = [];
    this.#isDraining = false;
    this.#wellLooks = WELL_LOOKS;
  }

  /** The next one knows nothing of whom this one has turned away, and may find a leg that was not let go yet. */
  processDied(): void {
    this.#turnedAway.clear();
  }

  #entered(arrived: Arrived, callsNow: number): void {
    const { legId } = arrived;
    this.#must(!this.#isDraining, `${legId} is let in while no new calls are taken`);
    const [isUrgent, isAnswered] = [this.#isUrgent(arrived), arrived.isAnswered === true];
    this.#must(callsNow < this.#callsMax(isUrgent), `${legId} is let in as call ${callsNow + 1}`);
    this.#letIn.push({ atMs: this.#nowMs, isUrgent, isAnswered });
    const usual = this.#letIn.filter((one) => !one.isUrgent && !one.isAnswered);
    const { burst } = this.#rules;
    this.#must(this.#overdraft(usual, 0) <= burst + ROUNDED, `${legId} is let in beyond the rate`);
  }

  #refused(arrived: Arrived, callsNow: number): void {
    const { legId } = arrived;
    const isUrgent = this.#isUrgent(arrived) && this.#rules.reservePercent > 0;
    const isFull = callsNow >= this.#callsMax(isUrgent);
    const isWell = this.#wellLooks >= WELL_LOOKS;
    const isRash = this.#overdraft(this.#letIn, 1) > this.#rules.burst - ROUNDED;
    const isFresh = arrived.isAnswered !== true;
    const reasons = [
      ...(this.#isDraining ? ['draining'] : []),
      ...(isFull ? ['calls_at_once'] : []),
      ...(isFresh && (isRash || !isWell) ? ['calls_per_second'] : []),
      ...(isFresh && !isWell ? ['overload'] : []),
    ];
    this.#turnedAway.set(legId, reasons);
    this.#must(reasons.length > 0, `${legId} is turned away, and there is room`);
    if (!isUrgent || isFull || this.#isDraining) return;
    const served = this.#letIn.filter((one) => one.isUrgent && this.#nowMs - one.atMs < RESERVE_WINDOW_MS);
    this.#must(served.length >= RESERVE_BURST, `${legId}, who is urgent, has no part in the reserve`);
  }

  /** Of all times since the process began, the one in which most more came than the rate gives. */
  #overdraft(letIn: readonly LetIn[], more: number): number {
    const perMs = this.#rules.callsPerSecond / 1_000;
    const grownSince = (ms: number): number => (this.#nowMs - ms) * perMs;
    const overdrafts = letIn.map(({ atMs }, at) => letIn.length - at + more - grownSince(atMs));
    return Math.max(more, ...overdrafts);
  }

  #callsMax(isUrgent: boolean): number {
    const { callsMax } = this.#drawn.plan;
    const { reservePercent } = this.#rules;
    return callsMax + (isUrgent ? Math.ceil((callsMax * reservePercent) / 100) : 0);
  }

  #isUrgent({ dialled }: Arrived): boolean {
    return this.#drawn.numbers.get(dialled)?.isUrgent === true;
  }

  #must(condition: boolean, what: string): void {
    must(condition, this.name, () => what);
  }
}
