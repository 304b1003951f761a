import type { Logger } from 'pino';
import type { Clock } from '../base/index.ts';
import type { Saying, SpokenItem } from '../flow/index.ts';
import { SoundFolder } from './sound-folder.ts';
import { SoundMaker } from './sound-maker.ts';
import { type SoundTrouble, SoundTroubles } from './sound-troubles.ts';
import type { Edition, PromptSource, PromptTable, Speech, SpeechProvider } from './speech.ts';
import { SpeechError } from './speech-error.ts';
import { commonWords, valueWords } from './spoken-words.ts';
import { silence, tone } from './tone.ts';
import { writeWav } from './wav.ts';
import { isBySpare, type Ways, type Wish, waysOfPrompt, waysToSay, withSpare } from './wishes.ts';

export type SpeechOptions = {
  readonly provider: SpeechProvider;
  /** Speaks what the provider cannot; it knows its voices by the languages' names. */
  readonly spare?: SpeechProvider | undefined;
  /** Absolute; the exchange must be able to read it under the same path. */
  readonly cacheFolder: string;
  /** The first is the base language, in which a prompt is said that has no words in the caller's. */
  readonly languages: readonly string[];
  /** Language → voice of the provider. */
  readonly voices: Readonly<Record<string, string>>;
  readonly clock: Clock;
  readonly log: Logger;
  /** Sounds beside the prompts that are kept. */
  readonly soundsMax?: number;
};

/** A caller waits no longer than this for a sound to be made. */
const MAKE_MS_MAX = 5_000;
const SOUNDS_MAX = 5_000;
/** Texts and values that are made ready before the first call; further ones when they are needed. */
const SAYINGS_MAX = 1_000;
const TONE_FILE = 'tone.wav';
/**
 * For what turns out to be nothing, such as the number of a caller who hides it: a play must have a sound.
 */
const SILENCE_FILE = 'silence.wav';

/** Of prompts that nobody named: each time they take the place of those before. */
const UNNAMED: Edition = { version: 'unnamed', inUse: new Set() };

/**
 * The house's voice. For each thing to say: the recording in the caller's language, else its text spoken;
 * else the same in the base language; else a short tone. Throws when the cache's folder cannot be made.
 */
export function createSpeech(options: SpeechOptions): Speech {
  return new CachedSpeech(options);
}

class CachedSpeech implements Speech {
  readonly #options: SpeechOptions;
  readonly #folder: SoundFolder;
  readonly #maker: SoundMaker;
  readonly #troubles: SoundTroubles;
  /** Version → its prompts, the newest last: a call stays with those in which it began. */
  readonly #editions = new Map<string, PromptTable>();
  #isClosed = false;

