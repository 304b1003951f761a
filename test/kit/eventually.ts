const STEP_MS = 20;

/**
 * Asks again and again until there is an answer, an error of the last try being part of the message when
 * there never is one. For what happens soon but not at once: a file being written, a process ending.
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
      const answer = await ask();
      if (answer !== undefined) return answer;
    } catch (err) {
      error = err;
    }
    if (performance.now() > endMs) throw new Error(`not so within ${withinMs} ms: ${what}`, { cause: error });
    await new Promise((passed) => setTimeout(passed, STEP_MS));
  }
}
