import { readFileSync } from 'node:fs';
import { startTicksOf } from '../../src/parent/proc.ts';

const LOOK_MS = 500;

/** "T (stopped)", as the kernel says. Throws when there is no such process. */
export const stateOf = (pid: number): string =>
  /^State:\s*(.*)$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? 'unknown';

/** The states of a process, look by look, until it has gone. The kernel stops it a moment behind the signal. */
export async function statesOf(pid: number, untilMs: number): Promise<readonly string[]> {
  const states: string[] = [];
  await nextLook();
  while (startTicksOf(pid) !== undefined && performance.now() < untilMs) {
    states.push(stateOf(pid));
    await nextLook();
  }
  return states;
}

const nextLook = (): Promise<void> => new Promise((passed) => setTimeout(passed, LOOK_MS));

/** A fault that has not acted proves nothing: a sentence, or none, of a process that was to be stopped. */
export const notStopped = (name: string, states: readonly string[]): readonly string[] =>
  states.length > 0 && states.every((state) => state.startsWith('T'))
    ? []
    : [`${name} was not stopped: ${states.join(', ')}`];
