import type { Entry } from '../../../src/journal/index.ts';
import type { AdmissionRules, Command, Event } from '../../../src/switchboard/index.ts';
import type { DrawnPlan } from '../world/drawn-plan.ts';
import type { Book } from './book.ts';
import { type Checker, must } from './checker.ts';

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
  readonly #turnedAway = new Set<string>();
  #letIn: LetIn[] = [];
  #isDraining = false;
  /** Good looks since the last one that was too late; as many as count from the beginning. */
  #wellLooks = WELL_LOOKS;
  #nowMs = 0;
  #arrived: Arrived | null = null;
  #callsNow = 0;
  #isNew = false;

  constructor(drawn: DrawnPlan) {
    this.#drawn = drawn;
    this.#rules = drawn.plan.admission!;
  }

  begin(event: Event | null, monoMs: number): void {
    this.#nowMs = monoMs;
    this.#arrived = event?.kind === 'callerArrived' ? event : null;
    this.#isNew = false;
    if (event?.kind === 'drainAsked') this.#isDraining = true;
    if (event?.kind === 'drainEnded') this.#isDraining = false;
    if (event?.kind !== 'loadMeasured') return;
    const isLate = Math.max(event.lagMs, event.answerMs) >= this.#rules.lateMsMax;
    this.#wellLooks = isLate ? 0 : this.#wellLooks + 1;
  }

  command(command: Command): void {
    if (!('legId' in command) || !this.#turnedAway.has(command.legId)) return;
    const isSentAway = command.kind === 'hangUp' || command.kind === 'toOverflow';
    this.#must(isSentAway, `${command.kind} ${command.legId}, which was turned away`);
  }

  entry(entry: Entry, book: Book): void {
    const arrived = this.#arrived;
    if (arrived === null || !('callId' in entry) || entry.callId !== arrived.callId) return;
    if (entry.kind === 'callArrived') {
      this.#callsNow = book.calls.size + book.ownCalls.size;
      this.#isNew = true;
    }
    if (entry.kind === 'callEnded' && entry.refused !== undefined) this.#refused(arrived, entry.refused);
  }

  /** Of whom no refusal was told is in. */
  end(): void {
    if (this.#isNew) this.#entered(this.#arrived!);
    this.#isNew = false;
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

  #entered(arrived: Arrived): void {
    const { legId } = arrived;
    this.#must(!this.#isDraining, `${legId} is let in while no new calls are taken`);
    const [isUrgent, isAnswered] = [this.#isUrgent(arrived), arrived.isAnswered === true];
    this.#must(this.#callsNow < this.#callsMax(isUrgent), `${legId} is let in as call ${this.#callsNow + 1}`);
    this.#letIn.push({ atMs: this.#nowMs, isUrgent, isAnswered });
    const usual = this.#letIn.filter((one) => !one.isUrgent && !one.isAnswered);
    const { burst } = this.#rules;
    this.#must(this.#overdraft(usual, 0) <= burst + ROUNDED, `${legId} is let in beyond the rate`);
  }

  #refused(arrived: Arrived, why: string): void {
    const { legId } = arrived;
    this.#isNew = false;
    this.#turnedAway.add(legId);
    const isUrgent = this.#isUrgent(arrived) && this.#rules.reservePercent > 0;
    const isFull = this.#callsNow >= this.#callsMax(isUrgent);
    const isWell = this.#wellLooks >= WELL_LOOKS;
    const isRash = this.#overdraft(this.#letIn, 1) > this.#rules.burst - ROUNDED;
    const reasons: Readonly<Record<string, boolean>> = {
      draining: this.#isDraining,
      calls_at_once: isFull,
      calls_per_second: arrived.isAnswered !== true && (isRash || !isWell),
      overload: arrived.isAnswered !== true && !isWell,
    };
    this.#must(reasons[why] === true, `${legId} is turned away (${why}), and there is room`);
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
