import type { PhoneMedia } from '../kit/phones/index.ts';
import { loudness, toneOf } from '../kit/sound.ts';

/** People → the tone that is their voice, in hertz. */
export type Voices = Readonly<Record<string, number>>;

/** Whom this phone hears in the moments to come: those whose tone is in it. */
export async function voicesAt<Of extends Voices>(
  media: PhoneMedia | undefined,
  voices: Of,
): Promise<readonly (keyof Of & string)[]> {
  const before = media?.packets().length ?? 0;
  await new Promise((passed) => setTimeout(passed, 200));
  const packets = media?.packets().slice(before) ?? [];
  const samples = Int16Array.from(packets.flatMap((packet) => [...packet.samples]));
  if (loudness(samples) < 0.01) return [];
  return Object.keys(voices).filter((voice) => toneOf(samples, voices[voice]!) > 0.05);
}
