import { holds } from '../../../src/base/index.ts';
import type { Entering, Estimate, Hindrance, Match, Routing } from '../../../src/routing/routing.ts';
import { chooseGroup } from './choice.ts';
import { estimateOf } from './estimate.ts';
import { hindranceOf } from './hindrance.ts';
import { Ledger } from './ledger.ts';
import { beginStages, callerFrom, countDue, groupSize, inOrder, isUnstaffed, momentsOf } from './line.ts';
import { byKey, type Caller, type Seat } from './state.ts';
import { bindingOf, canMeet } from './visibility.ts';

/**
 * The rules S1–S13 read out: plain lists, looked through from end to end at every question. Slow, and meant to be seen
 * to be right; the router of the product must decide the same.
 */
export class ReferenceRouter extends Ledger implements Routing {
  /** It tells nobody: the fast router is asked for it by the switchboard alone. */
  onEarlyStage: (callId: string) => void = () => {};
  /** All that is due up to here has been done. */
  #doneMs = Number.NEGATIVE_INFINITY;

  nextDueMs(): number | undefined {
    let next: number | undefined;
    for (const caller of this.callers) {
      for (const atMs of momentsOf(caller, this.seats)) {
        if (atMs > this.#doneMs && (next === undefined || atMs < next)) next = atMs;
      }
    }
    return next;
  }

  advance(nowMs: number, onMatch: (match: Match) => void): boolean {
    for (;;) {
      const atMs = this.nextDueMs();
      if (atMs === undefined || atMs > nowMs) break;
      for (const caller of this.callers) beginStages(caller, countDue(caller, atMs));
      this.changed = true;
      this.decide(atMs, onMatch);
    }
    this.#doneMs = Math.max(this.#doneMs, nowMs);
    return true;
  }

  decide(nowMs: number, onMatch: (match: Match) => void): void {
    this.#doneMs = Math.max(this.#doneMs, nowMs);
    for (;;) {
      this.#skipUnstaffed();
      const alone = !this.changed && this.freed.size === 1 ? this.seatOf([...this.freed][0]!) : undefined;
      if (alone !== undefined) this.freed.clear();
      const match = (alone && this.#callerForFreed(alone, nowMs)) ?? this.#operatorsForFirst(nowMs);
      if (match === undefined) break;
      onMatch(match);
    }
    this.freed.clear();
    this.changed = false;
  }

  whyNot(callId: string, nowMs: number): readonly { readonly operatorId: string; readonly is: Hindrance }[] {
    const caller = this.callerOf(callId);
    if (caller === undefined) return [];
    return this.seats.map((seat) => ({
      operatorId: seat.profile.operatorId,
      is: hindranceOf(caller, seat, this.seats, nowMs),
    }));
  }

  estimate(callId: string, nowMs: number): Estimate | null {
    const caller = this.callerOf(callId);
    return caller === undefined ? null : this.#estimateOf(caller, nowMs);
  }

  estimateFor(entering: Omit<Entering, 'callId'>, nowMs: number): Estimate | null {
    const seq = entering.seq ?? this.seq + 1;
    return this.#estimateOf(callerFrom({ ...entering, callId: '' }, seq, this.seats, nowMs), nowMs);
  }

  check(nowMs: number): void {
    const present = this.callers.filter((caller) => caller.offeredTo.length === 0);
    for (const caller of present) {
      const meets = this.seats.some((seat) => canMeet(caller, seat, this.seats, nowMs));
      holds(!meets, 'nobody waits whom a free operator could serve');
    }
  }

  /** S5: one operator became free, and gets the least caller by (class, the binding's priority, key). */
  #callerForFreed(seat: Seat, nowMs: number): Match | undefined {
    const priority = (caller: Caller): number => bindingOf(caller, seat)!.priority;
    const caller = this.callers
      .filter(({ offeredTo }) => offeredTo.length === 0)
      .filter((other) => canMeet(other, seat, this.seats, nowMs))
      .toSorted((a, b) => a.class - b.class || priority(a) - priority(b) || byKey(a, b))[0];
    return caller && this.#bringTogether(caller, nowMs, seat);
  }

  /** S6: the first caller whom anybody free could serve, and whom they like best. */
  #operatorsForFirst(nowMs: number): Match | undefined {
    const caller = inOrder(this.callers).find((other) => {
      return other.offeredTo.length === 0 && this.#whoCanMeet(other, nowMs).length > 0;
    });
    return caller && this.#bringTogether(caller, nowMs);
  }

  #bringTogether(caller: Caller, nowMs: number, freed?: Seat): Match {
    const able = this.#whoCanMeet(caller, nowMs);
    const memory = this.memoryOf(caller.queue.id);
    const chosen = chooseGroup(caller, able, groupSize(caller), memory, nowMs, freed);
    const idleMs = nowMs - chosen[0]!.turn!.sinceMs;
    for (const seat of chosen) {
      seat.turn = null;
      seat.standing = { ...seat.standing, free: 0 };
    }
    caller.offeredTo = chosen.map((seat) => seat.profile.operatorId);
    caller.offersMade += 1;
    return {
      callId: caller.callId,
      operatorIds: caller.offeredTo,
      atMs: nowMs,
      rule: freed === undefined ? 'caller first in line' : 'operator became free',
      idleMs,
      candidatesCount: able.length,
    };
  }

  #whoCanMeet(caller: Caller, nowMs: number): readonly Seat[] {
    return this.seats.filter((seat) => canMeet(caller, seat, this.seats, nowMs));
  }

  /** S4: where nobody signed in is allowed, the next stage begins at once. */
  #skipUnstaffed(): void {
    for (const caller of this.callers.filter(({ queue }) => queue.skipUnstaffed)) {
      while (isUnstaffed(caller, this.seats) && beginStages(caller, caller.stagesBegun + 1)) {
        this.changed = true;
      }
    }
  }

  #estimateOf(caller: Caller, nowMs: number): Estimate | null {
    const handlingMs = this.handlingMs(caller.queue.id);
    return estimateOf(caller, this.callers, this.seats, handlingMs, nowMs);
  }
}
