import { expect, test } from 'vitest';
import { header } from '../../kit/phones/message.ts';
import type { PeerCall } from '../../kit/sip-peers/peer-call.ts';
import type { Stage } from './world.ts';

const DIGITS = {
  body: 'Signal=5\r\nDuration=160\r\n',
  extra: [['Content-Type', 'application/dtmf-relay']],
} as const;

export function withinCases(stage: () => Stage): void {
  const passOn = (requestId: string, legId: string, replaces: string | null = null): void =>
    stage().wants({ kind: 'passOn', requestId, legId, replaces });

  test('INFO is asked of the other leg, and its answer given back', async () => {
    const caller = await stage().answered();
    const node = await stage().connected();
    node.call.replyTo = ({ method }) => (method === 'INFO' ? [{ status: 202 }] : undefined);
    const answer = caller.call.ask('INFO', DIGITS);
    const came = await stage().hears('inDialogCame', caller.legId);
    expect(came).toMatchObject({ method: 'INFO', replaces: null });
    passOn(came.requestId, node.legId);
    const info = await node.call.hears('INFO');
    expect([info.body, header(info, 'content-type')]).toEqual([DIGITS.body, 'application/dtmf-relay']);
    expect((await answer).status).toBe(202);
  });

  test('a refusal of the other leg is given back, and so is its silence', async () => {
    const caller = await stage().answered();
    const node = await stage().connected();
    const replies = [[{ status: 469 }], []];
    node.call.replyTo = ({ method }) => (method === 'MESSAGE' ? replies.shift() : undefined);
    const text = { body: 'hello', extra: [['Content-Type', 'text/plain']] } as const;
    for (const [place, status] of [400, 408].entries()) {
      const answer = caller.call.ask('MESSAGE', text);
      const came = await stage().hears('inDialogCame', caller.legId, place + 1);
      passOn(came.requestId, node.legId);
      expect((await answer).status).toBe(status);
    }
  });

  test('a REFER to the other party of another call of the phone names the dialog that the node has', async () => {
    const [first, second] = [await stage().answered(), await stage().answered()];
    const [node, other] = [await stage().connected(), await stage().connected()];
    const answer = first.call.ask('REFER', { extra: [['Refer-To', referTo(second.call, 'their')]] });
    const came = await stage().hears('inDialogCame', first.legId);
    expect(came).toMatchObject({ method: 'REFER', replaces: second.legId });
    passOn(came.requestId, node.legId, other.legId);
    const refer = await node.call.hears('REFER');
    expect(header(refer, 'refer-to')).toBe(referTo(other.call, 'own'));
    expect((await answer).status).toBe(200);
  });

  test('a REFER to a dialog that is none of ours passes as it is, and so does the NOTIFY that follows', async () => {
    const caller = await stage().answered();
    const node = await stage().connected();
    const target = '<sip:1002@host?Replaces=a%40b%3Bto-tag%3D1%3Bfrom-tag%3D2>';
    const answer = caller.call.ask('REFER', { extra: [['Refer-To', target]] });
    const came = await stage().hears('inDialogCame', caller.legId);
    expect(came.replaces).toBeNull();
    passOn(came.requestId, node.legId);
    expect(header(await node.call.hears('REFER'), 'refer-to')).toBe(target);
    await answer;
    const extra = [
      ['Event', 'refer'],
      ['Subscription-State', 'active;expires=60'],
      ['Content-Type', 'message/sipfrag'],
    ] as const;
    const told = node.call.ask('NOTIFY', { body: 'SIP/2.0 180 Ringing', extra });
    passOn((await stage().hears('inDialogCame', node.legId)).requestId, caller.legId);
    const notify = await caller.call.hears('NOTIFY');
    expect([header(notify, 'event'), header(notify, 'subscription-state'), notify.body]).toEqual([
      'refer',
      'active;expires=60',
      'SIP/2.0 180 Ringing',
    ]);
    expect((await told).status).toBe(200);
  });

  test('a request within a call is refused by us, and one for a leg that has gone is refused by itself', async () => {
    const { call, legId } = await stage().answered();
    const refused = call.ask('INFO', DIGITS);
    const { requestId } = await stage().hears('inDialogCame', legId);
    stage().wants({ kind: 'refuse', id: requestId, status: 415 });
    expect((await refused).status).toBe(415);
    const passed = call.ask('INFO', DIGITS);
    passOn((await stage().hears('inDialogCame', legId, 2)).requestId, 'nobody');
    expect((await passed).status).toBe(481);
  });

  test('OPTIONS within a call is answered, and nobody hears of it', async () => {
    const { call } = await stage().answered();
    expect((await call.ask('OPTIONS')).status).toBe(200);
    expect(stage().all('inDialogCame')).toEqual([]);
  });
}

/**
 * Replaces names the tag of whoever is called first: of the other side, or of this one when the other is the
 * phone.
 */
function referTo(call: PeerCall, toTag: 'own' | 'their'): string {
  const { own, other } = call.tags;
  const [to, from] = toTag === 'own' ? [own, other] : [other, own];
  const replaces = encodeURIComponent(`${call.callId};to-tag=${to};from-tag=${from}`);
  return `<sip:1002@192.0.2.9?Replaces=${replaces}>`;
}
