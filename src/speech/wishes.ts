import type { SpokenItem } from '../flow/index.ts';
import type { PromptSource, PromptTable } from './speech.ts';
import { spokenWords } from './spoken-words.ts';

/** One sound that is wanted: a recording, or a text in a voice. */
export type Wish =
  | { readonly kind: 'recording'; readonly path: string; readonly hash: string }
  | {
      readonly kind: 'text';
      readonly text: string;
      readonly language: string;
      /** By the provider that speaks where the first one cannot. */
      readonly bySpare?: true;
    };

/** Ways to say one thing, the best first. Each is a list of sounds to be played one after the other. */
export type Ways = readonly (readonly Wish[])[];

/**
 * The ways to say an item: a prompt in the caller's language, else in the base language, each by its recording, else by
 * its text; a text and a value in the caller's language only, since they were put together in it.
 */
export function waysToSay(item: SpokenItem, language: string, base: string, prompts: PromptTable): Ways {
  switch (item.kind) {
    case 'prompt': {
      const words = prompts.get(item.name);
      const sources = [language, base].map((one) => [one, words?.get(one)] as const);
      return sources.flatMap(([one, source]) => (source === undefined ? [] : waysOfPrompt(source, one)));
    }
    case 'text':
      return item.text.trim() === '' ? [[]] : [[{ kind: 'text', text: item.text, language }]];
    default:
      return [spokenWords(item, language).map((text) => ({ kind: 'text', text, language }))];
  }
}

/** Behind each way of texts the same one by the spare provider. */
export const withSpare = (ways: Ways): Ways => ways.flatMap((wishes) => [wishes, ...spareOf(wishes)]);

/** None for recordings, which nobody speaks, and for nothing. */
function spareOf(wishes: readonly Wish[]): Ways {
  if (wishes.length === 0 || wishes.some(({ kind }) => kind === 'recording')) return [];
  return [wishes.map((wish) => (wish.kind === 'text' ? { ...wish, bySpare: true } : wish))];
}

/** Whether a way is that of the spare provider. */
export const isBySpare = (wishes: readonly Wish[] | undefined): boolean =>
  wishes?.some((wish) => wish.kind === 'text' && wish.bySpare === true) === true;

/** The sounds of a prompt in one language, the best first. */
export function waysOfPrompt(source: PromptSource, language: string): Ways {
  const spoken: Ways = source.text === undefined ? [] : [[{ kind: 'text', text: source.text, language }]];
  if (source.kind === 'text') return spoken;
  const { kind, path, hash } = source;
  return [[{ kind, path, hash }], ...spoken];
}
