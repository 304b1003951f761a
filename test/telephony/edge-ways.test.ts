import { describe, expect, test } from 'vitest';
import { edgeWays } from '../../src/telephony/ari/edge-ways.ts';

describe('somebody outside, behind an edge', () => {
  test('is asked of the edge by number, and by the trunk', () => {
    const asked = edgeWays.outside({ kind: 'number', trunk: 'carrier', number: '+4930123456' });
    expect(asked).toEqual({
      endpoint: 'PJSIP/+4930123456@edge',
      variables: { 'PJSIP_HEADER(add,X-Cordboard-Trunk)': 'carrier' },
    });
  });

  test('who has a SIP address is named to the edge, and is no part of what is dialled', () => {
    const asked = edgeWays.outside({
      kind: 'address',
      trunk: 'carrier',
      address: 'sip:anna@pbx.example:5080',
    });
    expect(asked).toEqual({
      endpoint: 'PJSIP/address@edge',
      variables: {
        'PJSIP_HEADER(add,X-Cordboard-Trunk)': 'carrier',
        'PJSIP_HEADER(add,X-Cordboard-Address)': 'sip:anna@pbx.example:5080',
      },
    });
  });

  test.each([
    'sips:anna@pbx.example',
    'sip:anna@pbx.example\r\nX-Cordboard-Trunk: other',
    'sip:a&PJSIP/b@pbx',
  ])('is refused as %j', (address) => {
    expect(() => edgeWays.outside({ kind: 'address', trunk: 'carrier', address })).toThrow();
  });
});
