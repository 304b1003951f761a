import { readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Script } from 'node:vm';
import type { Recorded } from '../../test/routing/worlds/recorded.ts';
import { loadAnew } from './fresh-modules.ts';
import { beginFile, collected } from './plain-vitest.ts';

/**
 * Stryker's test runner for the router: everything happens in one process that stays, so a mutant costs what its
 * tests cost up to the first that fails. Tests are those of test/routing and worlds recorded before the run; what
 * killed a mutant lately is tried first on the next.
 */
type Test = { readonly id: string; readonly run: () => unknown };

/** What Stryker's instrumented code looks into. */
type Namespace = {
  activeMutant?: string | undefined;
  currentTestId?: string | undefined;
  hitCount?: number | undefined;
  hitLimit?: number | undefined;
  mutantCoverage?: unknown;
};

/** Instrumented code and the script that calls a test know each other by global names alone. */
const GLOBALS = globalThis as unknown as { __stryker__?: Namespace; routingTestToRun?: () => unknown };

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
type Loaded = { readonly file: string | undefined; tests: readonly Test[] };

/** A test that takes so much longer than without a mutant does not end at all. */
const TIMES_LONGER = 10;
const LONGER_MS = 300;
const FIRST_RUN_MS_MAX = 60_000;
/** Small tables are made quickly, and a world needs no more. */
const LIMITS = { callersMax: 64, operatorsMax: 64, needsMax: 256, skillsMax: 32, queuesMax: 8 };

export class RoutingRunner {
  readonly #namespace: Namespace;
  readonly #usualMs = new Map<string, number>();
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
      const failureMessage = failureOf(test, FIRST_RUN_MS_MAX)?.message;
      const timeSpentMs = performance.now() - startedMs;
      const told = { id: test.id, name: test.id, timeSpentMs };
      return failureMessage === undefined ? { ...told, status: 0 } : { ...told, status: 1, failureMessage };
    });
    this.#namespace.currentTestId = undefined;
    return { status: 'complete', tests, mutantCoverage: this.#namespace.mutantCoverage };
  }

  async mutantRun(run: MutantRun): Promise<unknown> {
    const namespace = this.#namespace;
    const isFromTheStart = run.mutantActivation === 'static';
    namespace.activeMutant = isFromTheStart ? run.activeMutant.id : undefined;
    try {
      const loaded = await this.#load(run);
      namespace.activeMutant = run.activeMutant.id;
      namespace.hitCount = run.hitLimit === undefined ? undefined : 0;
      namespace.hitLimit = run.hitLimit;
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
    const loaded = { file: reloadEnvironment ? undefined : sandboxFileName, tests: await loadTests() };
    if (!reloadEnvironment) this.#mustHold(loaded);
    this.#loaded = loaded;
    return loaded;
  }

  /** Without a mutant all tests must pass: else it would be something of ours that kills the mutants. */
  #mustHold(loaded: Loaded): void {
    for (const test of loaded.tests) {
      const startedMs = performance.now();
      const failure = failureOf(test, FIRST_RUN_MS_MAX);
      this.#usualMs.set(test.id, performance.now() - startedMs);
      if (failure !== undefined) throw new Error(`without any mutant: ${test.id}: ${failure.message}`);
    }
  }

  #msMaxOf({ id }: Test): number {
    return Math.ceil(TIMES_LONGER * (this.#usualMs.get(id) ?? 0)) + LONGER_MS;
  }

  /** One test after the other up to the first that fails. */
  #judge(loaded: Loaded, wanted: ReadonlySet<string> | undefined): unknown {
    let nrOfTests = 0;
    for (const test of loaded.tests) {
      if (wanted !== undefined && !wanted.has(test.id)) continue;
      nrOfTests += 1;
      const failure = failureOf(test, this.#msMaxOf(test));
      if (failure === undefined) continue;
      loaded.tests = [test, ...loaded.tests.filter((other) => other !== test)];
      if (failure.isEndless) return { status: 'timeout', reason: failure.message };
      return { status: 'killed', killedBy: [test.id], failureMessage: failure.message, nrOfTests };
    }
    return { status: 'survived', nrOfTests };
  }
}

export const strykerPlugins = [
  { kind: 'TestRunner', name: 'routing', injectableClass: RoutingRunner },
] as const;

type Failure = { readonly message: string; readonly isEndless: boolean };

/** The script is what lets a test that never ends be ended. */
const CALL = new Script('routingTestToRun()');

function failureOf(test: Test, timeout: number): Failure | undefined {
  let failure: Failure | undefined;
  GLOBALS.routingTestToRun = () => {
    try {
      test.run();
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      failure = { message, isEndless: message.includes('Hit count limit') };
    }
  };
  try {
    CALL.runInThisContext({ timeout });
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    return { message: `longer than ${timeout} ms`, isEndless: true };
  }
  return failure;
}

/** Both the tests of people and the worlds; everything below the folder in which Stryker has put the mutants. */
async function loadTests(): Promise<readonly Test[]> {
  collected.length = 0;
  for (const file of process.env.MUTATION_TESTS!.split(',')) {
    beginFile(basename(file, '.test.ts'));
    await importHere(file);
  }
  const named = collected.map(({ name, run }) => ({ id: name, run }));
  return [...(await worlds()), ...named];
}

let recorded: readonly Recorded[] | undefined;

async function worlds(): Promise<readonly Test[]> {
  const { judged } = await importHere('test/routing/worlds/recorded.ts');
  const { FastRouter } = await importHere('src/routing/fast-router.ts');
  recorded ??= JSON.parse(readFileSync(process.env.MUTATION_WORLDS!, 'utf8')) as readonly Recorded[];
  return recorded.map((world, index) => ({
    id: `world ${index + 1}`,
    run: () => {
      const difference = judged(new FastRouter(LIMITS), world);
      if (difference !== undefined) throw new Error(difference);
    },
  }));
}

const importHere = async (file: string) => await import(pathToFileURL(resolve(file)).href);
