import { describe, expect, test } from 'vitest';
import { headerLines } from '../../../src/sip/drachtio/header-lines.ts';
import { firstTimer, nextTimer } from '../../../src/sip/drachtio/session-timer.ts';

const lines = (...headers: string[]) =>
  headerLines(['INVITE sip:h SIP/2.0', ...headers, '', ''].join('\r\n'));

describe('the timer of a session', () => {
  test.each([
    [
      'a caller who names nobody refreshes',
      ['Session-Expires: 1800', 'Supported: replaces, timer'],
      'them',
      '1800;refresher=uac',
    ],
    ['a caller may want us to', ['x: 1800 ; refresher = UAS'], 'us', '1800;refresher=uas'],
    ['a short interval is made longer', ['Session-Expires: 30;refresher=uac'], 'them', '90;refresher=uac'],
    ['a proxy has asked, and the caller knows no timers', ['Session-Expires: 1800'], null, undefined],
    ['nobody has asked', ['Supported: timer'], null, undefined],
    ['what is asked is no time', ['Session-Expires: soon', 'Supported: timer'], null, undefined],
  ])('on the first INVITE %s', (_, headers, refresher, value) => {
    expect(firstTimer(lines(...headers))).toEqual({
      refresher,
      headers: value === undefined ? {} : { 'session-expires': value },
    });
  });

  test.each([
    ['1800;refresher=uac', null, 'them'],
    ['1800;refresher=uas', 'them', 'us'],
    ['1800', 'us', 'them'],
    ['1800', 'them', 'us'],
    ['1800', null, 'us'],
  ] as const)('%s within the call, where %s refreshed before: from now on %s', (asked, before, after) => {
    expect(nextTimer(lines(`Session-Expires: ${asked}`), before).refresher).toBe(after);
  });

  test('a request without one ends it', () => {
    expect(nextTimer(lines(), 'us')).toEqual({ refresher: null, headers: {} });
  });
});
