import { drawn, seedOf } from '../chance.ts';
import { NOBODY } from './changes.ts';
import type { KnownDemand } from './demands.ts';
import type { QueueEntry } from './queues.ts';
import type { Tables } from './tables.ts';

/** From so many candidates on it is cheaper to go through all who are idle until the first of them comes. */
const MANY = 16;

/** Among the free operators whom a caller sees: who is rung. (routing rules S6) */
export class Choosing {
  readonly #tables: Tables;
  /** Those left to choose from, in no order. */
  readonly #left: Int32Array;
  #leftCount = 0;
  /** Whom the last choice is, the first to be rung first. */
  readonly chosen: Int32Array;
  chosenCount = 0;
  /** How many could have been chosen. */
  candidatesCount = 0;
  readonly #ranks = new Ranks();
  readonly #best = new Ranks();

  constructor(tables: Tables) {
    this.#tables = tables;
    this.#left = new Int32Array(tables.operators.max);
    this.chosen = new Int32Array(tables.operators.max);
  }

  /** Whether anybody free sees the caller at all. */
  hasAny(caller: number, nowMs: number): boolean {
    const { lines, callers, idle } = this.#tables;
    const line = callers.lineOf(caller);
    const free = idle.ofKind(lines.kindNumberOf(line));
    const view = lines.viewOf(line);
    for (let at = free.nextCommon(view, 0); at >= 0; at = free.nextCommon(view, at + 1)) {
      if (!this.#tables.isApart(caller, at, nowMs)) return true;
    }
    return false;
  }

  /** Chooses for the caller; `first` is who has just become free and is rung, `NOBODY`: it is to be found out. */
  choose(caller: number, first: number, nowMs: number): void {
    const { lines, callers } = this.#tables;
    const line = callers.lineOf(caller);
    const demand = lines.demandOf(line);
    if (first !== NOBODY) {
      this.#takeOnly(first, demand.queue);
      return;
    }
    const size = Math.max(1, demand.ringGroup[lines.stageOf(line)]!);
    this.chosenCount = 0;
    if (size === 1 && this.#isByTurn(demand) && callers.bondOf(caller) < 0) {
      if (this.#takeLongestIdle(line)) return;
    }
    this.#collect(caller, line, nowMs);
    while (this.chosenCount < size && this.#leftCount > 0) {
      const isWeighted = demand.rules.strategy === 'weighted';
      const at = isWeighted ? this.#weightedOf(caller, line, nowMs) : this.#bestOf(caller, line, nowMs);
      this.#take(at, demand.queue);
    }
  }

  /** Whether the turn alone decides between the operators of this demand. */
  #isByTurn({ rules, prefers, queue }: KnownDemand): boolean {
    return (
      rules.strategy === 'longest_idle' && rules.spread === null && !prefers && queue.priorities.size === 1
    );
  }

  /** Chooses the longest idle in the order of turns; false where that is not the shorter way. */
  #takeLongestIdle(line: number): boolean {
    const { lines, idle } = this.#tables;
    const kindNumber = lines.kindNumberOf(line);
    const view = lines.viewOf(line);
    const free = idle.ofKind(kindNumber);
    const count = free.countCommon(view);
    if (count < MANY) return false;
    let operator = idle.first;
    while (!view.has(operator) || !free.has(operator)) operator = idle.next(operator);
    this.#takeOnly(operator, lines.demandOf(line).queue);
    this.candidatesCount = count;
    return true;
  }

