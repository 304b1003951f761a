import type { SpokenItem } from '../../flow/index.ts';
import type { AuditFact } from '../../journal/index.ts';
import type { Operator } from '../../operators/index.ts';
import type { TelephonyEvent } from '../../telephony/index.ts';
import type { Desk } from '../desk.ts';
import type { SignInTry } from '../event.ts';
import { TIMES_MS } from '../times.ts';
import { signIn } from './phones.ts';

/** Digits of one entry: what is pressed beyond them is no number and no PIN of ours. */
const DIGITS_MAX = 12;
/** Wrong entries in one call, then it ends. */
const TRIES_MAX = 3;

/** An operator who signs in at a phone: the number and "#", the PIN and "#". The PIN is kept until it is checked. */
export type SigningIn = {
  readonly phoneId: string;
  readonly language: string;
  stage: 'number' | 'pin' | 'checking';
  digits: string;
  /** Whose number was entered; null: nobody's, which is not told before the PIN. */
  operatorId: string | null;
  wrongCount: number;
  playId: string;
  sayingsCount: number;
  generation: number;
};

const WORDS = {
  number: { ru: 'Наберите ваш номер и решётку.', en: 'Enter your number and the hash key.' },
  pin: { ru: 'Наберите ПИН-код и решётку.', en: 'Enter your PIN and the hash key.' },
  wrong: {
    ru: 'Неверно. Наберите ваш номер и решётку.',
    en: 'That was not right. Enter your number and the hash key.',
  },
  done: { ru: 'Вы вошли на этом телефоне.', en: 'You are signed in at this phone.' },
  impossible: { ru: 'Сейчас это невозможно.', en: 'That is not possible now.' },
} as const;

type Called = Pick<Extract<TelephonyEvent, { kind: 'phoneCalled' }>, 'legId' | 'node' | 'phoneId'>;

/** A phone has dialled the code: the call is answered, and the number asked for. */
export function beginSignIn(desk: Desk, { legId, node, phoneId }: Called, language: string): void {
  const operator = desk.roster.withPhone(phoneId);
  desk.serviceLegs.set(legId, { node, operatorId: operator?.id ?? null, playId: null });
  const signing: SigningIn = {
    ...{ phoneId, language, stage: 'number', digits: '', operatorId: null, wrongCount: 0 },
    ...{ playId: '', sayingsCount: 0, generation: 0 },
  };
  desk.signingIn.set(legId, signing);
  desk.want({ kind: 'answer', legId });
  ask(desk, legId, signing, 'number');
}

/** A key; true when it was pressed by somebody who signs in. */
export function signInPressed(desk: Desk, legId: string, digit: string): boolean {
  const signing = desk.signingIn.get(legId);
  if (signing === undefined) return false;
  if (signing.stage === 'checking') return true;
  if (signing.digits === '') desk.want({ kind: 'stopPlay', legId, playId: signing.playId });
  if (digit !== '#') {
    if (signing.digits.length < DIGITS_MAX) signing.digits += digit;
    return true;
  }
  const entered = signing.digits;
  signing.digits = '';
  if (signing.stage === 'number') askPin(desk, legId, signing, entered);
  else check(desk, legId, signing, entered);
  return true;
}

/** Whether the number is anybody's is not told: the PIN is asked for all the same. */
function askPin(desk: Desk, legId: string, signing: SigningIn, number: string): void {
  signing.operatorId = desk.roster.withNumber(number)?.id ?? null;
  signing.stage = 'pin';
  ask(desk, legId, signing, 'pin');
}

function check(desk: Desk, legId: string, signing: SigningIn, pin: string): void {
  signing.stage = 'checking';
  watch(desk, legId, signing);
  if (isLocked(desk, signing)) return refuse(desk, legId, signing, LOCKED);
  desk.want({ kind: 'checkPin', legId, operatorId: signing.operatorId, pin });
}

/** What too many wrong tries lock: the phone at which they are made, and the operator who is guessed. */
const namesOf = ({ phoneId, operatorId }: Pick<SigningIn, 'phoneId' | 'operatorId'>): readonly string[] => [
  `phone ${phoneId}`,
  ...(operatorId === null ? [] : [`operator ${operatorId}`]),
];

const LOCKED = 'locked for a while';
const WRONG = 'wrong PIN';
const REFUSED = 'operators.sign-in-refused';
const SIGNED_IN = 'operators.signed-in';

/** What the audit is to be asked for, so that a start knows who guessed before it. */
export const SIGN_IN_FACTS: readonly string[] = [REFUSED, SIGNED_IN];

/** The PINs that were looked at, by what the audit tells; the facts in any order. */
export function signInTries(facts: readonly AuditFact[], wallMs: number): readonly SignInTry[] {
  return facts
    .toSorted((one, other) => one.id - other.id)
    .flatMap(({ by, what, on, details, atMs }) => {
      const isRight = what === SIGNED_IN;
      if (!isRight && !String(details.why).startsWith(WRONG)) return [];
      const phoneId = by.replace(/^phone /, '');
      return [{ phoneId, operatorId: on, isRight, agoMs: Math.max(0, wallMs - atMs) }];
    });
}

