import type { Bits } from './bits.ts';
import { enlarged } from './bonds.ts';
import type { Callers } from './callers.ts';
import type { KnownDemand } from './demands.ts';
import { Grid } from './grid.ts';
import { HeadClasses } from './head-classes.ts';
import type { Idle } from './idle.ts';
import type { Operators } from './operators.ts';
import { Schedule } from './schedule.ts';
import { Sequence } from './sequence.ts';
import { Views } from './views.ts';

/**
 * Numbers per line in `heads`: class, moment of entering less the boost, and seq of the first; the queue's
 * slot.
 */
export const HEAD = 4;

/** Of a stage that says nothing of class: every class is at least as good. */
const WORST_CLASS = 0x7fff_ffff;

/**
 * A line is all callers who can be served by the same operators: of one demand, at one stage, past the same
 * delays, of one kind of work. It has them twice: those who are present in the order in which they are
 * served, and all in the order of their age, since the eldest is the next for whom time changes anything.
 */
export class Lines {
  readonly #callers: Callers;
  readonly #operators: Operators;
  readonly #idle: Idle;
  #capacity = 0;
  #used = 0;
  readonly #unused: number[] = [];
  readonly #demands: (KnownDemand | undefined)[] = [];
  readonly #views: Views;
  #stage = new Int32Array(0);
  #step = new Int32Array(0);
  #kindNumber = new Int32Array(0);
  /** Ages at which the next stage begins and the next delay is over, and the lines into which that leads. */
  stageAfterMs = new Float64Array(0);
  delayAfterMs = new Float64Array(0);
  #nextStage = new Int32Array(0);
  #nextStep = new Int32Array(0);
  /** The class that the next stage gives at least. */
  nextClass = new Int32Array(0);
  /** The kind of work as a bit. */
  kind = new Int32Array(0);
  #head = new Int32Array(0);
  #eldest = new Int32Array(0);
  /**
   * What a freed operator compares, side by side: class, entering less boost, seq of the first; the queue's
   * slot.
   */
  heads = new Float64Array(0);
  /** Those who are present, by key; all, by age. */
  readonly byKey: Sequence;
  readonly byAge: Sequence;
  readonly headClasses = new HeadClasses();
  /** Queue → its lines. */
  readonly ofQueue = new Grid();
  /** When the eldest of a line goes on to the next. */
  readonly due = new Schedule();

  constructor(callers: Callers, operators: Operators, idle: Idle) {
    this.#callers = callers;
    this.#operators = operators;
    this.#idle = idle;
    this.#views = new Views(operators);
    this.byKey = new Sequence(callers, 'key');
    this.byAge = new Sequence(callers, 'age');
    this.#grow(256);
  }

  demandOf(line: number): KnownDemand {
    return this.#demands[line]!;
  }

  stageOf(line: number): number {
    return this.#stage[line]!;
  }

  /** How many of the queue's delays its callers are past. */
  stepOf(line: number): number {
    return this.#step[line]!;
  }

  kindNumberOf(line: number): number {
    return this.#kindNumber[line]!;
  }

  /** Operators who can be rung for the line when they are free: eligible, and the delay is over. */
  viewOf(line: number): Bits {
    return this.#views.of(line);
  }

  /** Operators who are eligible, delays aside. */
  eligibleFor(line: number): Bits {
    return this.demandOf(line).eligible[this.stageOf(line)]!;
  }

  /** The line of these, new if need be. */
  take(demand: KnownDemand, stage: number, step: number, kindNumber: number): number {
    const steps = demand.queue.delaySteps.length + 1;
    const key = (kindNumber * steps + step) * (demand.stageCount + 1) + stage;
    return demand.lines.get(key) ?? this.#begin(key, demand, stage, step, kindNumber);
  }

  /** The line of the same callers one stage later. */
  nextStage(line: number): number {
    const known = this.#nextStage[line]!;
    if (known >= 0) return known;
    const next = this.take(
      this.demandOf(line),
      this.stageOf(line) + 1,
      this.stepOf(line),
      this.kindNumberOf(line),
    );
    this.#nextStage[line] = next;
    return next;
  }

  /** The line of the same callers past one more delay. */
  nextStep(line: number): number {
    const known = this.#nextStep[line]!;
    if (known >= 0) return known;
    const next = this.take(
      this.demandOf(line),
      this.stageOf(line),
      this.stepOf(line) + 1,
      this.kindNumberOf(line),
    );
    this.#nextStep[line] = next;
    return next;
  }

  /** Works out anew whether the operator can be rung for the demand's lines. */
  reexamine(demand: KnownDemand, operator: number): void {
    for (const line of demand.lines.values()) {
      this.#views.reexamine(line, demand, this.stageOf(line), this.stepOf(line), operator);
    }
  }

  /** Gives back the demand's lines, which must be empty. */
  dropAll(demand: KnownDemand): void {
    for (const line of demand.lines.values()) {
      this.#views.drop(line);
      this.ofQueue.put(demand.queue.slot, line, false);
      this.#demands[line] = undefined;
      this.#unused.push(line);
    }
    demand.lines.clear();
  }

  /** The caller joins the line, as one who is not present. */
  join(line: number, caller: number): void {
    this.#callers.setLine(caller, line);
    this.byAge.join(line, caller);
    this.#refreshDue(line);
    const demand = this.demandOf(line);
    demand.callers += 1;
    demand.queue.waiting += 1;
  }

