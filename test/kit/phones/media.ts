import type { Address } from './message.ts';

/** What a phone sends. Hertz below 4,000. */
export type Sound = { readonly kind: 'silence' } | { readonly kind: 'tone'; readonly hertz: number };

/** Sound of 20 ms as it came; `atMs` is performance.now() of its arrival. */
export type HeardPacket = { readonly atMs: number; readonly samples: Int16Array };

/** The sound side of one call at one phone. */
export interface PhoneMedia {
  /** Where this phone wants its sound. */
  readonly address: Address;
  /** RTP packets that have arrived for this call; 0 for ever where the kernel throws them away. */
  readonly packetsHeard: number;
  /** Keys that the other side pressed, by RFC 4733. */
  readonly keysHeard: string;
  /** From now on sound goes there. */
  talkTo(remote: Address): void;
  /** Changes what is sent. */
  play(sound: Sound): void;
  /** Presses a key by RFC 4733; resolves when the key is up again. */
  press(digit: string): Promise<void>;
  /** Everything heard so far: 8,000 samples a second, gaps left out. */
  heard(): Int16Array;
  /** The same with its times, packet by packet. */
  packets(): readonly HeardPacket[];
  close(): Promise<void>;
}

/** Makes the sound side of a new call. */
export type MediaMaker = () => Promise<PhoneMedia> | PhoneMedia;
