import { CROWDED_FILES, HOSTILE_FILES, type HostileFile } from '../../../test/bundle/hostile-files.ts';
import { smallSource } from '../../../test/bundle/small-bundle.ts';
import { type Figure, timesFigure } from '../figures.ts';
import { type Cost, costOf } from './cost.ts';

const TRIES = 3;

type Measured = { readonly what: string } & Pick<Cost, 'cpuMs' | 'longestMs'>;

/**
 * The hostile files of the tests, each refused so many times and measured at its best: what other programs on the machine
 * take is not the file's doing. `worst` names the dearest ones.
 */
export function measureHostile(): { readonly figures: readonly Figure[]; readonly worst: string } {
  const hostile = HOSTILE_FILES.map(measured);
  const crowded = CROWDED_FILES.map(measured);
  return {
    figures: [
      timesFigure(
        'reload',
        'cordboard',
        'hostile file on the processor',
        hostile.map(({ cpuMs }) => cpuMs),
      ),
      timesFigure(
        'reload',
        'cordboard',
        'crowded file on the processor',
        crowded.map(({ cpuMs }) => cpuMs),
      ),
      timesFigure(
        'reload',
        'cordboard',
        'longest step on the processor, hostile',
        [...hostile, ...crowded].map(({ longestMs }) => longestMs),
      ),
    ],
    worst: `${dearest('hostile', hostile)}\n${dearest('crowded', crowded)}`,
  };
}

function measured({ what, file, text }: HostileFile): Measured {
  const source = smallSource({ [file]: text() });
  const runs = Array.from({ length: TRIES }, () => costOf(source));
  const best = (of: keyof Cost): number => Math.min(...runs.map((run) => run[of]));
  return { what, cpuMs: best('cpuMs'), longestMs: best('longestMs') };
}

function dearest(kind: string, files: readonly Measured[]): string {
  const [first] = files.toSorted((one, other) => other.cpuMs - one.cpuMs);
  return `the dearest ${kind} file: ${first?.what}, ${first?.cpuMs.toFixed(1)} ms`;
}