  /** The caller leaves the line altogether. */
  leave(caller: number): void {
    if (this.isPresent(caller)) this.stepAside(caller);
    const line = this.#callers.lineOf(caller);
    this.byAge.leave(line, caller);
    this.#refreshDue(line);
    const demand = this.demandOf(line);
    demand.callers -= 1;
    demand.queue.waiting -= 1;
  }

  /** The caller goes on to a line of the same demand, with this class; returns whether they are present. */
  shift(caller: number, to: number, classNumber: number): boolean {
    const from = this.#callers.lineOf(caller);
    const isPresent = this.isPresent(caller);
    if (isPresent) this.stepAside(caller);
    this.byAge.leave(from, caller);
    this.#refreshDue(from);
    this.#callers.setClass(caller, classNumber);
    this.#callers.setLine(caller, to);
    this.byAge.join(to, caller);
    this.#refreshDue(to);
    if (isPresent) this.stepForward(caller);
    return isPresent;
  }

  /** Not being offered to anybody: the caller can be served. */
  isPresent(caller: number): boolean {
    return this.byKey.holds(caller);
  }

  stepForward(caller: number): void {
    const line = this.#callers.lineOf(caller);
    this.byKey.join(line, caller);
    this.#refreshHead(line);
  }

  stepAside(caller: number): void {
    const line = this.#callers.lineOf(caller);
    this.byKey.leave(line, caller);
    this.#refreshHead(line);
  }

  /** Lines in use. */
  *all(): Generator<number> {
    for (let line = 0; line < this.#used; line += 1) if (this.#demands[line] !== undefined) yield line;
  }

  #refreshHead(line: number): void {
    const first = this.byKey.first(line);
    const before = this.#head[line]!;
    if (before === first) return;
    this.#head[line] = first;
    const at = line * HEAD;
    const classBefore = this.heads[at]!;
    if (first < 0) {
      this.headClasses.drop(line, classBefore);
      return;
    }
    const classNumber = this.#callers.classOf(first);
    if (before < 0 || classNumber !== classBefore) {
      if (before >= 0) this.headClasses.drop(line, classBefore);
      this.headClasses.add(line, classNumber);
    }
    this.heads[at] = classNumber;
    this.heads[at + 1] = this.#callers.headStartMsOf(first);
    this.heads[at + 2] = this.#callers.seqOf(first);
  }

  #refreshDue(line: number): void {
    const eldest = this.byAge.first(line);
    if (this.#eldest[line] === eldest) return;
    this.#eldest[line] = eldest;
    if (eldest < 0) {
      this.due.drop(line);
      return;
    }
    const enteredMs = this.#callers.enteredMsOf(eldest);
    this.due.put(line, Math.min(enteredMs + this.stageAfterMs[line]!, enteredMs + this.delayAfterMs[line]!));
  }

  #begin(key: number, demand: KnownDemand, stage: number, step: number, kindNumber: number): number {
    const line = this.#unused.pop() ?? this.#used;
    if (line === this.#used) {
      if (this.#used === this.#capacity) this.#grow(2 * this.#capacity);
      this.#used += 1;
    }
    const { delaySteps } = demand.queue;
    const next = demand.rules.stages[stage];
    this.#demands[line] = demand;
    this.#stage[line] = stage;
    this.#step[line] = step;
    this.#kindNumber[line] = kindNumber;
    this.kind[line] = this.#idle.kindAt(kindNumber);
    this.heads[line * HEAD + 3] = demand.queue.slot;
    this.stageAfterMs[line] = next?.afterMs ?? Number.POSITIVE_INFINITY;
    this.delayAfterMs[line] = delaySteps[step] ?? Number.POSITIVE_INFINITY;
    this.nextClass[line] = next?.class ?? WORST_CLASS;
    this.#nextStage[line] = -1;
    this.#nextStep[line] = -1;
    this.#head[line] = -1;
    this.#eldest[line] = -1;
    demand.lines.set(key, line);
    this.ofQueue.growTo(demand.queue.slot);
    this.ofQueue.put(demand.queue.slot, line, true);
    this.#views.begin(line, demand, stage, step);
    return line;
  }

  #grow(capacity: number): void {
    this.#capacity = capacity;
    this.#stage = enlarged(this.#stage, new Int32Array(capacity));
    this.#step = enlarged(this.#step, new Int32Array(capacity));
    this.#kindNumber = enlarged(this.#kindNumber, new Int32Array(capacity));
    this.stageAfterMs = enlarged(this.stageAfterMs, new Float64Array(capacity));
    this.delayAfterMs = enlarged(this.delayAfterMs, new Float64Array(capacity));
    this.nextClass = enlarged(this.nextClass, new Int32Array(capacity));
    this.#nextStage = enlarged(this.#nextStage, new Int32Array(capacity));
    this.#nextStep = enlarged(this.#nextStep, new Int32Array(capacity));
    this.#head = enlarged(this.#head, new Int32Array(capacity));
    this.#eldest = enlarged(this.#eldest, new Int32Array(capacity));
    this.heads = enlarged(this.heads, new Float64Array(HEAD * capacity));
    this.kind = enlarged(this.kind, new Int32Array(capacity));
    this.byKey.grow(capacity);
    this.byAge.grow(capacity);
    this.headClasses.grow(capacity);
    this.ofQueue.widen(capacity);
    this.#operators.rows.widen(capacity);
  }
}
