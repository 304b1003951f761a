import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { writeWav } from '../../src/speech/index.ts';
import type { HeardPacket, PhoneMedia } from './phones/index.ts';
import { loudness, RATE, toneOf } from './sound.ts';

/** Louder than what the line makes of silence. */
const SOUND_MIN = 0.01;
/** A tone that is interrupted for less than this is still the same one: packets are late on a busy machine. */
const SAME_MS = 250;
const PACKET_MS = 20;

/** Something that was heard. `what` is the tone's name, or "sound" for everything else that is no silence. */
export type Heard = { readonly what: string; readonly fromMs: number; readonly toMs: number };

/** Makes a recording of one tone; hertz are a multiple of 50, so that every 20 ms of it can be told from others. */
export function writeTone(path: string, hertz: number, ms: number): void {
  const samples = Int16Array.from({ length: (RATE * ms) / 1_000 }, (_, index) =>
    Math.round(12_000 * Math.sin((2 * Math.PI * hertz * index) / RATE)),
  );
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, writeWav({ rateHz: RATE, samples }));
}

/** An ear at a phone, which knows some tones: what it heard, one sound after the other, by the clock of the phones. */
export class Ear {
  readonly #media: Pick<PhoneMedia, 'packets'>;
  readonly #tones: readonly (readonly [string, number])[];
  readonly #sounds: { what: string; fromMs: number; toMs: number }[] = [];
  #packetsCount = 0;

  constructor(media: Pick<PhoneMedia, 'packets'>, tones: Readonly<Record<string, number>>) {
    this.#media = media;
    this.#tones = Object.entries(tones);
  }

  sounds(): readonly Heard[] {
    for (const packet of this.#media.packets().slice(this.#packetsCount)) this.#take(packet);
    // Where one sound ends and the next begins a packet may hold both.
    return this.#sounds.filter(({ fromMs, toMs }) => toMs - fromMs > 2 * PACKET_MS);
  }

  #take({ atMs, samples }: HeardPacket): void {
    this.#packetsCount += 1;
    const what = this.#nameOf(samples);
    if (what === undefined) return;
    const last = this.#sounds.at(-1);
    if (last?.what === what && atMs - last.toMs < SAME_MS) last.toMs = atMs + PACKET_MS;
    else this.#sounds.push({ what, fromMs: atMs, toMs: atMs + PACKET_MS });
  }

  #nameOf(samples: Int16Array): string | undefined {
    const volume = loudness(samples);
    if (volume < SOUND_MIN) return undefined;
    const found = this.#tones.find(([, hertz]) => toneOf(samples, hertz) > volume);
    return found?.[0] ?? 'sound';
  }
}
