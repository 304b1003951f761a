import { basename, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { FileScores } from './file-scores.ts';
import { loadAnew } from './fresh-modules.ts';
import { judgedBefore, remember } from './judged-before.ts';
import { type Import, JUDGES } from './judges.ts';
import { beginFile, collected } from './plain-vitest.ts';
import type { RoomName } from './rooms.ts';
import { firstFailure, runAlone, type Test } from './run-tests.ts';

/** What Stryker's instrumented code looks into. */
type Namespace = {
  activeMutant?: string | undefined;
  currentTestId?: string | undefined;
  hitCount?: number | undefined;
  hitLimit?: number | undefined;
  mutantCoverage?: unknown;
};

const GLOBALS = globalThis as unknown as { __stryker__?: Namespace };

type MutantRun = {
  readonly activeMutant: { readonly id: string };
  readonly testFilter?: readonly string[];
  readonly hitLimit?: number;
  readonly mutantActivation: 'static' | 'runtime';
  readonly reloadEnvironment: boolean;
  /** Where the mutant is. */
  readonly sandboxFileName: string;
};

/** Tests as they were loaded while one file was the instrumented one; undefined: no other mutant may use them. */
type Loaded = {
  readonly file: string | undefined;
  tests: readonly Test[];
  /** Those that were seen to pass without a mutant. */
  readonly trusted: Set<string>;
};

/** A test that takes so much longer than without a mutant does not end at all. */
const TIMES_LONGER = 8;
const LONGER_MS = 60;
/** So often any mutant may be come by. */
const HITS_MIN = 50_000;
const FIRST_RUN_MS_MAX = 60_000;

/**
 * Stryker's test runner for one room: everything happens in one process that stays, so a mutant costs what its tests
 * cost up to the first that fails. Tests are those of the room and its judges; what killed most mutants for its time
 * is tried first on the next.
 */
export class OneProcessRunner {
  readonly #namespace: Namespace;
  readonly #usualMs = new Map<string, number>();
  /** How many mutants each test has killed. */
  readonly #kills = new Map<string, number>();
  #loaded: Loaded | undefined;

  constructor() {
    GLOBALS.__stryker__ ??= {};
    this.#namespace = GLOBALS.__stryker__;
  }

  capabilities(): { readonly reloadEnvironment: boolean } {
    return { reloadEnvironment: true };
  }

  async dryRun(): Promise<unknown> {
    loadAnew(undefined);
    const tests = (await loadTests()).map((test) => {
      this.#namespace.currentTestId = test.id;
      const startedMs = performance.now();
      const failureMessage = runAlone(test, FIRST_RUN_MS_MAX)?.message;
      const timeSpentMs = performance.now() - startedMs;
      const told = { id: test.id, name: test.id, timeSpentMs };
      return failureMessage === undefined ? { ...told, status: 0 } : { ...told, status: 1, failureMessage };
    });
    this.#namespace.currentTestId = undefined;
    return { status: 'complete', tests, mutantCoverage: this.#namespace.mutantCoverage };
  }

  async mutantRun(run: MutantRun): Promise<unknown> {
    const { id } = run.activeMutant;
    const before = judgedBefore(id);
    if (before !== undefined) return before;
    const result = await this.#run(run);
    remember(id, result);
    return result;
  }

  async #run(run: MutantRun): Promise<unknown> {
    const namespace = this.#namespace;
    const isFromTheStart = run.mutantActivation === 'static';
    namespace.activeMutant = undefined;
    if (this.#usualMs.size === 0) await this.#learn(run.sandboxFileName);
    namespace.activeMutant = isFromTheStart ? run.activeMutant.id : undefined;
    try {
      const loaded = await this.#load(run);
      namespace.activeMutant = run.activeMutant.id;
      namespace.hitCount = run.hitLimit === undefined ? undefined : 0;
      namespace.hitLimit = run.hitLimit === undefined ? undefined : hitsMaxOf(run.hitLimit);
      return this.#judge(loaded, run.testFilter === undefined ? undefined : new Set(run.testFilter));
    } catch (error) {
      if (!isFromTheStart) throw error;
      return { status: 'killed', killedBy: [], failureMessage: `not loaded: ${error}`, nrOfTests: 0 };
    } finally {
      namespace.activeMutant = undefined;
    }
  }

  /** Tests that were loaded for the last mutant serve the next of the same file. */
  async #load({ sandboxFileName, reloadEnvironment }: MutantRun): Promise<Loaded> {
    if (!reloadEnvironment && this.#loaded?.file === sandboxFileName) return this.#loaded;
    loadAnew(sandboxFileName);
    const file = reloadEnvironment ? undefined : sandboxFileName;
    const loaded = { file, tests: await loadTests(), trusted: new Set<string>() };
    loaded.tests = loaded.tests.toSorted((one, other) => this.#useOf(other) - this.#useOf(one));
    this.#loaded = loaded;
    return loaded;
  }

  /** Without a mutant all tests must pass; from then on it is known how long each takes. */
  async #learn(file: string): Promise<void> {
    loadAnew(file);
    const timed = (await loadTests()).map(({ id, run }) => ({
      id,
      run: () => {
        const startedMs = performance.now();
        run();
        this.#usualMs.set(id, performance.now() - startedMs);
      },
    }));
    const failure = firstFailure(timed, () => FIRST_RUN_MS_MAX);
    if (failure !== undefined) throw new Error(`without any mutant: ${failure.test.id}: ${failure.message}`);
  }

  /** The test that kills must pass without a mutant in the same code: else it would be something of ours that kills. */
  #mustPass(test: Test, { file, trusted }: Loaded): void {
    if (file === undefined || trusted.has(test.id)) return;
    this.#namespace.activeMutant = undefined;
    const failure = runAlone(test, FIRST_RUN_MS_MAX);
    if (failure !== undefined) throw new Error(`without any mutant: ${test.id}: ${failure.message}`);
    trusted.add(test.id);
  }

  #msMaxOf({ id }: Test): number {
    return Math.ceil(TIMES_LONGER * (this.#usualMs.get(id) ?? 0)) + LONGER_MS;
  }

  /** What a test may be expected to kill, for the time that it takes. */
  #useOf({ id }: Test): number {
    return ((this.#kills.get(id) ?? 0) + 1) / (1 + (this.#usualMs.get(id) ?? 0));
  }

  /** One test after the other up to the first that fails. */
  #judge(loaded: Loaded, wanted: ReadonlySet<string> | undefined): unknown {
    const tests = loaded.tests.filter(({ id }) => wanted?.has(id) ?? true);
    const failure = firstFailure(tests, (test) => this.#msMaxOf(test));
    if (failure === undefined) return { status: 'survived', nrOfTests: tests.length };
    const { test, message, isEndless } = failure;
    this.#mustPass(test, loaded);
    this.#kills.set(test.id, (this.#kills.get(test.id) ?? 0) + 1);
    loaded.tests = loaded.tests.toSorted((one, other) => this.#useOf(other) - this.#useOf(one));
    if (isEndless) return { status: 'timeout', reason: message };
    const nrOfTests = tests.indexOf(test) + 1;
    return { status: 'killed', killedBy: [test.id], failureMessage: message, nrOfTests };
  }
}

/**
 * Stryker allows a mutant to be come by a hundred times as often as all tests did together without one: five times
 * shows as well that there is no end, and sooner.
 */
const hitsMaxOf = (hitLimit: number): number => Math.min(hitLimit, Math.max(HITS_MIN, hitLimit / 20));

export const strykerPlugins = [
  { kind: 'TestRunner', name: 'one-process', injectableClass: OneProcessRunner },
  { kind: 'Reporter', name: 'file-scores', injectableClass: FileScores },
] as const;

/** Both the tests of people and the judges; everything below the folder in which Stryker has put the mutants. */
async function loadTests(): Promise<readonly Test[]> {
  collected.length = 0;
  for (const file of process.env.MUTATION_TESTS!.split(',')) {
    beginFile(basename(file, '.test.ts'));
    await importHere(file);
  }
  const named = collected.map(({ name, run }) => ({ id: name, run }));
  return [...(await JUDGES[process.env.MUTATION_ROOM as RoomName](importHere)), ...named];
}

const importHere: Import = async (file) => await import(pathToFileURL(resolve(file)).href);
