import { Script } from 'node:vm';

export type Test = { readonly id: string; readonly run: () => unknown };

/** What one test said; `isEndless`: it was ended by us. */
export type Failure = { readonly test: Test; readonly message: string; readonly isEndless: boolean };

/** Instrumented code and the script that calls the tests know each other by global names alone. */
const GLOBALS = globalThis as unknown as { testsToRun?: () => void };

/** The script is what lets tests that never end be ended. To begin it costs more than most tests do. */
const CALL = new Script('testsToRun()');
/** Who hangs mostly does so in the first tests; to be interrupted later costs more than to be late. */
const FIRST_TOGETHER_MS = 250;
const TOGETHER_MS = 3_000;
/** On a machine with other work one gets a third of a processor. */
const SHARE = 3;

/**
 * One test after the other up to the first that fails. Tests are run together for as long as all goes quickly; the
 * one that takes long gets a limit of its own, of the processor's time: a machine with other work proves nothing.
 */
export function firstFailure(tests: readonly Test[], msMaxOf: (test: Test) => number): Failure | undefined {
  let at = 0;
  while (at < tests.length) {
    const { failure, slow, usedMs } = runFrom(tests, at, at === 0 ? FIRST_TOGETHER_MS : TOGETHER_MS);
    if (failure !== undefined || slow === undefined) return failure;
    const [test, msMax] = [tests[slow]!, msMaxOf(tests[slow]!)];
    const alone = usedMs >= msMax ? endless(test, msMax) : runAlone(test, msMax);
    if (alone !== undefined) return alone;
    at = slow + 1;
  }
  return undefined;
}

/** A single test, which may take so many milliseconds of the processor's time. */
export function runAlone(test: Test, msMax: number): Failure | undefined {
  for (let timeoutMs = SHARE * msMax; ; timeoutMs *= 2) {
    const { failure, slow, usedMs } = runFrom([test], 0, timeoutMs);
    if (failure !== undefined || slow === undefined) return failure;
    if (usedMs >= msMax) return endless(test, msMax);
  }
}

const endless = (test: Test, msMax: number): Failure => {
  return { test, message: `longer than ${msMax} ms`, isEndless: true };
};

/** `slow` is the test that was running when the time was over, `usedMs` what it had of the processor. */
type Ran = {
  readonly failure: Failure | undefined;
  readonly slow: number | undefined;
  readonly usedMs: number;
};

/** The tests from this one on. Time may also be over when all is said: then that counts. */
function runFrom(tests: readonly Test[], from: number, timeoutMs: number): Ran {
  let failure: Failure | undefined;
  let at = from;
  let before = process.threadCpuUsage();
  GLOBALS.testsToRun = () => {
    for (; at < tests.length && failure === undefined; at += 1) {
      before = process.threadCpuUsage();
      failure = failureOf(tests[at]!);
    }
  };
  try {
    CALL.runInThisContext({ timeout: Math.ceil(timeoutMs) });
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    const { user, system } = process.threadCpuUsage(before);
    return { failure, slow: at < tests.length ? at : undefined, usedMs: (user + system) / 1_000 };
  }
  return { failure, slow: undefined, usedMs: 0 };
}

function failureOf(test: Test): Failure | undefined {
  try {
    test.run();
    return undefined;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { test, message, isEndless: message.includes('Hit count limit') };
  }
}
