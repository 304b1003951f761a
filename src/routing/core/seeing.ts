import { type Bits, lowest } from './bits.ts';
import { NOBODY } from './changes.ts';
import { HEAD } from './lines.ts';
import type { Tier } from './priorities.ts';
import type { Tables } from './tables.ts';

/** Whom of all who wait an operator should serve first. */
export class Seeing {
  readonly #tables: Tables;

  constructor(tables: Tables) {
    this.#tables = tables;
  }

  /**
   * The first caller whom the operator sees, the binding's priority coming before the key or not. Few callers
   * are hidden from anybody, so the line is found by the heads alone; where its head turns out to be hidden,
   * every line is asked for the first who is not.
   */
  firstFor(operator: number, byPriority: boolean, nowMs: number): number {
    const { lines, callers, operators } = this.#tables;
    if (operators.freeOf(operator) === 0) return NOBODY;
    const line = this.#bestHead(operator, byPriority);
    if (line === NOBODY) return NOBODY;
    const caller = lines.byKey.first(line);
    const isHidden = callers.bondOf(caller) >= 0 && this.#tables.isApart(caller, operator, nowMs);
    return isHidden ? this.#bestSeen(operator, byPriority, nowMs) : caller;
  }

  /**
   * The line with the first head of those that the operator could be rung for: by class, then, if asked, by the
   * binding's priority, each from set to set.
   */
  #bestHead(operator: number, byPriority: boolean): number {
    const { headClasses } = this.#tables.lines;
    const { tiers } = this.#tables.operators.priorities;
    for (let at = 0; at < headClasses.sets.length; at += 1) {
      const members = headClasses.sets[at]!;
      if (!byPriority) {
        const line = this.#earliest(members, operator, null);
        if (line !== NOBODY) return line;
      } else {
        for (const tier of tiers[operator]!) {
          const line = this.#earliest(members, operator, tier);
          if (line !== NOBODY) return line;
        }
      }
    }
    return NOBODY;
  }

  /**
   * The line of the set whose head came first, of those in the queues of the tier; `null`: in any. This is the
   * longest way of the router, so it goes over plain arrays that stay in the processor's cache, and the best so
   * far is in plain variables.
   */
  #earliest(members: Bits, operator: number, tier: Tier | null): number {
    const { lines, operators } = this.#tables;
    const { heads, kind, ofQueue } = lines;
    const { words, summary } = members;
    const free = operators.freeOf(operator);
    const rows = operators.rows.words;
    const row = operator * operators.rows.stride;
    let best = NOBODY;
    let bestMs = Number.POSITIVE_INFINITY;
    for (let group = 0; group < summary.length; group += 1) {
      for (let left = summary[group]!; left !== 0; left &= left - 1) {
        const at = (group << 5) + lowest(left);
        let marks = words[at]! & rows[row + at]!;
        if (tier !== null && marks !== 0) marks &= ofQueue.wordOfAny(tier, at);
        for (; marks !== 0; marks &= marks - 1) {
          const line = (at << 5) + lowest(marks);
          const ms = heads[line * HEAD + 1]!;
          if (ms > bestMs || (kind[line]! & free) === 0) continue;
          if (ms === bestMs && heads[line * HEAD + 2]! > heads[best * HEAD + 2]!) continue;
          best = line;
          bestMs = ms;
        }
      }
    }
    return best;
  }

  /** The same among those whom nothing hides from the operator, who need not be the first of their lines. */
  #bestSeen(operator: number, byPriority: boolean, nowMs: number): number {
    const { lines, operators, callers } = this.#tables;
    const { headClasses, kind, heads } = lines;
    const { rows } = operators;
    const free = operators.freeOf(operator);
    const priorities = operators.priorities.rows[operator]!;
    let best = NOBODY;
    let bestPriority = 0;
    for (const members of headClasses.sets) {
      for (let line = -1; ; ) {
        line = rows.nextCommon(operator, members, line + 1);
        if (line < 0) break;
        if ((kind[line]! & free) === 0) continue;
        const priority = byPriority ? priorities[heads[line * HEAD + 3]!]! : 0;
        if (best !== NOBODY && this.#isHeadAfter(line, best, priority - bestPriority)) continue;
        const caller = this.#firstSeenIn(operator, line, nowMs);
        if (caller === NOBODY) continue;
        if (best !== NOBODY) {
          const order = callers.classOf(caller) - callers.classOf(best) || priority - bestPriority;
          if (order > 0 || (order === 0 && callers.isBefore(best, caller))) continue;
        }
        best = caller;
        bestPriority = priority;
      }
    }
    return best;
  }

  /** Whether even the first of the line comes after this caller, so that nobody in it needs to be looked at. */
  #isHeadAfter(line: number, caller: number, priorities: number): boolean {
    const { lines, callers } = this.#tables;
    const at = line * HEAD;
    const order = lines.heads[at]! - callers.classOf(caller) || priorities;
    return (order || lines.heads[at + 1]! - callers.headStartMsOf(caller)) > 0;
  }

  /** The first in the line from whom nothing hides this operator; −1: none. */
  #firstSeenIn(operator: number, line: number, nowMs: number): number {
    const { lines, callers } = this.#tables;
    let caller = lines.byKey.first(line);
    while (caller >= 0 && callers.bondOf(caller) >= 0 && this.#tables.isApart(caller, operator, nowMs)) {
      caller = lines.byKey.next(caller);
    }
    return caller;
  }
}
