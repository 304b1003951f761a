import type { Saying, SpokenItem } from '../flow/index.ts';
import type { SoundTrouble } from './sound-troubles.ts';

/**
 * Words become sounds. A sound is an absolute path without its ending, as the exchange wants it
 * (beside "/x/hello" lies "/x/hello.wav": PCM, 16 bit, 8 kHz, mono).
 */
export interface Speech {
  /**
   * The sounds for these words when all of them lie ready; undefined when one must be made first. Never
   * waits.
   */
  ready(
    language: string,
    items: readonly SpokenItem[],
    version?: string | null,
  ): readonly string[] | undefined;
  /**
   * Makes what is missing, within a limit of 5 s; what cannot be made is a short tone instead. Never rejects.
   * `version`: in whose prompts it is said; without one in the newest.
   */
  make(language: string, items: readonly SpokenItem[], version?: string | null): Promise<readonly string[]>;
  /**
   * Looks at sounds that the exchange could not play: those that are gone or broken are forgotten, to be made anew.
   * True when there was one.
   */
  forgetBroken(sounds: readonly string[]): Promise<boolean>;
  /**
   * Makes all prompts of a bundle ready, and what its flows say that is known. Resolves with the prompts that could
   * not be made, as sentences. Words of the values that come with calls are made beside the calls, afterwards.
   * Prompts and sounds of an edition before stay as long as its version is in use.
   */
  prepare(prompts: PromptTable, sayings?: readonly Saying[], edition?: Edition): Promise<readonly string[]>;
  /** Why callers hear something else than what is written; none, when all is well. At most 20, the first first. */
  troubles(): readonly SoundTrouble[];
  close(): Promise<void>;
}

/** Names these prompts; `inUse`: versions whose prompts callers still hear, beside this one. */
export type Edition = { readonly version: string; readonly inUse: ReadonlySet<string> };

/**
 * Prompt name → language → its text, or the recording's absolute path (with its ending) and the text that is spoken
 * where the recording cannot be played.
 */
export type PromptTable = ReadonlyMap<string, ReadonlyMap<string, PromptSource>>;
export type PromptSource =
  /** `hash`: of its content. Another recording under the same path is another sound. */
  | { readonly kind: 'recording'; readonly path: string; readonly hash: string; readonly text?: string }
  | { readonly kind: 'text'; readonly text: string };

/** A text, its language, and the provider's name for the voice. */
export type SpokenText = { readonly text: string; readonly language: string; readonly voice: string };

/** Makes one text into one WAV file (PCM, 16 bit, 8 kHz, mono) at the given path; rejects when it cannot. */
export interface SpeechProvider {
  synthesize(spoken: SpokenText, path: string): Promise<void>;
  /** Part of the cache's key: another provider or version means other sounds. */
  readonly name: string;
  /** Gives up what it is doing: what is being made is rejected. */
  close(): void;
}
