import { describe, expect, test } from 'vitest';
import { withCodecs } from '../../src/sip/codecs.ts';

const text = (...lines: readonly string[]): string => ['v=0', 's=-', ...lines, ''].join('\r\n');

const OFFER = text(
  'm=audio 4000 RTP/AVP 0 111 8 9 101 110 13',
  'a=rtpmap:0 PCMU/8000',
  'a=rtpmap:111 opus/48000/2',
  'a=fmtp:111 useinbandfec=1',
  'a=rtcp-fb:111 nack',
  'a=rtpmap:8 PCMA/8000',
  'a=rtpmap:101 telephone-event/8000',
  'a=fmtp:101 0-16',
  'a=rtpmap:110 telephone-event/48000',
  'a=ptime:20',
);
const DIGITS = ['a=rtpmap:101 telephone-event/8000', 'a=fmtp:101 0-16', 'a=ptime:20'];

describe('codecs that a trunk may have', () => {
  test('stay with the digits, and what is said of all others is left out', () => {
    const lines = ['m=audio 4000 RTP/AVP 0 8 101', 'a=rtpmap:0 PCMU/8000', 'a=rtpmap:8 PCMA/8000', ...DIGITS];
    expect(withCodecs(OFFER, ['alaw', 'ulaw'], 'as said')).toBe(text(...lines));
  });

  test('come in the order of the settings when we offer them', () => {
    const offered = withCodecs(OFFER, ['g722', 'alaw'], 'as allowed');
    expect(offered).toBe(text('m=audio 4000 RTP/AVP 9 8 101', 'a=rtpmap:8 PCMA/8000', ...DIGITS));
  });

  test('are known by their name, whatever number they have', () => {
    const other = text('m=audio 4000 RTP/AVP 96 8', 'a=rtpmap:96 pcmu/8000', 'a=rtpmap:8 G729/8000');
    const kept = text('m=audio 4000 RTP/AVP 96', 'a=rtpmap:96 pcmu/8000');
    expect(withCodecs(other, ['alaw', 'ulaw'], 'as said')).toBe(kept);
  });

  test('are not there: then nothing can be said', () => {
    expect(withCodecs(OFFER.replace('8 9', '8'), ['g722'], 'as said')).toBeUndefined();
  });

  test('say nothing of pictures, of sound that was refused, and of a text without any', () => {
    const lines = ['m=audio 0 RTP/AVP 18', 'm=video 5000 RTP/AVP 96', 'a=rtpmap:96 H264/90000'];
    expect(withCodecs(text(...lines), ['alaw'], 'as said')).toBe(text(...lines));
    expect(withCodecs('', ['alaw'], 'as allowed')).toBe('');
  });
});
