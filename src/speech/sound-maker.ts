import { type Clock, Recent } from '../base/index.ts';
import { readRegular } from '../disk/index.ts';
import { Lanes } from './lanes.ts';
import { playable, RECORDING_BYTES_MAX, recordingHash } from './recording.ts';
import { Resampler } from './resampler.ts';
import { type SoundFolder, soundName } from './sound-folder.ts';
import type { SpeechProvider } from './speech.ts';
import type { Wish } from './wishes.ts';

/** Child processes at once: the calls need the machine more. */
const LANES = 2;
const WAITING_MAX = 200;
/** What could not be made is not tried again for so long. */
const REST_AFTER_FAILURE_MS = 60_000;
const FAILURES_MAX = 1_000;
/** More than a bundle may have, and those of the versions before it. */
const RECORDINGS_MAX = 50_000;

export type SoundMakerOptions = {
  readonly folder: SoundFolder;
  readonly provider: SpeechProvider;
  /** Speaks what is wished of it; its voices are named as the languages. */
  readonly spare?: SpeechProvider | undefined;
  readonly voices: Readonly<Record<string, string>>;
  readonly clock: Clock;
  /** Told once of each failure. */
  readonly onFailure: (wish: Wish, error: Error) => void;
  /** Told of each sound that was made. */
  readonly onMade: (wish: Wish) => void;
};

/** Turns wishes into files of the folder, each once, however many ask for it. */
export class SoundMaker {
  readonly #options: SoundMakerOptions;
  readonly #lanes = new Lanes(LANES, WAITING_MAX);
  readonly #resampler = new Resampler();
  readonly #making = new Map<string, Promise<string>>();
  /** Wish → monotonic time until which it is left alone. */
  readonly #resting = new Map<string, number>();
  /** Recording, by path and content → what was taken of it; those taken longest ago are forgotten. */
  readonly #recordings = new Recent<Taken>(RECORDINGS_MAX);

  constructor(options: SoundMakerOptions) {
    this.#options = options;
  }

  /** The file of a sound that lies ready; undefined when there is none. */
  ready(wish: Wish): string | undefined {
    const file = wish.kind === 'recording' ? this.#recordings.get(keyOf(wish))?.file : this.#textFile(wish);
    return file !== undefined && this.#options.folder.has(file) ? file : undefined;
  }

  /** True while a wish that could not be made is left alone. */
  isResting(wish: Wish): boolean {
    const until = this.#resting.get(keyOf(wish));
    return until !== undefined && this.#options.clock.now().monoMs < until;
  }

  /**
   * Makes the sound if need be; rejects when it cannot be made. `again`: a recording that was not what the wish says is
   * read anew.
   */
  make(
    wish: Wish,
    { urgent, again = false }: { readonly urgent: boolean; readonly again?: boolean },
  ): Promise<string> {
    const ready = again && this.#isAnother(wish) ? undefined : this.ready(wish);
    if (ready !== undefined) return Promise.resolve(ready);
    const key = keyOf(wish);
    const known = this.#making.get(key);
    if (known !== undefined) return known;
    const making = this.#made(wish, urgent)
      .then((file) => this.#done(wish, file))
      .catch((error: unknown) => this.#failed(wish, error))
      .finally(() => this.#making.delete(key));
    this.#making.set(key, making);
    return making;
  }

  /** Resolves when nothing is being made any more. */
  async idle(): Promise<void> {
    await Promise.allSettled(this.#making.values());
  }

  async #made(wish: Wish, urgent: boolean): Promise<string> {
    const { folder } = this.#options;
    if (wish.kind === 'recording') return this.#takeOver(wish);
    const file = this.#textFile(wish);
    await this.#lanes.run(async () => {
      const unfinished = folder.unfinishedPath(file);
      try {
        const { text, language } = wish;
        const { provider, voice } = this.#speakerOf(wish);
        await provider.synthesize({ text, language, voice }, unfinished);
        await folder.finish(unfinished, file);
      } finally {
        await folder.drop(unfinished);
      }
    }, urgent);
    return file;
  }

  /** True for a recording that had been replaced when it was read. */
  #isAnother(wish: Wish): boolean {
    return wish.kind === 'recording' && this.#recordings.get(keyOf(wish))?.isAnother === true;
  }

  /**
   * A copy goes into the folder: the exchange needs to read only that, and an edit never plays half a file.
   */
  async #takeOver(wish: RecordingWish): Promise<string> {
    const { path } = wish;
    const content = await contentOf(path);
    const { bytes, ending } = await playable(path, content, this.#resampler);
    const file = soundName(['recording', Buffer.from(bytes).toString('base64')], ending);
    if (!this.#options.folder.has(file)) await this.#options.folder.write(file, bytes);
    this.#recordings.put(keyOf(wish), { file, isAnother: recordingHash(content) !== wish.hash });
    return file;
  }

  #done(wish: Wish, file: string): string {
    this.#options.onMade(wish);
    return file;
  }

  #failed(wish: Wish, error: unknown): never {
    if (this.#resting.size >= FAILURES_MAX) this.#resting.clear();
    this.#resting.set(keyOf(wish), this.#options.clock.now().monoMs + REST_AFTER_FAILURE_MS);
    const cause = error instanceof Error ? error : new Error(String(error));
    this.#options.onFailure(wish, cause);
    throw cause;
  }

  #textFile(wish: TextWish): string {
    const { provider, voice } = this.#speakerOf(wish);
    return soundName([provider.name, voice, wish.text], 'wav');
  }

  #speakerOf({ language, bySpare }: TextWish): { readonly provider: SpeechProvider; readonly voice: string } {
    const { provider, spare, voices } = this.#options;
    if (bySpare && spare !== undefined) return { provider: spare, voice: language };
    return { provider, voice: voices[language] ?? language };
  }
}

/** A file of the folder; `isAnother`: not of the content that was wished, which another had replaced. */
type Taken = { readonly file: string; readonly isAnother: boolean };
type TextWish = Extract<Wish, { kind: 'text' }>;
type RecordingWish = Extract<Wish, { kind: 'recording' }>;

/** It was looked at when the bundle was read; another may lie there by now. */
async function contentOf(path: string): Promise<Uint8Array> {
  const file = await readRegular(path, RECORDING_BYTES_MAX);
  if (file.kind === 'read') return file.bytes;
  throw new Error(file.kind === 'noFile' ? `${path} is not a file` : `${path} has ${file.size} bytes`);
}

const keyOf = (wish: Wish): string =>
  wish.kind === 'recording'
    ? `recording ${wish.hash} ${wish.path}`
    : `${wish.bySpare ? 'spare ' : ''}${wish.language} ${wish.text}`;