  /** Who has just become free is the only one: had there been another, the caller would not wait any more. */
  #takeOnly(operator: number, queue: QueueEntry): void {
    this.chosen[0] = operator;
    this.chosenCount = 1;
    this.candidatesCount = 1;
    queue.rangLast = this.#tables.operators.seatOf(operator);
  }

  #collect(caller: number, line: number, nowMs: number): void {
    const { lines, idle, callers } = this.#tables;
    const free = idle.ofKind(lines.kindNumberOf(line));
    const view = lines.viewOf(line);
    const isBound = callers.bondOf(caller) >= 0;
    let count = 0;
    for (let at = free.nextCommon(view, 0); at >= 0; at = free.nextCommon(view, at + 1)) {
      if (isBound && this.#tables.isApart(caller, at, nowMs)) continue;
      this.#left[count] = at;
      count += 1;
    }
    this.#leftCount = count;
    this.candidatesCount = count;
  }

  /**
   * The one at this place among those left is chosen, and the next choice of the queue goes on from there.
   */
  #take(at: number, queue: QueueEntry): void {
    const operator = this.#left[at]!;
    this.chosen[this.chosenCount] = operator;
    queue.rangLast = this.#tables.operators.seatOf(operator);
    this.chosenCount += 1;
    this.#leftCount -= 1;
    this.#left[at] = this.#left[this.#leftCount]!;
  }

  /** Place of the best among those left. */
  #bestOf(caller: number, line: number, nowMs: number): number {
    const { lines, callers, operators } = this.#tables;
    const demand = lines.demandOf(line);
    const { strategy } = demand.rules;
    const seed = strategy === 'random' ? seedOf(callers.idOf(caller), callers.offersOf(caller) + 1) : 0;
    let best = -1;
    for (let at = 0; at < this.#leftCount; at += 1) {
      const operator = this.#left[at]!;
      this.#rank(operator, demand);
      this.#ranks.strategy =
        strategy === 'random'
          ? drawn(seed, operators.hashOf(operator))
          : this.#strategyRank(operator, demand, lines.stageOf(line), nowMs);
      if (best >= 0 && !this.#ranks.isBefore(this.#best)) continue;
      this.#best.take(this.#ranks);
      best = at;
    }
    return best;
  }

  /**
   * Smooth weighted round robin (as in nginx) among those whom nothing puts before one another: all gain
   * their weight, the highest wins and pays the sum of all.
   */
  #weightedOf(caller: number, line: number, nowMs: number): number {
    const { lines, operators } = this.#tables;
    const demand = lines.demandOf(line);
    const { weights, slot } = demand.queue;
    const first = this.#bestOf(caller, line, nowMs);
    const { preference, priority, fullness } = this.#best;
    let best = first;
    let bestWeight = Number.NEGATIVE_INFINITY;
    let sum = 0;
    for (let at = 0; at < this.#leftCount; at += 1) {
      const operator = this.#left[at]!;
      this.#rank(operator, demand);
      const { preference: p, priority: q, fullness: f } = this.#ranks;
      if (p !== preference || q !== priority || f !== fullness) continue;
      const weight = operators.bindings[operator]!.get(slot)!.weight ?? 1;
      const current = (weights.get(operator) ?? 0) + weight;
      weights.set(operator, current);
      sum += weight;
      const isEarlier = operators.turnOf(operator) < operators.turnOf(this.#left[best]!);
      if (current < bestWeight || (current === bestWeight && !isEarlier)) continue;
      best = at;
      bestWeight = current;
    }
    weights.set(this.#left[best]!, bestWeight - sum);
    return best;
  }

  /** Sets what goes before the strategy, and the turn. */
  #rank(operator: number, demand: KnownDemand): void {
    const { operators } = this.#tables;
    const ranks = this.#ranks;
    ranks.preference = demand.prefers ? preferenceOf(operator, demand) : 0;
    ranks.priority = operators.priorities.rows[operator]![demand.queue.slot]!;
    const load = operators.loadOf(operator);
    const { spread } = demand.rules;
    ranks.fullness = spread === 'balance' ? load : spread === 'fill' ? -load : 0;
    ranks.turn = operators.turnOf(operator);
  }

  /** What the strategy makes of the operator: the smaller the better. */
  #strategyRank(operator: number, demand: KnownDemand, stage: number, nowMs: number): number {
    const { operators } = this.#tables;
    switch (demand.rules.strategy) {
      case 'best_skill':
        return -sumOfLevels(operator, demand, stage);
      case 'spare_specialist':
        return operators.skillCountOf(operator);
      case 'fewest_calls':
        return operators.handledOf(operator);
      case 'least_occupied':
        return operators.shareOfWork(operator, nowMs);
      case 'circular': {
        const seat = operators.seatOf(operator);
        return seat > demand.queue.rangLast ? seat : seat + AFTER_ALL;
      }
      case 'linear':
        return operators.seatOf(operator);
    }
    return 0;
  }
}

/** More than there can ever be seats. */
const AFTER_ALL = 2 ** 50;

/** What one operator is compared by, in this order. */
class Ranks {
  preference = 0;
  priority = 0;
  fullness = 0;
  strategy = 0;
  turn = 0;

  isBefore(other: Ranks): boolean {
    const order =
      this.preference - other.preference ||
      this.priority - other.priority ||
      this.fullness - other.fullness ||
      this.strategy - other.strategy ||
      this.turn - other.turn;
    return order < 0;
  }

  take(other: Ranks): void {
    this.preference = other.preference;
    this.priority = other.priority;
    this.fullness = other.fullness;
    this.strategy = other.strategy;
    this.turn = other.turn;
  }
}

/** Operators whom earlier stages allowed come first where the stages after them say so. */
function preferenceOf(operator: number, demand: KnownDemand): number {
  let stage = 0;
  while (!demand.eligible[stage]!.has(operator)) stage += 1;
  return demand.preference[stage]!;
}

function sumOfLevels(operator: number, demand: KnownDemand, stage: number): number {
  let sum = 0;
  for (const skill of demand.levels[stage]!) sum += skill.levelOf.get(operator) ?? 0;
  return sum;
}
