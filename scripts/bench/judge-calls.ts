import type { PhoneEvent } from '../../test/kit/phones/index.ts';

/** Packets of 20 ms. */
const PACKETS_PER_SECOND = 50;

/** When a caller waited: answered, and not with an operator. */
export type Wait = { readonly fromMs: number; readonly toMs: number };

/** Every caller's wait in a run; one that goes on ends at `endMs`. `isPhone` tells operators from callers. */
export function waits(
  events: readonly PhoneEvent[],
  isPhone: (phone: string) => boolean,
  endMs: number,
): readonly Wait[] {
  const since = new Map<string, number>();
  const found: Wait[] = [];
  const end = (caller: string, atMs: number): void => {
    const fromMs = since.get(caller);
    if (fromMs !== undefined) found.push({ fromMs, toMs: atMs });
    since.delete(caller);
  };
  for (const event of events) {
    if (isPhone(event.phone)) {
      if (event.kind === 'connected') end(event.peer, event.atMs);
    } else if (event.kind === 'wasAnswered') since.set(event.phone, event.atMs);
    else if (event.kind === 'hungUp' || event.kind === 'wasHungUp') end(event.phone, event.atMs);
  }
  for (const caller of [...since.keys()]) end(caller, endMs);
  return found;
}

/** Packets of music that the callers ought to hear between two moments. */
export function packetsDue(all: readonly Wait[], fromMs: number, toMs: number): number {
  const waitedMs = all.reduce((sum, wait) => {
    return sum + Math.max(0, Math.min(wait.toMs, toMs) - Math.max(wait.fromMs, fromMs));
  }, 0);
  return (waitedMs / 1_000) * PACKETS_PER_SECOND;
}

/** Callers who were refused, or let go while neither they nor an operator had hung up: sentences, or none. */
export function lostCallers(
  events: readonly PhoneEvent[],
  isPhone: (phone: string) => boolean,
): readonly string[] {
  const endedByOperator = new Set<string>();
  const lost: string[] = [];
  for (const event of events) {
    if (isPhone(event.phone)) {
      if (event.kind === 'hungUp') endedByOperator.add(event.peer);
    } else if (event.kind === 'wasRefused') lost.push(`${event.phone} was refused with ${event.status}`);
    else if (event.kind === 'wasHungUp' && !endedByOperator.has(event.phone)) {
      lost.push(`${event.phone} was let go by the exchange`);
    }
  }
  return lost;
}
