import type { Prng } from '../../../src/base/index.ts';
import type { Entry } from '../../../src/journal/index.ts';

const FLOW = 'main';
/** A menu that hears nothing, or a wrong key, asks again this much later. */
const AGAIN_MS = 6_000;

/** A caller's way through the menu: what the journal holds of it, when it ended, and whether the caller hung up there. */
export type Menu = { readonly entries: readonly Entry[]; readonly endMs: number; readonly isLeft: boolean };

/** A caller gets to this step of the flow. */
export const atStep = (callId: string, step: string, atMs: number): Entry => ({
  ...{ kind: 'stepEntered', callId, flow: FLOW, step, visit: 1, atMs },
});

/**
 * Greeting, menu, the step of what the key stands for. One of eight is silent at first, one of fifteen presses a wrong
 * key, and one of twelve hangs up: a few of them in the greeting, most in the menu.
 */
export function throughMenu(
  prng: Prng,
  { callId, reason }: { readonly callId: string; readonly reason: string },
  arrivedMs: number,
): Menu {
  const entries = [atStep(callId, 'greeting', arrivedMs)];
  if (prng.chance(1, 60)) return { entries, endMs: arrivedMs + 1_000 + prng.below(3_000), isLeft: true };
  let atMs = arrivedMs + 4_000;
  entries.push(atStep(callId, 'choose', atMs));
  const missed = { kind: 'answerMissed', callId, flow: FLOW, step: 'choose' } as const;
  for (const why of missesOf(prng)) {
    atMs += AGAIN_MS;
    entries.push({ ...missed, why, atMs });
  }
  atMs += 2_000 + prng.below(4_000);
  if (prng.chance(1, 15)) return { entries, endMs: atMs, isLeft: true };
  entries.push(atStep(callId, reason, atMs));
  entries.push({ kind: 'tagged', callId, label: null, reason, atMs });
  return { entries, endMs: atMs, isLeft: false };
}

function* missesOf(prng: Prng): Generator<'silent' | 'wrong'> {
  if (prng.chance(1, 8)) yield 'silent';
  if (prng.chance(1, 15)) yield 'wrong';
}
