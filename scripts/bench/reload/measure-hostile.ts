import { HOSTILE_FILES } from '../../../test/bundle/hostile-files.ts';
import { smallSource } from '../../../test/bundle/small-bundle.ts';
import { type Figure, timesFigure } from '../figures.ts';
import { type Cost, costOf } from './cost.ts';

const TRIES = 3;

/**
 * The hostile files of the tests, each refused so many times and measured at its best: what other programs on the machine
 * take is not the file's doing. `worst` names the one with the longest step.
 */
export function measureHostile(): { readonly figures: readonly Figure[]; readonly worst: string } {
  const measured = HOSTILE_FILES.map(({ what, file, text }) => {
    const source = smallSource({ [file]: text() });
    const runs = Array.from({ length: TRIES }, () => costOf(source));
    const best = (of: keyof Cost): number => Math.min(...runs.map((run) => run[of]));
    return { what, cpuMs: best('cpuMs'), longestMs: best('longestMs') };
  });
  const worst = measured.toSorted((one, other) => other.longestMs - one.longestMs)[0];
  return {
    figures: [
      timesFigure(
        'reload',
        'cordboard',
        'hostile file on the processor',
        measured.map((one) => one.cpuMs),
      ),
      timesFigure(
        'reload',
        'cordboard',
        'longest step on the processor, hostile',
        measured.map((one) => one.longestMs),
      ),
    ],
    worst: `the longest step of a hostile file: ${worst?.what}, ${worst?.longestMs.toFixed(1)} ms`,
  };
}
