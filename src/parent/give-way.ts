import { writeFileSync } from 'node:fs';
import { constants, getPriority, setPriority } from 'node:os';

/** With 5 more a process has a third of the weight of another (a step is a factor of 1.25; sched(7)). */
const GIVES_WAY_BY = 5;

/**
 * Lets a process give way to its siblings when there is too little processor for all. Asterisk does: in a full
 * hotline hundreds of its threads each send a packet of music fifty times a second, and the one process that
 * decides needs a tenth of a core, but at once. With equal rights it waits behind them: with 700 waiting
 * callers on two cores its event loop was late by 70 to 150 ms (p99), so by 2 to 20 ms.
 *
 * The kernel weighs processes, or, where it groups them by session ("The autogroup feature", sched(7)),
 * sessions: both are told. An ordinary user may do so; where the system does not let us, nothing changes.
 */
export function giveWay(pid: number): void {
  try {
    setPriority(pid, Math.min(getPriority() + GIVES_WAY_BY, constants.priority.PRIORITY_LOW));
    writeFileSync(`/proc/${pid}/autogroup`, String(GIVES_WAY_BY));
  } catch (err) {
    if (!(err instanceof Error && 'syscall' in err)) throw err;
  }
}
