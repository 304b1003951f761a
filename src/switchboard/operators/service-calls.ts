import type { SpokenItem } from '../../flow/index.ts';
import type { Ask, Operator } from '../../operators/index.ts';
import { isForOperators } from '../../outbound/index.ts';
import type { TelephonyEvent } from '../../telephony/index.ts';
import { beginOwnCall } from '../calls-out/own-calls.ts';
import type { Desk } from '../desk.ts';
import { operatorChanged } from '../talks/talking.ts';
import { operatorAsked } from './operator-asks.ts';
import { beginSignIn } from './signing-in.ts';

type PhoneCalled = Extract<TelephonyEvent, { kind: 'phoneCalled' }>;

/** Feature codes on an operator's phone; the answer is spoken. */
const CODES: Readonly<Record<string, Ask>> = {
  '*20': 'ready',
  '*21': 'pause',
  '*22': 'finishWrapUp',
  '*29': 'offline',
};

const WORDS: Readonly<Record<Ask | 'impossible', Readonly<Record<'ru' | 'en', string>>>> = {
  ready: { ru: 'Вы на линии.', en: 'You are ready.' },
  pause: { ru: 'Перерыв.', en: 'You are on a break.' },
  offline: { ru: 'Вы вышли. До свидания.', en: 'You are signed out. Goodbye.' },
  finishWrapUp: { ru: 'Вы на линии.', en: 'You are ready.' },
  extendWrapUp: { ru: 'Время продлено.', en: 'Your time is extended.' },
  impossible: { ru: 'Сейчас это невозможно.', en: 'That is not possible now.' },
};

/** Who dials this signs in at the phone. */
const SIGN_IN = '*23';

/**
 * A phone calls: a code, a number of the hotline, which anybody may call, or somebody whom the operator at the phone
 * wants. From a phone at which nobody is, nobody is called.
 */
export function phoneCalled(desk: Desk, called: PhoneCalled): void {
  const { legId, phoneId, dialled } = called;
  if (desk.serviceLegs.has(legId)) return;
  const operator = desk.roster.withPhone(phoneId);
  if (dialled === SIGN_IN) return signInAt(desk, called, operator);
  const ask = Object.hasOwn(CODES, dialled) ? CODES[dialled] : undefined;
  if (ask !== undefined && operator !== undefined) return codeCalled(desk, called, operator, ask);
  if (isForHotline(desk, dialled, operator)) return desk.want({ kind: 'takeAsCaller', legId, dialled });
  if (operator !== undefined && !dialled.startsWith('*')) return beginOwnCall(desk, operator, called);
  desk.want({ kind: 'hangUp', legId, reason: 'no_such_number' });
}

/** A number of the hotline is; any other is where she takes them all, unless it means somebody to the operator here. */
function isForHotline(desk: Desk, dialled: string, operator: Operator | undefined): boolean {
  const number = desk.plan.numbers.find(dialled);
  if (number === undefined || desk.roster.withNumber(dialled) !== undefined) return false;
  if (number.pattern !== 'default' || operator === undefined) return true;
  return desk.roster.withPhone(dialled) === undefined && !isForOperators(desk.plan.routes, dialled);
}

function signInAt(desk: Desk, called: PhoneCalled, operator: Operator | undefined): void {
  const language = operator === undefined ? desk.plan.languages[0] : languageOf(desk, operator);
  beginSignIn(desk, called, language ?? 'en');
  if (operator === undefined) return;
  operator.isPhoneInUse = true;
  desk.seatChanged(operator);
}

/** An operator's phone calls a code: the state changes, the answer is spoken, and the call ends. */
function codeCalled(desk: Desk, { legId, node, phoneId }: PhoneCalled, operator: Operator, ask: Ask): void {
  // The phone is in use until this little call is over; a caller offered before that would meet a busy phone.
  operator.isPhoneInUse = true;
  desk.seatChanged(operator);
  const isDone = operatorAsked(desk, operator, ask, { reason: null, by: `phone ${phoneId}` });
  const playId = `service-${legId}`;
  desk.serviceLegs.set(legId, { node, operatorId: operator.id, playId });
  desk.want({ kind: 'answer', legId });
  const language = languageOf(desk, operator);
  const items = words(isDone ? ask : 'impossible', language);
  desk.want({ kind: 'speak', legId, playId, version: null, language, items });
}

/** The answer was spoken: the phone is let go. */
export function servicePlayed(desk: Desk, legId: string, playId: string): void {
  if (desk.serviceLegs.get(legId)?.playId === playId) desk.want({ kind: 'hangUp', legId, reason: 'normal' });
}

/** True when the leg was one of these; the phone can be rung again. */
export function serviceLegEnded(desk: Desk, legId: string): boolean {
  const leg = desk.serviceLegs.get(legId);
  if (leg === undefined) return false;
  desk.serviceLegs.delete(legId);
  desk.signingIn.delete(legId);
  const operator = desk.roster.find(leg.operatorId ?? '');
  if (operator !== undefined) {
    operator.isPhoneInUse = desk.holdsPhone(operator.id);
    operatorChanged(desk, operator);
  }
  return true;
}

/** The language the operator speaks best, of those the hotline has. */
function languageOf(desk: Desk, operator: Operator): string {
  const { skills } = operator.profile;
  const level = (language: string): number => (Object.hasOwn(skills, language) ? skills[language]! : 0);
  return desk.plan.languages.toSorted((a, b) => level(b) - level(a))[0] ?? 'en';
}

function words(said: Ask | 'impossible', language: string): readonly SpokenItem[] {
  return [{ kind: 'text', text: WORDS[said][language === 'ru' ? 'ru' : 'en'] }];
}
