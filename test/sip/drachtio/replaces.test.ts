import { describe, expect, test } from 'vitest';
import { replacedIn, withReplaced } from '../../../src/sip/drachtio/replaces.ts';

const TARGET =
  '<sip:1002@h?Require=replaces&Replaces=c%40h%3Bto-tag%3Dours%3Bfrom-tag%3Dtheirs&X=1>;method=INVITE';

describe('the call that a transfer takes the place of', () => {
  test('it is named from the far end: their "to" is our own tag', () => {
    expect(replacedIn(TARGET)).toEqual({ callId: 'c@h', localTag: 'ours', remoteTag: 'theirs' });
    expect(replacedIn('sip:1002@h?replaces=c;from-tag=b;to-tag=a;early-only')).toEqual({
      callId: 'c',
      localTag: 'a',
      remoteTag: 'b',
    });
  });

  test('another dialog is put in its place, and all else stays', () => {
    const ids = { callId: 'n $& @h', localTag: 'edge', remoteTag: 'node' };
    const replaces = encodeURIComponent('n $& @h;to-tag=node;from-tag=edge');
    expect(withReplaced(TARGET, ids)).toBe(
      `<sip:1002@h?Require=replaces&Replaces=${replaces}&X=1>;method=INVITE`,
    );
  });

  test.each([
    '<sip:1002@h>',
    '<sip:1002@h?Replaces=c>',
    '<sip:1002@h?Replaces=c%3Bto-tag%3Da>',
    '<sip:1002@h?Replaces=%zz>',
  ])('%s names none', (target) => expect(replacedIn(target)).toBeNull());
});
