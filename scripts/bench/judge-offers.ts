import type { PhoneEvent } from '../../test/kit/phones/index.ts';

/** Callers who came so close together count as having come at once. */
const SAME_MOMENT_MS = 20;

const isFree = (event: PhoneEvent): boolean => event.kind === 'hungUp' || event.kind === 'wasHungUp';

/** From each operator's BYE (sent or read) to the next INVITE at the same phone. */
export function idleTimes(events: readonly PhoneEvent[], phones: ReadonlySet<string>): number[] {
  const freedAtMs = new Map<string, number>();
  const times: number[] = [];
  for (const event of events) {
    if (!phones.has(event.phone)) continue;
    if (isFree(event)) freedAtMs.set(event.phone, event.atMs);
    const sinceMs = event.kind === 'rang' ? freedAtMs.get(event.phone) : undefined;
    if (sinceMs === undefined) continue;
    times.push(event.atMs - sinceMs);
    freedAtMs.delete(event.phone);
  }
  return times;
}

/**
 * The share of the operators' time, from first to last offer, in which a freed phone did not ring. Callers
 * always waited.
 */
export function lostShare(events: readonly PhoneEvent[], phones: ReadonlySet<string>): number {
  const rung = events.filter((event) => event.kind === 'rang' && phones.has(event.phone));
  const spanMs = (rung.at(-1)?.atMs ?? 0) - (rung[0]?.atMs ?? 0);
  const lostMs = idleTimes(events, phones).reduce((sum, time) => sum + time, 0);
  return lostMs / (spanMs * phones.size);
}

/**
 * How many first offers there were, and how many of them passed over a caller who had come earlier and was
 * still waiting.
 */
export function orderOfOffers(
  events: readonly PhoneEvent[],
  phones: ReadonlySet<string>,
): { readonly offers: number; readonly outOfOrder: number } {
  const waiting = new Map<string, number>();
  let offers = 0;
  let outOfOrder = 0;
  for (const event of events) {
    if (!phones.has(event.phone)) {
      if (event.kind === 'placed') waiting.set(event.phone, event.atMs);
      else if (isFree(event) || event.kind === 'gaveUp' || event.kind === 'wasRefused')
        waiting.delete(event.phone);
      continue;
    }
    const cameAtMs = event.kind === 'rang' ? waiting.get(event.peer) : undefined;
    if (cameAtMs === undefined) continue;
    offers += 1;
    waiting.delete(event.peer);
    if ([...waiting.values()].some((otherMs) => otherMs < cameAtMs - SAME_MOMENT_MS)) outOfOrder += 1;
  }
  return { offers, outOfOrder };
}

/** From the CANCEL at a phone that did not answer to the INVITE for the same caller at another phone. */
export function nextPhoneTimes(events: readonly PhoneEvent[]): number[] {
  const cancelled = new Map<string, PhoneEvent>();
  const times: number[] = [];
  for (const event of events) {
    if (event.kind === 'ringingEnded') cancelled.set(event.peer, event);
    const before = event.kind === 'rang' ? cancelled.get(event.peer) : undefined;
    if (before === undefined || before.phone === event.phone) continue;
    times.push(event.atMs - before.atMs);
    cancelled.delete(event.peer);
  }
  return times;
}

/** From each caller's INVITE to the INVITE for that caller at a phone. */
export function arrivalTimes(events: readonly PhoneEvent[]): number[] {
  const placedAtMs = new Map<string, number>();
  const times: number[] = [];
  for (const event of events) {
    if (event.kind === 'placed') placedAtMs.set(event.phone, event.atMs);
    const sinceMs = event.kind === 'rang' ? placedAtMs.get(event.peer) : undefined;
    if (sinceMs === undefined) continue;
    times.push(event.atMs - sinceMs);
    placedAtMs.delete(event.peer);
  }
  return times;
}
