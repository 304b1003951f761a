/** Samples of 16 bits, 8,000 a second, for one channel or for two. */
const BYTES_PER_MS = 16;
/** Where the samples begin in the files that the exchange writes, and where it says how many channels there are. */
const WAV_HEAD_BYTES = 44;
const CHANNELS_AT = 22;
/** So much is looked at together. */
const FRAME_SAMPLES = 160;
/** Louder than what a telephone line makes of silence; root mean square, where 32,768 is full scale (-46 dB). */
const VOICE_MIN = 164;
/** So many frames of 20 ms with sound are a word; a click is fewer. */
const FRAMES_MIN = 10;

/** Listens to a WAV file that passes by, piece by piece: is anything said in it, and how long is it? */
export class VoiceMeter {
  readonly #evenSilent: boolean;
  #bytes = 0;
  #channels = 1;
  #sum = 0;
  #samplesCount = 0;
  #loudCount = 0;
  #low = 0;

  constructor(evenSilent: boolean) {
    this.#evenSilent = evenSilent;
  }

  take(piece: Uint8Array): void {
    for (const byte of piece) {
      const at = this.#bytes;
      this.#bytes += 1;
      if (at === CHANNELS_AT) this.#channels = Math.max(1, byte);
      if (at < WAV_HEAD_BYTES) continue;
      if (at % 2 === 1) this.#takeSample(((byte << 24) >> 16) | this.#low);
      else this.#low = byte;
    }
  }

  /** In milliseconds; 0 when nobody says anything, unless that does not matter. */
  get soundMs(): number {
    if (this.#loudCount < FRAMES_MIN && !this.#evenSilent) return 0;
    return Math.max(0, Math.round((this.#bytes - WAV_HEAD_BYTES) / (BYTES_PER_MS * this.#channels)));
  }

  #takeSample(sample: number): void {
    this.#sum += sample * sample;
    this.#samplesCount += 1;
    if (this.#samplesCount < FRAME_SAMPLES) return;
    if (this.#sum > FRAME_SAMPLES * VOICE_MIN * VOICE_MIN) this.#loudCount += 1;
    this.#sum = 0;
    this.#samplesCount = 0;
  }
}
