import { type LoadFnOutput, registerHooks } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * Modules of the sandbox are loaded anew as often as wished; and those in which no mutant is to be judged are loaded
 * as they were written, since the instrumented ones are several times slower.
 */
const SANDBOX = `${pathToFileURL(resolve('.')).href}/`;
const WRITTEN = new URL('../../', import.meta.url).href;
/** What the tests are given in the place of these packages. */
const STAND_INS: ReadonlyMap<string, string> = new Map([
  ['vitest', new URL('./plain-vitest.ts', import.meta.url).href],
  ['fast-check', new URL('./few-runs.ts', import.meta.url).href],
]);

let generation = 0;
let instrumented: string | undefined;

/** From now on modules are new; only `file` is instrumented, or all are if it is undefined. */
export function loadAnew(file: string | undefined): void {
  generation += 1;
  instrumented = file === undefined ? undefined : pathToFileURL(file).href;
}

registerHooks({
  resolve: (specifier, context, next) => {
    const standIn = STAND_INS.get(specifier);
    if (standIn !== undefined && context.parentURL !== standIn) return { url: standIn, shortCircuit: true };
    const found = next(specifier, context);
    const isOurs = found.url.startsWith(SANDBOX) && !found.url.includes('/node_modules/');
    return isOurs ? { ...found, url: `${found.url}?${generation}` } : found;
  },
  load: (url, context, next) => {
    const [plain, isFresh] = [url.replace(/\?\d+$/, ''), /\?\d+$/.test(url)];
    if (!isFresh) return next(url, context);
    if (instrumented === undefined) return next(plain, context);
    if (plain !== instrumented) return next(plain.replace(SANDBOX, WRITTEN), context);
    return withoutCounting(next(plain, context));
  },
});

/** Instrumented code counts every step for the coverage; that is needed once only, and takes most of the time. */
function withoutCounting(loaded: LoadFnOutput): LoadFnOutput {
  const text = new TextDecoder().decode(loaded.source as Uint8Array);
  const head = 'function cover() {';
  return { ...loaded, source: text.replace(head, `${head} return;`) };
}
