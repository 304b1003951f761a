const STEP_MS = 20;
/** Whoever asks at the very end has so long for the answer. */
const LAST_ANSWER_MS = 10_000;

/**
 * Asks again and again until there is an answer, an error of the last try being part of the message when
 * there never is one. For what happens soon but not at once: a file being written, a process ending. What is asked and
 * never answers is given up as well.
 */
export async function eventually<T>(
  what: string,
  ask: () => Promise<T | undefined> | T | undefined,
  withinMs = 5_000,
): Promise<T> {
  const endMs = performance.now() + withinMs;
  for (;;) {
    let error: unknown;
    try {
      const answer = await orGivenUp(ask, endMs + LAST_ANSWER_MS - performance.now());
      if (answer !== undefined) return answer;
    } catch (err) {
      error = err;
    }
    if (performance.now() > endMs) throw new Error(`not so within ${withinMs} ms: ${what}`, { cause: error });
    await new Promise((passed) => setTimeout(passed, STEP_MS));
  }
}

async function orGivenUp<T>(ask: () => Promise<T> | T, limitMs: number): Promise<T> {
  const { promise: givenUp, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error('what was asked has never answered')), limitMs);
  try {
    return await Promise.race([ask(), givenUp]);
  } finally {
    clearTimeout(timer);
  }
}
