/** The shortest interval: every longer one, and a day in any zone of today, is made of these. */
export const GRAIN_MS = 300_000;

/** The beginning of the grain that a moment belongs to. */
export const grainOf = (atMs: number): number => Math.floor(atMs / GRAIN_MS) * GRAIN_MS;

/** Cuts a stretch of time at the borders of grains; nothing when it ends before it begins. */
export function* inGrains(
  fromMs: number,
  untilMs: number,
): Generator<{ readonly grainMs: number; readonly ms: number }> {
  for (let atMs = fromMs; atMs < untilMs; ) {
    const grainMs = grainOf(atMs);
    const endMs = Math.min(grainMs + GRAIN_MS, untilMs);
    yield { grainMs, ms: endMs - atMs };
    atMs = endMs;
  }
}
