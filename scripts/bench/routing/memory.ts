import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;

/** A full collection; the second frees what the first has only found. */
export function collectGarbage(): void {
  gc();
  gc();
}

/** The heap, and what lies outside it: typed arrays are counted in `external`. */
export function memoryBytes(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
