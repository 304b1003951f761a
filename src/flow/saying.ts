import type { SpokenItem, SpokenValue } from './flow-io.ts';

/**
 * What a flow will say beside prompts, as far as it is known when the flow is loaded: the very words, or only the kind
 * of a value that comes with each call. So the sounds can lie ready before the first caller.
 */
export type Saying = { readonly language: string } & (
  | { readonly item: SpokenItem }
  | { readonly valueKind: SpokenValue['kind'] }
);
