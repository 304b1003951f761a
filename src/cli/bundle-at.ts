import { relative } from 'node:path';
import { type Mistake, mistakeIn, mistakeText } from '../base/index.ts';
import { readBundleFolder } from '../boot/index.ts';
import { type Bundle, type BundleSource, loadBundle } from '../bundle/index.ts';
import { Obstacle } from './command.ts';

/** A bundle without a mistake, with the files from which it was made. `shown` is its folder for a person. */
export type BundleAt = { readonly bundle: Bundle; readonly source: BundleSource; readonly shown: string };

/**
 * Reads the bundle in a folder, to be looked at and tried out; mistakes in it are an obstacle that lists them all.
 */
export async function bundleAt(folder: string): Promise<BundleAt> {
  const shown = relative('.', folder) || '.';
  const source = await readBundleFolder(folder);
  const { bundle, mistakes } = loadBundle(source, 'rehearsals');
  if (bundle === undefined) throw new Obstacle(mistakesText(shown, mistakes).join('\n'));
  return { bundle, source, shown };
}

/** A line or two for each mistake, with its file as seen from outside of the folder. */
export const mistakesText = (shown: string, mistakes: readonly Mistake[]): readonly string[] =>
  mistakes.map((mistake) => mistakeText(mistakeIn(shown, mistake)));
