import { performance } from 'node:perf_hooks';
import { type BundleSource, loadBundleInSteps } from '../../../src/bundle/index.ts';

/**
 * What it costs to read a bundle when nothing else goes on. `wallMs`: how long it takes; `cpuMs`: how much of that the
 * thread itself was at work, whatever other programs did meanwhile; `longestMs`: as `cpuMs`, of the longest step, which
 * nobody can divide.
 */
export type Cost = { readonly wallMs: number; readonly cpuMs: number; readonly longestMs: number };

export function costOf(source: BundleSource): Cost {
  const work = loadBundleInSteps(source);
  const [startWallMs, startMs] = [performance.now(), threadMs()];
  let longestMs = 0;
  for (let lastMs = startMs; ; ) {
    const { done } = work.next();
    const nowMs = threadMs();
    longestMs = Math.max(longestMs, nowMs - lastMs);
    if (done === true) {
      const wallMs = performance.now() - startWallMs;
      return { wallMs, cpuMs: nowMs - startMs, longestMs };
    }
    lastMs = nowMs;
  }
}

/** How long this thread was on a processor. */
function threadMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}