  constructor(options: SpeechOptions) {
    this.#options = options;
    this.#folder = new SoundFolder(options.cacheFolder, options.soundsMax ?? SOUNDS_MAX);
    this.#folder.writeNow(TONE_FILE, writeWav(tone()));
    this.#folder.writeNow(SILENCE_FILE, writeWav(silence()));
    const { provider, spare, voices, clock, log } = options;
    this.#troubles = new SoundTroubles(clock);
    this.#maker = new SoundMaker({
      ...{ folder: this.#folder, provider, spare, voices, clock },
      onFailure: (wish, err) => {
        log.warn({ err, wish }, 'a sound could not be made');
        if (!(err instanceof SpeechError && err.aboutText)) this.#troubles.failed(wish, err);
      },
      onMade: (wish) => this.#troubles.made(wish),
    });
  }

  ready(
    language: string,
    items: readonly SpokenItem[],
    version: string | null = null,
  ): readonly string[] | undefined {
    const sounds: string[] = [];
    for (const item of items) {
      const files = this.#filesNow(this.#ways(item, language, version));
      if (files === undefined) return undefined;
      sounds.push(...files.map((file) => this.#folder.soundPath(file)));
    }
    return sounds.length > 0 ? sounds : [this.#folder.soundPath(SILENCE_FILE)];
  }

  async make(
    language: string,
    items: readonly SpokenItem[],
    version: string | null = null,
  ): Promise<readonly string[]> {
    const late = new AbortController();
    const cancel = this.#options.clock.after(MAKE_MS_MAX, () => late.abort());
    const made = await Promise.all(
      items.map((item) => this.#makeItem(this.#ways(item, language, version), late.signal)),
    );
    cancel();
    const sounds = made.flat();
    return sounds.length > 0 ? sounds : [this.#folder.soundPath(SILENCE_FILE)];
  }

  async forgetBroken(sounds: readonly string[]): Promise<boolean> {
    const wrong = await Promise.all(sounds.map((sound) => this.#folder.forgetBroken(sound)));
    return wrong.includes(true);
  }

  troubles(): readonly SoundTrouble[] {
    return this.#troubles.now();
  }

  async prepare(
    prompts: PromptTable,
    sayings: readonly Saying[] = [],
    { version, inUse }: Edition = UNNAMED,
  ): Promise<readonly string[]> {
    this.#editions.delete(version);
    this.#editions.set(version, prompts);
    const failed: (string | undefined)[] = [];
    const known = sayings.flatMap((saying) => ('item' in saying ? [saying] : [])).slice(0, SAYINGS_MAX);
    const tasks = [
      ...this.#promptTasks(prompts, version, failed),
      ...this.#options.languages.flatMap((one) => this.#textTasks(one, commonWords(one), version)),
      ...known.map(
        ({ language, item }) =>
          () =>
            this.#prepareItem(language, item, version),
      ),
    ];
    await Promise.all([this.#work(tasks), this.#work(tasks)]);
    await this.#forget((one) => one !== version && !inUse.has(one));
    const values = sayings.flatMap((saying) => ('item' in saying ? [] : [saying]));
    void this.#work(
      values.flatMap(({ language: one, valueKind }) =>
        this.#textTasks(one, valueWords(valueKind, one), version),
      ),
    );
    return failed.filter((prompt) => prompt !== undefined);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#options.provider.close();
    this.#options.spare?.close();
    await this.#maker.idle();
  }

  /** Nobody hears versions any more to which this applies. */
  async #forget(isOver: (version: string) => boolean): Promise<void> {
    for (const version of [...this.#editions.keys()].filter(isOver)) {
      this.#editions.delete(version);
      await this.#folder.release(version);
    }
  }

  /** What is made for a version that was forgotten meanwhile goes as all else does. */
  #pin(file: string, version: string): void {
    if (this.#editions.has(version)) this.#folder.pin(file, version);
  }

  #promptsOf(version: string | null): PromptTable {
    return this.#editions.get(version ?? UNNAMED.version) ?? [...this.#editions.values()].at(-1) ?? new Map();
  }

  #ways(item: SpokenItem, language: string, version: string | null): Ways {
    const base = this.#options.languages[0] ?? language;
    const ways = waysToSay(item, language, base, this.#promptsOf(version));
    return this.#options.spare === undefined ? ways : withSpare(ways);
  }

  /**
   * The files of the best way that is open, if they lie ready; else those of the spare provider for the same
   * words, while the better ones are made for the next caller. Nobody waits for a provider that has just
   * failed.
   */
  #filesNow(ways: Ways): readonly string[] | undefined {
    const open = ways.findIndex((wishes) => !wishes.some((wish) => this.#maker.isResting(wish)));
    const wishes = ways[open];
    if (wishes === undefined) return [TONE_FILE];
    const [files, next] = [this.#readyFiles(wishes), ways[open + 1]];
    if (files !== undefined || next === undefined || !isBySpare(next)) return files;
    const spare = this.#readyFiles(next);
    if (spare !== undefined)
      void Promise.allSettled(wishes.map((wish) => this.#maker.make(wish, { urgent: false })));
    return spare;
  }

  #readyFiles(wishes: readonly Wish[]): readonly string[] | undefined {
    const files = wishes.map((wish) => this.#maker.ready(wish)).filter((file) => file !== undefined);
    return files.length === wishes.length ? files : undefined;
  }

  /** The first way that works out in time; a tone when none does. */
  async #makeItem(ways: Ways, late: AbortSignal): Promise<readonly string[]> {
    for (const wishes of ways) {
      if (wishes.some((wish) => this.#maker.isResting(wish))) continue;
      const files = await this.#inTime(wishes, late);
      if (files !== undefined) return files.map((file) => this.#folder.soundPath(file));
    }
    return [this.#folder.soundPath(TONE_FILE)];
  }

  /**
   * Undefined when a sound cannot be made, or not in time: then it goes on being made for the next caller.
   */
  async #inTime(wishes: readonly Wish[], late: AbortSignal): Promise<readonly string[] | undefined> {
    if (late.aborted) return undefined;
    const tooLate = new Promise<undefined>((resolve) => {
      late.addEventListener('abort', () => resolve(undefined), { once: true });
    });
    const files = Promise.allSettled(wishes.map((wish) => this.#maker.make(wish, { urgent: true })));
    const settled = await Promise.race([files, tooLate]);
    if (settled?.some(({ status }) => status === 'rejected') === true) return undefined;
    return this.#readyFiles(wishes);
  }

  /** What fails has its place in `failed` by the order of the prompts, whichever failed first. */
  #promptTasks(
    prompts: PromptTable,
    version: string,
    failed: (string | undefined)[],
  ): (() => Promise<void>)[] {
    const all = [...prompts].flatMap(([name, words]) => [...words].map((said) => [name, ...said] as const));
    return all.map(([name, language, source], at) => async () => {
      const why = await this.#preparePrompt(language, source, version);
      failed[at] = why && `prompt "${name}" in ${language}: ${why}`;
    });
  }

  /** Resolves with what stands in the way. */
  async #preparePrompt(language: string, source: PromptSource, version: string): Promise<string | undefined> {
    const ways = waysOfPrompt(source, language);
    let why = '';
    for (const wish of (this.#options.spare === undefined ? ways : withSpare(ways)).flat()) {
      try {
        this.#pin(await this.#maker.make(wish, { urgent: false, again: true }), version);
        return undefined;
      } catch (error) {
        why = error instanceof Error ? error.message : String(error);
      }
    }
    return why;
  }

  async #work(tasks: (() => Promise<void>)[]): Promise<void> {
    for (let task = tasks.shift(); task !== undefined && !this.#isClosed; task = tasks.shift()) await task();
  }

  /** What fails here is told when it is needed. */
  #textTasks(language: string, texts: readonly string[], version: string): (() => Promise<void>)[] {
    return texts.map((text) => () => this.#prepareItem(language, { kind: 'text', text }, version));
  }

  /** By the first way that works out. */
  async #prepareItem(language: string, item: SpokenItem, version: string): Promise<void> {
    for (const wishes of this.#ways(item, language, version)) {
      const made = await Promise.allSettled(wishes.map((wish) => this.#maker.make(wish, { urgent: false })));
      if (made.some(({ status }) => status === 'rejected')) continue;
      for (const file of this.#readyFiles(wishes) ?? []) this.#pin(file, version);
      return;
    }
  }
}