/** Who guessed before a restart waits on. */
export function signInsRestored(desk: Desk, tries: readonly SignInTry[]): void {
  for (const { isRight, agoMs, ...names } of tries)
    for (const name of namesOf(names)) {
      if (isRight) desk.lockouts.right(name);
      else desk.lockouts.wrong(name, desk.now.monoMs - agoMs);
    }
}

const isLocked = (desk: Desk, signing: SigningIn): boolean =>
  namesOf(signing).some((name) => desk.lockouts.isLocked(name, desk.now.monoMs));

/** The PIN was looked at. */
export function pinChecked(desk: Desk, legId: string, isRight: boolean): void {
  const signing = desk.signingIn.get(legId);
  if (signing?.stage !== 'checking') return;
  const operator = desk.roster.find(signing.operatorId ?? '');
  if (!isRight || operator === undefined) return wrong(desk, legId, signing);
  // Others have guessed meanwhile, at other phones: what is locked is not opened by the last of them.
  if (isLocked(desk, signing)) return refuse(desk, legId, signing, LOCKED);
  for (const name of namesOf(signing)) desk.lockouts.right(name);
  const { phoneId } = signing;
  const refused = signIn(desk, operator, { phoneId, isThere: true, by: `phone ${phoneId}` });
  if (refused !== undefined) return refuse(desk, legId, signing, refused);
  audit(desk, signing, SIGNED_IN, {});
  // The phone is theirs, and in use until this call is over.
  holdPhone(desk, legId, operator);
  farewell(desk, legId, signing, 'done');
}

function holdPhone(desk: Desk, legId: string, operator: Operator): void {
  const leg = desk.serviceLegs.get(legId);
  const before = desk.roster.find(leg?.operatorId ?? '');
  desk.serviceLegs.set(legId, { node: leg?.node ?? '', operatorId: operator.id, playId: null });
  for (const each of [before, operator]) {
    if (each === undefined) continue;
    each.isPhoneInUse = desk.holdsPhone(each.id);
    desk.seatChanged(each);
  }
}

function wrong(desk: Desk, legId: string, signing: SigningIn): void {
  const locks = namesOf(signing).map((name) => desk.lockouts.wrong(name, desk.now.monoMs));
  signing.wrongCount += 1;
  const lockedMs = Math.max(...locks);
  if (lockedMs > 0 || signing.wrongCount >= TRIES_MAX)
    return refuse(desk, legId, signing, lockedMs > 0 ? `${WRONG}, locked for ${lockedMs} ms` : WRONG);
  audit(desk, signing, REFUSED, { why: WRONG });
  signing.stage = 'number';
  ask(desk, legId, signing, 'wrong');
}

function refuse(desk: Desk, legId: string, signing: SigningIn, why: string): void {
  audit(desk, signing, REFUSED, { why });
  farewell(desk, legId, signing, 'impossible');
}

/** Nobody pressed anything for long, or nobody looked at the PIN: the phone is let go. */
export function signInOver(desk: Desk, legId: string, generation: number): void {
  const signing = desk.signingIn.get(legId);
  if (signing === undefined || signing.generation !== generation) return;
  desk.signingIn.delete(legId);
  desk.want({ kind: 'hangUp', legId, reason: 'normal' });
}

function audit(desk: Desk, { phoneId, operatorId }: SigningIn, what: string, details: object): void {
  desk.write({ kind: 'audited', by: `phone ${phoneId}`, what, on: operatorId, details: { ...details } });
}

function ask(desk: Desk, legId: string, signing: SigningIn, what: keyof typeof WORDS): void {
  say(desk, legId, signing, what);
  watch(desk, legId, signing);
}

/** The last words of this call: it ends when they were heard. */
function farewell(desk: Desk, legId: string, signing: SigningIn, what: keyof typeof WORDS): void {
  say(desk, legId, signing, what);
  desk.signingIn.delete(legId);
  const { node = '', operatorId = null } = desk.serviceLegs.get(legId) ?? {};
  desk.serviceLegs.set(legId, { node, operatorId, playId: signing.playId });
}

function say(desk: Desk, legId: string, signing: SigningIn, what: keyof typeof WORDS): void {
  signing.sayingsCount += 1;
  signing.playId = `service-${legId}-${signing.sayingsCount}`;
  const text = WORDS[what][signing.language === 'ru' ? 'ru' : 'en'];
  const items: readonly SpokenItem[] = [{ kind: 'text', text }];
  const { playId, language } = signing;
  desk.want({ kind: 'speak', legId, playId, version: null, language, items });
}

function watch(desk: Desk, legId: string, signing: SigningIn): void {
  signing.generation += 1;
  const key = { owner: legId, purpose: 'signIn', generation: signing.generation } as const;
  desk.want({ kind: 'startTimer', key, delayMs: TIMES_MS.signIn });
}
