import type { TelephonyCommand } from '../index.ts';
import { dialledPart } from './foreign-words.ts';
import type { Phones } from './phones.ts';

/** Where phones are, and which of them can be rung. */
export type PhoneWays = Pick<
  Phones,
  'askAgain' | 'contactChanged' | 'dialStrings' | 'inDoubt' | 'learn' | 'reload' | 'tellAll'
>;

/** How those are reached who are no callers. */
export type Ways = {
  readonly phones: PhoneWays;
  /** Somebody outside: what is dialled, and what the channel must be told for it. Throws `AriError`. */
  readonly outside: (to: Extract<TelephonyCommand, { kind: 'ringOut' }>['to']) => {
    readonly endpoint: string;
    readonly variables: Readonly<Record<string, string>>;
  };
  /** Whether a channel of this name may be one with this phone. */
  readonly isWithPhone: (channelName: string, phoneId: string) => boolean;
};

/** Phones and trunks that Asterisk itself knows. */
export const directWays = (phones: Phones): Ways => ({
  phones,
  outside(to) {
    const place =
      to.kind === 'number'
        ? `${dialledPart(to.number, 'number')}@trunk-${to.trunk}`
        : `trunk-${to.trunk}/${dialledPart(to.address, 'address')}`;
    return { endpoint: `PJSIP/${place}`, variables: {} };
  },
  isWithPhone: (channelName, phoneId) => channelName.startsWith(`PJSIP/${phoneId}-`),
});
