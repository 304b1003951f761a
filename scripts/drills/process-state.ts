import { readFileSync } from 'node:fs';

/** "T (stopped)", as the kernel says. Throws when there is no such process. */
export const stateOf = (pid: number): string =>
  /^State:\s*(.*)$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? 'unknown';
