import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Clock } from '../base/index.ts';

/** setTimeout holds at most 2^31 − 1 ms and fires at once beyond it. */
const DELAY_MS_MAX = 2_147_483_647;
const [MS_PER_S, NS_PER_MS] = [1_000, 1_000_000];

/** The kernel's monotonic clock: the same for all processes of the machine, until that is started anew. */
const monoMs = (): number => {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * MS_PER_S + nanoseconds / NS_PER_MS;
};

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => ({ monoMs: monoMs(), wallMs: Date.now() }),
  after(delayMs, fire) {
    const timer = setTimeout(fire, Math.min(Math.max(0, delayMs), DELAY_MS_MAX));
    return () => clearTimeout(timer);
  },
};

/** Names the time since the machine was started, for which its monotonic times hold; where that is not known, ours. */
export function bootOfMachine(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return randomUUID();
  }
}
