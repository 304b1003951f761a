import type { Mistake } from '../base/index.ts';
import type { Bundle, LoadedBundle } from '../bundle/index.ts';
import type { Plan } from '../switchboard/index.ts';

/** Other flows are being tried: so many of a hundred new callers meet them, the rest those of the bundle before. */
export type BundleTrial = {
  readonly percent: number;
  readonly before: Bundle;
  /** The number of `before` in the archive. */
  readonly beforeVersion: number;
  /** Wall time. */
  readonly sinceMs: number;
};

export type Scripts = Pick<Plan, 'flowHash' | 'flows' | 'numbers' | 'languages' | 'trial'>;

/** What callers meet from now on while this bundle is in use, or tried. */
export function scriptsOf(bundle: Bundle, trial: BundleTrial | null): Scripts {
  const { flowHash, flows, numbers, languages } = trial?.before ?? bundle;
  const script = { flowHash: bundle.flowHash, flows: bundle.flows, numbers: bundle.numbers };
  const tried = trial === null ? null : { ...script, percent: trial.percent };
  return { flowHash, flows, numbers, languages, trial: tried };
}

/**
 * The floor of the bundle on trial is everybody's: what the flows before may lead into must still be there, or their
 * callers would meet errors because of a trial in which they have no part.
 */
export function fitsBeside(loaded: LoadedBundle, { before, percent }: BundleTrial): LoadedBundle {
  const { bundle } = loaded;
  if (bundle === undefined) return loaded;
  const rest = `the flows before, which ${100 - percent} % of the callers meet`;
  const gone = (['queue', 'schedule'] as const).flatMap((kind) =>
    [...before[`${kind}s`].keys()]
      .filter((name) => !bundle[`${kind}s`].has(name))
      .map((name): Mistake => {
        const say = `${kind} "${name}" is gone, and ${rest}, may need it`;
        const hint = `keep it until ./cordboard activate --share 100%, or end the trial: ./cordboard rollback`;
        return { file: `${kind}s.yaml`, line: 1, column: 1, code: 'NEEDED_BEFORE', say, hint };
      }),
  );
  return gone.length === 0 ? loaded : { ...loaded, bundle: undefined, mistakes: gone };
}
