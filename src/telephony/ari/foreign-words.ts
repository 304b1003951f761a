import { AriError } from './ari-error.ts';

/** Longer than any name or number that means something to a person; a header may hold kilobytes. */
const SHOWN_MAX = 128;
/** Digits, and a "+" in front at most: what may be dialled. */
const NUMBER = /^\+?\d{1,20}$/;
/** One server and nothing behind it, as routes know addresses. */
const ADDRESS = /^sips?:[\w.!~*'()%+-]{1,64}@[a-z0-9.-]{1,253}(?::\d{1,5})?$/i;

/**
 * Who calls, as they say themselves: any text that SIP carries. Signs that are not seen (control characters, changes of
 * the writing direction) are left out, so that it is one line wherever it is shown.
 */
export function partyIn({ number, name }: { readonly number: string; readonly name: string }): {
  readonly number: string;
  readonly name: string;
} {
  const seen = (text: string): string => text.replaceAll(/\p{C}/gu, ' ').trim().slice(0, SHOWN_MAX);
  return { number: seen(number), name: seen(name) };
}

/**
 * What becomes a part of a dial string is looked at once more just before, though routes have allowed it: "500&PJSIP/…"
 * would be two calls. Throws `AriError`.
 */
export function dialledPart(text: string, kind: 'number' | 'address'): string {
  if (!(kind === 'number' ? NUMBER : ADDRESS).test(text))
    throw new AriError('refused', `this ${kind} is none that can be dialled`);
  return text;
}
