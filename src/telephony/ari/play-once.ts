import { AriError, unlessGone } from './ari-error.ts';
import type { Exchange } from './ari-types.ts';

/** A playback that was cut off from its answer is given again so often, at most. */
const AGAIN_MAX = 2;
/** The end of a playback is told within milliseconds, when it is told at all. */
const END_TOLD_MS = 200;

/**
 * Asks for a playback until the exchange has it, and never for two: Asterisk takes the same id twice without a word.
 * One whose request was cut is asked for again only when it neither plays nor has played: `isOver` says whether its end
 * was told meanwhile.
 */
export async function playOnce(
  exchange: Exchange,
  playbackId: string,
  ask: () => Promise<unknown>,
  isOver: () => boolean = () => false,
): Promise<void> {
  for (let triesLeft = AGAIN_MAX; ; triesLeft--) {
    try {
      await ask();
      return;
    } catch (err) {
      if (triesLeft === 0 || !(err instanceof AriError) || !err.isCut) throw err;
      if (await isPlaying(exchange, playbackId)) return;
    }
    await new Promise<void>((resolve) => exchange.clock.after(END_TOLD_MS, resolve));
    if (isOver()) return;
  }
}

/** Whether the exchange has it, playing or waiting for its turn. */
export async function isPlaying(exchange: Exchange, playbackId: string): Promise<boolean> {
  try {
    await exchange.client().playbacks.get({ playbackId });
    return true;
  } catch (err) {
    unlessGone(err);
    return false;
  }
}
