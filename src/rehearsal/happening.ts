import type { FlowEffect, HangUpEffect, SpokenItem } from '../flow/index.ts';
import type { WantedWord } from './errands.ts';

type Enqueue = Extract<FlowEffect, { kind: 'enqueue' }>;

/** What a person beside the caller's phone, who also sees the flow, would note down. */
type Noted =
  | { readonly kind: 'answered' }
  | { readonly kind: 'entered'; readonly flow: string; readonly step: string }
  | { readonly kind: 'left'; readonly flow: string; readonly step: string; readonly outcome: string }
  | { readonly kind: 'said'; readonly language: string; readonly items: readonly SpokenItem[] }
  /** Nothing is said any more: the step waits for the caller. */
  | { readonly kind: 'asked'; readonly step: string; readonly stepKind: string }
  | { readonly kind: 'pressed'; readonly digit: string }
  | { readonly kind: 'silent'; readonly ms: number }
  | ({ readonly kind: 'queued' } & Pick<Enqueue, 'queue' | 'needs' | 'class' | 'label'>)
  | { readonly kind: 'queueEnded'; readonly queue: string; readonly outcome: string }
  | { readonly kind: 'tagged'; readonly label: string | null; readonly reason: string | null }
  /** Others do something for the flow: "dial" and the number, by the words of a test. */
  | { readonly kind: 'begun'; readonly word: WantedWord; readonly what: string }
  | { readonly kind: 'errandEnded'; readonly act: string; readonly outcome: string }
  | { readonly kind: 'trouble'; readonly what: string }
  | { readonly kind: 'hungUp'; readonly by: 'caller' }
  /** Nobody has hung up: somebody else has the caller for good. */
  | { readonly kind: 'hungUp'; readonly by: 'nobody'; readonly to: string }
  | ({ readonly kind: 'hungUp'; readonly by: 'flow' } & Pick<HangUpEffect, 'reason' | 'outcome'>);

/** `atMs` counts from the call's first moment. */
export type Happening = Noted & { readonly atMs: number };

/** How the call ended, when it did. */
export type HungUp = Extract<Noted, { kind: 'hungUp' }>;

/** What is said, as one line without the words of the prompts. */
export const itemText = (item: SpokenItem): string =>
  item.kind === 'prompt' ? item.name : item.kind === 'text' ? item.text : item.value;
