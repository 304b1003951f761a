import { firstOf, type HeaderLine, lists } from './header-lines.ts';
import type { SendHeaders } from './library.ts';

/**
 * Who refreshes a session that has a timer (RFC 4028 7): the other side, or the server for us; null: it has
 * none.
 */
export type Refresher = 'them' | 'us' | null;

export type SessionTimer = { readonly refresher: Refresher; readonly headers: SendHeaders };

/** The server knows no shorter interval. */
const INTERVAL_S_MIN = 90;
const NONE: SessionTimer = { refresher: null, headers: {} };

/**
 * What our 200 to a first INVITE says of the timer that it wants. Whoever asked refreshes, unless they want
 * us to: the server does that by itself, with the last session description that an INVITE has carried.
 */
export function firstTimer(lines: readonly HeaderLine[]): SessionTimer {
  const wanted = wantedIn(lines);
  if (wanted === null) return NONE;
  const knowsTimers = lists(lines, 'supported', 'timer') || lists(lines, 'require', 'timer');
  if (wanted.said === null && !knowsTimers) return NONE;
  return timer(wanted.intervalS, wanted.said === 'uas' ? 'us' : 'them');
}

/**
 * The same within a call. There the server keeps the time as soon as a request names one, but says nothing of
 * it: without this header the other side would see no timer and never refresh, and the server would end the
 * call. Who refreshes is as the server takes it.
 */
export function nextTimer(lines: readonly HeaderLine[], before: Refresher): SessionTimer {
  const wanted = wantedIn(lines);
  if (wanted === null) return NONE;
  const isThem = wanted.said === 'uac' || (wanted.said === null && before === 'us');
  return timer(wanted.intervalS, isThem ? 'them' : 'us');
}

type WantedTimer = { readonly intervalS: number; readonly said: 'uac' | 'uas' | null };

function wantedIn(lines: readonly HeaderLine[]): WantedTimer | null {
  const [seconds = '', ...parameters] = firstOf(lines, 'session-expires').split(';');
  if (!/^\s*\d{1,9}\s*$/.test(seconds)) return null;
  const said = parameters.flatMap((each) => /^\s*refresher\s*=\s*(ua[cs])\s*$/i.exec(each)?.[1] ?? [])[0];
  return { intervalS: Number(seconds), said: said === undefined ? null : isUas(said) ? 'uas' : 'uac' };
}

const isUas = (said: string): boolean => said.toLowerCase() === 'uas';

function timer(intervalS: number, refresher: 'them' | 'us'): SessionTimer {
  const value = `${Math.max(INTERVAL_S_MIN, intervalS)};refresher=${refresher === 'them' ? 'uac' : 'uas'}`;
  return { refresher, headers: { 'session-expires': value } };
}
