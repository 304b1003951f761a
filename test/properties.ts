import fc from 'fast-check';

/**
 * Properties draw from one seed: whoever changes nothing sees the same result. `SEED=random` looks elsewhere, `SEED=N`
 * looks again where something was found; `EFFORT=20` looks at twenty times as many worlds.
 */
const { SEED = '1', EFFORT = '1' } = process.env;
const seed = SEED === 'random' ? Date.now() % 2 ** 31 : Number(SEED);
const effort = Number(EFFORT);
if (!Number.isSafeInteger(seed)) throw new Error(`SEED=${SEED}: say a whole number, or "random"`);
if (!(effort > 0)) throw new Error(`EFFORT=${EFFORT}: say a number above 0`);

/** How many worlds a property looks at, where it looks at `usual` without effort. */
export const runs = (usual: number): number => Math.ceil(usual * effort);

fc.configureGlobal({ seed, numRuns: runs(100) });
