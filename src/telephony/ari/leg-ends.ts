import type { HangUpReason, LegEnd } from '../index.ts';
import type { AriEvent } from './ari-types.ts';

/** ITU-T Q.850 causes; Asterisk turns them into the SIP status of a call that was not answered. */
const CAUSES: Readonly<Record<HangUpReason, number>> = {
  normal: 16,
  busy: 17, // 486
  congestion: 34, // 503
  no_such_number: 1, // 404
  rejected: 21, // 403
  answered_elsewhere: 26, // CANCEL with "Call completed elsewhere"
  overloaded: 42, // 503
};

export function causeOf(reason: HangUpReason): number {
  return CAUSES[reason];
}

/** Asterisk's own number for "hang up softly": it says nothing about the reason. */
const SOFT_HANG_UP = 32;

/**
 * How an event says that its channel ended. A phone that hangs up in talk gives no cause: that is a normal
 * clearing.
 */
export function endOf(event: AriEvent, { byUs, inTalk }: { byUs: boolean; inTalk: boolean }): LegEnd {
  const cause = event.cause ?? 0;
  const isTold = cause > 0 && cause !== SOFT_HANG_UP;
  const sip = Number(event.tech_cause ?? 0);
  const q850 = isTold ? cause : inTalk ? CAUSES.normal : null;
  return { q850, sip: !inTalk && sip >= 300 ? sip : null, byUs };
}

/** What a person did says more than what a network did; a refusal says more than silence. */
const TELLING = [480, 486, 600, 603];

/** Whether a person said no: an answer that nobody gives who was not asked (RFC 3261 section 21.4.18, 21.6). */
export function isRefusal({ sip }: LegEnd, hasRung: boolean): boolean {
  return sip === 600 || sip === 603 || sip === 302 || (hasRung && (sip === 480 || sip === 486));
}

/** The end of a leg whose phone rang at several contacts: the most telling of theirs. */
export function bestEnd(ends: readonly LegEnd[]): LegEnd {
  const weight = ({ sip }: LegEnd): number => (sip === null ? -2 : TELLING.indexOf(sip));
  const [best] = ends.toSorted((a, b) => weight(b) - weight(a));
  return best ?? { q850: null, sip: null, byUs: false };
}
