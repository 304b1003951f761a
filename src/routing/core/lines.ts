import type { Bits } from './bits.ts';
import { enlarged } from './bonds.ts';
import type { Callers } from './callers.ts';
import type { KnownDemand } from './demands.ts';
import { Grid } from './grid.ts';
import { HeadClasses } from './head-classes.ts';
import type { Idle } from './idle.ts';
import {
  COUNT,
  DELAY_AFTER_MS,
  ELDEST,
  ELDEST_MS,
  FIRST,
  FLOATS,
  INTS,
  IS_FIRST_BOUND,
  KIND_NUMBER,
  LineRecords,
  NEXT_CLASS,
  NEXT_STAGE,
  NEXT_STEP,
  STAGE,
  STAGE_AFTER_MS,
  STEP,
} from './line-records.ts';
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
 * delays, of one kind of work. It has those who are present in the order in which they are served, and knows
 * the eldest of all, who is the next for whom time changes anything.
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
  readonly #records = new LineRecords();
  /** The kind of work as a bit. */
  kind = new Int32Array(0);
  /**
   * What a freed operator compares, side by side: class, entering less boost, seq of the first; the queue's
   * slot.
   */
  heads = new Float64Array(0);
  /** Of each line those who are present, by key. */
  readonly byKey: Sequence;
  /** Of each demand and kind of work all, by age: who goes on to its next line keeps the place. */
  readonly #byAge: Sequence;
  /** Line → the first that was begun for its demand and kind of work, whose number is that of their order by age. */
  #chains = new Int32Array(0);
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
    this.#byAge = new Sequence(callers, 'age');
    this.#grow(256);
  }

  demandOf(line: number): KnownDemand {
    return this.#demands[line]!;
  }

  stageOf(line: number): number {
    return this.#records.ints[line * INTS + STAGE]!;
  }

  /** How many of the queue's delays its callers are past. */
  stepOf(line: number): number {
    return this.#records.ints[line * INTS + STEP]!;
  }

  kindNumberOf(line: number): number {
    return this.#records.ints[line * INTS + KIND_NUMBER]!;
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

  /** Whether age alone makes the next stage begin for a caller in the line. */
  isStageDue(line: number, caller: number, nowMs: number): boolean {
    const afterMs = this.#records.floats[line * FLOATS + STAGE_AFTER_MS]!;
    return this.#callers.enteredMsOf(caller) + afterMs <= nowMs;
  }

  /** Whether the next of the queue's delays is over for a caller in the line. */
  isDelayOver(line: number, caller: number, nowMs: number): boolean {
    const afterMs = this.#records.floats[line * FLOATS + DELAY_AFTER_MS]!;
    return this.#callers.enteredMsOf(caller) + afterMs <= nowMs;
  }

  /** The class that the next stage gives at least. */
  nextClassOf(line: number): number {
    return this.#records.ints[line * INTS + NEXT_CLASS]!;
  }

  /** The line of the same callers one stage later. */
  nextStage(line: number): number {
    const known = this.#records.ints[line * INTS + NEXT_STAGE]!;
    if (known >= 0) return known;
    const next = this.take(
      this.demandOf(line),
      this.stageOf(line) + 1,
      this.stepOf(line),
      this.kindNumberOf(line),
    );
    this.#records.ints[line * INTS + NEXT_STAGE] = next;
    return next;
  }

  /** The line of the same callers past one more delay. */
  nextStep(line: number): number {
    const known = this.#records.ints[line * INTS + NEXT_STEP]!;
    if (known >= 0) return known;
    const next = this.take(
      this.demandOf(line),
      this.stageOf(line),
      this.stepOf(line) + 1,
      this.kindNumberOf(line),
    );
    this.#records.ints[line * INTS + NEXT_STEP] = next;
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
    const demand = this.demandOf(line);
    this.#callers.setLine(caller, line);
    this.#byAge.join(this.#chains[line]!, caller);
    this.#countIn(line, caller);
    demand.callers += 1;
    demand.queue.waiting += 1;
  }

  /** The caller leaves the line altogether. */
  leave(caller: number): void {
    if (this.isPresent(caller)) this.stepAside(caller);
    const line = this.#callers.lineOf(caller);
    const demand = this.demandOf(line);
    this.#countOut(line, caller);
    this.#byAge.leave(this.#chains[line]!, caller);
    demand.callers -= 1;
    demand.queue.waiting -= 1;
  }

  /** The caller goes on to a line of the same demand, with this class; returns whether they are present. */
  shift(caller: number, to: number, classNumber: number): boolean {
    const isPresent = this.isPresent(caller);
    if (isPresent) this.stepAside(caller);
    this.#countOut(this.#callers.lineOf(caller), caller);
    this.#callers.setClass(caller, classNumber);
    this.#callers.setLine(caller, to);
    this.#countIn(to, caller);
    if (isPresent) this.stepForward(caller);
    return isPresent;
  }

  /** The eldest in the line, who may not be present; −1: nobody. */
  eldestOf(line: number): number {
    return this.#records.ints[line * INTS + ELDEST]!;
  }

  /** The next eldest in the line; −1: nobody. */
  nextByAge(line: number, caller: number): number {
    let next = this.#byAge.next(caller);
    while (next >= 0 && this.#callers.lineOf(next) !== line) next = this.#byAge.next(next);
    return next;
  }

  /** Not being offered to anybody: the caller can be served. */
  isPresent(caller: number): boolean {
    return this.byKey.holds(caller);
  }

  /** Whether something may be between the first of the line and some operator. */
  isFirstBound(line: number): boolean {
    return this.#records.ints[line * INTS + IS_FIRST_BOUND] === 1;
  }

  /** The caller, who is present, has a bond from now on. */
  noteBond(caller: number): void {
    const line = this.#callers.lineOf(caller);
    if (this.#records.ints[line * INTS + FIRST] === caller)
      this.#records.ints[line * INTS + IS_FIRST_BOUND] = 1;
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
    const before = this.#records.ints[line * INTS + FIRST]!;
    if (before === first) return;
    this.#records.ints[line * INTS + FIRST] = first;
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
    this.#records.ints[line * INTS + IS_FIRST_BOUND] = this.#callers.bondOf(first) < 0 ? 0 : 1;
  }

  #countIn(line: number, caller: number): void {
    const { ints, floats } = this.#records;
    ints[line * INTS + COUNT]! += 1;
    const eldest = ints[line * INTS + ELDEST]!;
    if (eldest >= 0) {
      const later = this.#callers.enteredMsOf(caller) - floats[line * FLOATS + ELDEST_MS]!;
      if (later > 0 || (later === 0 && this.#callers.isOlder(eldest, caller))) return;
    }
    this.#setEldest(line, caller);
  }

  /** The caller still stands in the order of age, so that the next eldest can be found from there. */
  #countOut(line: number, caller: number): void {
    const { ints } = this.#records;
    const count = ints[line * INTS + COUNT]! - 1;
    ints[line * INTS + COUNT] = count;
    if (ints[line * INTS + ELDEST] !== caller) return;
    if (count > 0) this.#setEldest(line, this.nextByAge(line, caller));
    else {
      ints[line * INTS + ELDEST] = -1;
      this.due.drop(line);
    }
  }

  #setEldest(line: number, caller: number): void {
    const { ints, floats } = this.#records;
    const enteredMs = this.#callers.enteredMsOf(caller);
    const at = line * FLOATS;
    ints[line * INTS + ELDEST] = caller;
    floats[at + ELDEST_MS] = enteredMs;
    const afterMs = Math.min(floats[at + STAGE_AFTER_MS]!, floats[at + DELAY_AFTER_MS]!);
    this.due.put(line, enteredMs + afterMs);
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
    const ints = line * INTS;
    const floats = line * FLOATS;
    this.#records.ints.set([stage, step, kindNumber, -1, -1, next?.class ?? WORST_CLASS, -1, -1, 0, 0], ints);
    this.#records.floats[floats + STAGE_AFTER_MS] = next?.afterMs ?? Number.POSITIVE_INFINITY;
    this.#records.floats[floats + DELAY_AFTER_MS] = delaySteps[step] ?? Number.POSITIVE_INFINITY;
    this.kind[line] = this.#idle.kindAt(kindNumber);
    this.heads[line * HEAD + 3] = demand.queue.slot;
    this.#chains[line] = this.#chainFor(demand, kindNumber) ?? line;
    demand.lines.set(key, line);
    this.ofQueue.growTo(demand.queue.slot);
    this.ofQueue.put(demand.queue.slot, line, true);
    this.#views.begin(line, demand, stage, step);
    return line;
  }

  #chainFor(demand: KnownDemand, kindNumber: number): number | undefined {
    for (const line of demand.lines.values()) {
      if (this.kindNumberOf(line) === kindNumber) return this.#chains[line];
    }
    return undefined;
  }

  #grow(capacity: number): void {
    this.#capacity = capacity;
    this.#records.grow(capacity);
    this.heads = enlarged(this.heads, new Float64Array(HEAD * capacity));
    this.kind = enlarged(this.kind, new Int32Array(capacity));
    this.#chains = enlarged(this.#chains, new Int32Array(capacity));
    this.byKey.grow(capacity);
    this.#byAge.grow(capacity);
    this.headClasses.grow(capacity);
    this.ofQueue.widen(capacity);
    this.#operators.rows.widen(capacity);
  }
}
