/** Resolves when the signal fires, at once when it has. */
export async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  signal.addEventListener('abort', () => resolve(), { once: true });
  await promise;
}

/** Resolves after some time, or as soon as the signal fires; leaves nothing behind. */
export async function pause(delayMs: number, until: AbortSignal): Promise<void> {
  if (until.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const wake = (): void => resolve();
  const timer = setTimeout(wake, delayMs);
  until.addEventListener('abort', wake);
  await promise;
  clearTimeout(timer);
  until.removeEventListener('abort', wake);
}
