import type { Now } from '../base/index.ts';
import type { RouteUse } from './route-for.ts';
import type { TrunkPlan } from './routes.ts';

const MINUTE_MS = 60_000;
const SECOND_MS = 1_000;
const DAY_MS = 86_400_000;

/** A call out, from the ring to its end. It holds the longest talk that it was allowed until it is over. */
export type CallOut = {
  readonly routeId: string;
  readonly trunk: string;
  readonly heldMs: number;
  answeredMonoMs: number | null;
};

/** A call out of which no end is known; `heldMs`: the longest talk that it was allowed, `dialledMs`: wall time. */
type Unended = {
  readonly callId: string;
  readonly routeId: string;
  readonly heldMs: number;
  readonly dialledMs: number;
};

/** What calls out have used before, in milliseconds: by route, and by leg where no end is known. */
type Restored = {
  readonly talkedMs: ReadonlyMap<string, number>;
  readonly unended: ReadonlyMap<string, Unended>;
};

/** Counts what calls out take of the routes and trunks. */
export class OutboundUse {
  readonly #calls = new Map<string, CallOut>();
  /** Route, or trunk → when its calls of the last minute, or second, began (monotonic). */
  readonly #beginsOfRoute = new Map<string, number[]>();
  readonly #beginsOfTrunk = new Map<string, number[]>();
  /** Route → talk of the day (UTC). */
  readonly #talked = new Map<string, { readonly day: number; ms: number }>();

  /** Leg → a call of a process before this one of which no end was written: it counts as that day's longest talk. */
  readonly #unended = new Map<string, Unended & { readonly day: number }>();

  /** What a process before this one let be used on this day (UTC). A call that goes on here counts as such. */
  restore({ talkedMs, unended }: Restored, now: Now): void {
    for (const [routeId, ms] of talkedMs) this.#talk(routeId, ms, now);
    for (const [legId, call] of unended) {
      if (this.#calls.has(legId)) continue;
      this.#talk(call.routeId, call.heldMs, now);
      this.#unended.set(legId, { ...call, day: dayOf(now) });
    }
  }

  /** By leg, calls of a process before this one that may be going on for all we know. */
  unended(): ReadonlyMap<string, Unended> {
    return this.#unended;
  }

  /** One of those counts for so much from now on, and for no more. */
  countsAs(legId: string, usedMs: number): void {
    const call = this.#unended.get(legId);
    this.#unended.delete(legId);
    const talked = this.#talked.get(call?.routeId ?? '');
    // On another day nothing counts any more of what was restored.
    if (call !== undefined && talked?.day === call.day)
      talked.ms = Math.max(0, talked.ms - Math.max(0, call.heldMs - usedMs));
  }

  begin(legId: string, call: Omit<CallOut, 'answeredMonoMs'>, now: Now): void {
    this.#calls.set(legId, { ...call, answeredMonoMs: null });
    note(this.#beginsOfRoute, call.routeId, now.monoMs, MINUTE_MS);
    note(this.#beginsOfTrunk, call.trunk, now.monoMs, SECOND_MS);
  }

  /** A call that a process before this one began. */
  goesOn(legId: string, call: CallOut): void {
    this.#calls.set(legId, { ...call });
    this.countsAs(legId, 0);
  }

  /** What this leg counts for; undefined when it does not. */
  of(legId: string): CallOut | undefined {
    const call = this.#calls.get(legId);
    return call && { ...call };
  }

  answered(legId: string, now: Now): void {
    const call = this.#calls.get(legId);
    if (call !== undefined) call.answeredMonoMs ??= now.monoMs;
  }

  /** Returns how long it was answered. One that is over already changes nothing. */
  end(legId: string, now: Now): number {
    const call = this.#calls.get(legId);
    this.#calls.delete(legId);
    if (call?.answeredMonoMs == null) return 0;
    const usedMs = now.monoMs - call.answeredMonoMs;
    this.#talk(call.routeId, usedMs, now);
    return usedMs;
  }

  ofRoute(routeId: string, now: Now): RouteUse {
    const going = [...this.#calls.values()].filter((call) => call.routeId === routeId);
    const heldMs = going.reduce((sum, call) => sum + call.heldMs, 0);
    return {
      callsNow: going.length,
      lastMinute: countSince(this.#beginsOfRoute.get(routeId), now.monoMs - MINUTE_MS),
      dayMs: this.#talkedToday(routeId, now).ms + heldMs,
    };
  }

  /** Whether the trunk takes one more call. */
  hasRoom(trunk: string, { callsMax, callsPerSecondMax }: TrunkPlan, now: Now): boolean {
    const going = [...this.#calls.values()].filter((call) => call.trunk === trunk);
    const begun = countSince(this.#beginsOfTrunk.get(trunk), now.monoMs - SECOND_MS);
    return going.length < callsMax && begun < callsPerSecondMax;
  }

  #talk(routeId: string, ms: number, now: Now): void {
    const talked = this.#talkedToday(routeId, now);
    talked.ms += ms;
    this.#talked.set(routeId, talked);
  }

  #talkedToday(routeId: string, { wallMs }: Now): { readonly day: number; ms: number } {
    const day = dayOf({ wallMs });
    const talked = this.#talked.get(routeId);
    return talked?.day === day ? talked : { day, ms: 0 };
  }
}

const dayOf = ({ wallMs }: Pick<Now, 'wallMs'>): number => Math.floor(wallMs / DAY_MS);

const countSince = (begins: readonly number[] | undefined, sinceMs: number): number =>
  (begins ?? []).filter((atMs) => atMs > sinceMs).length;

/** Keeps those that still count. */
function note(begins: Map<string, number[]>, of: string, atMs: number, spanMs: number): void {
  begins.set(of, [...(begins.get(of) ?? []).filter((one) => one > atMs - spanMs), atMs]);
}
