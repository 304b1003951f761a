import { startTicksOf } from '../../src/parent/proc.ts';
import type { Hotline } from '../../test/kit/hotline.ts';

const GONE_MS = 2_000;
/** A parent that has seen several deaths waits for up to five seconds. */
const AGAIN_MS = 40_000;
const LOOK_EVERY_MS = 20;

/** `kill -9`. Returns when the kernel has ended the process, before anybody else has a turn here. */
export function killNow(pid: number): void {
  process.kill(pid, 'SIGKILL');
  const endMs = performance.now() + GONE_MS;
  while (startTicksOf(pid) !== undefined && performance.now() < endMs);
}

/** `kill -9` of Cordboard; resolves when another one is ready. `meanwhile` is done while there is none. */
export async function cordboardDies(hotline: Hotline, meanwhile: () => void = () => {}): Promise<void> {
  const pid = await hotline.pidOf('cordboard');
  killNow(pid);
  meanwhile();
  await anotherIsReady(hotline, pid);
}

/** Resolves when another Cordboard than this process answers calls. */
export async function anotherIsReady(hotline: Hotline, pid: number): Promise<void> {
  await hotline.anotherIsReady(pid, AGAIN_MS);
}

/** Whatever is started as Cordboard dies at once, until the function that is returned is called. */
export function keepDead(hotline: Hotline): () => Promise<number> {
  const [killed, state] = [new Set<number>(), { isOver: false }];
  const killing = (async () => {
    while (!state.isOver) {
      const pid = await hotline.pidOf('cordboard').catch(() => 0);
      if (pid !== 0 && !killed.has(pid)) process.kill(pid, 'SIGKILL');
      killed.add(pid);
      await new Promise((passed) => setTimeout(passed, LOOK_EVERY_MS));
    }
    return killed.size;
  })();
  return () => {
    state.isOver = true;
    return killing;
  };
}
