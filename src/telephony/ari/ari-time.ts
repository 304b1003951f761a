import type { AriChannel } from './ari-types.ts';

/** No call takes so long: a clock was set. */
const AGE_MS_MAX = 86_400_000;

/** A moment as Asterisk writes it, its zone without a colon, in wall milliseconds; NaN for any other text. */
export const ariTimeMs = (text: unknown): number =>
  Date.parse(String(text).replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));

/**
 * Since when the channel is there, by our clock, on which it is `nowMs`; undefined where nothing true can be told.
 * `toldAt`: what Asterisk's own clock showed when it told of the channel: then the clocks of two machines may differ.
 * Without it Asterisk was asked, and its clock is taken for ours.
 */
export function createdWallMs(
  { creationtime }: AriChannel,
  toldAt: string | undefined,
  nowMs: number,
): number | undefined {
  const ageMs = (toldAt === undefined ? nowMs : ariTimeMs(toldAt)) - ariTimeMs(creationtime);
  return ageMs >= 0 && ageMs <= AGE_MS_MAX ? nowMs - ageMs : undefined;
}
