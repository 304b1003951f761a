import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { NODE_FLAGS } from '../../../src/parent/index.ts';
import type { measureCore, measureEvents } from './measure-events.ts';
import type { measureGarbage } from './measure-garbage.ts';
import type { measureMemory } from './measure-memory.ts';
import type { measureNaive } from './measure-naive.ts';
import type { measureStorm } from './measure-storm.ts';

export type Parts = {
  readonly events: typeof measureEvents;
  readonly core: typeof measureCore;
  readonly naive: typeof measureNaive;
  readonly memory: typeof measureMemory;
  readonly garbage: typeof measureGarbage;
  readonly storm: typeof measureStorm;
};

export type PartName = keyof Parts;

const PART = fileURLToPath(new URL('./part.ts', import.meta.url));
const TIMEOUT_MS = 600_000;

/** Runs one measurement in a process of its own; throws what it says when it breaks. */
export async function runPart<Name extends PartName>(
  name: Name,
  ...args: Parameters<Parts[Name]>
): Promise<Awaited<ReturnType<Parts[Name]>>> {
  const words = [...NODE_FLAGS, PART, name, JSON.stringify(args)];
  const { stdout } = await promisify(execFile)(process.execPath, words, { timeout: TIMEOUT_MS });
  return JSON.parse(stdout) as Awaited<ReturnType<Parts[Name]>>;
}
