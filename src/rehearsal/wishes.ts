import { assertNever } from '../base/index.ts';
import type { Wish } from '../flow/index.ts';

/** The words for what is wanted of others and not waited for, as a test expects them. */
export const WISH_WORDS = [
  'record',
  'whisper',
  'announce',
  'notify',
  'early_media',
  'surveyed',
  'on_hold',
] as const;

type WishWord = (typeof WISH_WORDS)[number];

/** A wish as a test expects it: `notify` and whom, `whisper` and its prompts. */
export function wishInWords(wish: Wish): readonly [word: WishWord, what: string] {
  switch (wish.kind) {
    case 'record':
      return [wish.kind, wish.to];
    case 'on_hold':
    case 'whisper':
    case 'announce':
      return [wish.kind, wish.prompts.join(', ')];
    case 'notify': {
      const { notice } = wish;
      if (notice.kind === 'webhook') return [wish.kind, notice.request.url];
      return [
        wish.kind,
        notice.kind === 'email' ? notice.to.join(', ') : `${notice.action} ${notice.subject}`,
      ];
    }
    case 'early_media':
      return [wish.kind, 'begins'];
    case 'surveyed':
      return [wish.kind, `${wish.question} ${wish.score}`];
    default:
      return assertNever(wish);
  }
}
