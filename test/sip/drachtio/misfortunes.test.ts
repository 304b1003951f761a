import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sdp } from '../../contracts/sip-edge/world.ts';
import { eventually } from '../../kit/eventually.ts';
import { buildRequest, type Header } from '../../kit/phones/message.ts';
import { SipSocket } from '../../kit/phones/sip-socket.ts';
import { Peer } from '../../kit/sip-peers/peer.ts';
import { EdgeScene } from './edge-scene.ts';

describe('misfortunes of the edge, on a double of the application port', () => {
  let scene: EdgeScene;
  beforeEach(async () => {
    scene = await EdgeScene.open();
  });
  afterEach(() => scene.close());

  test('a call that the server ends of its own accord has ended, with its reason', async () => {
    const { call, legId } = await scene.arrival();
    scene.wants({ kind: 'answer', legId, sdp: sdp(50_000) });
    await scene.hears('legConfirmed');
    scene.port.expire(call.callId);
    const reason = 'SIP ;cause=200 ;text="Session timer expired"';
    expect(await scene.hears('legEnded')).toEqual({ kind: 'legEnded', legId, status: null, reason });
    await call.hears('BYE');
  });

  test('whoever wants us to refresh is made offers by INVITE: the server refreshes with what that has said', async () => {
    const allow = 'INVITE, UPDATE';
    const extra: readonly Header[] = [['Session-Expires', '1800;refresher=uas']];
    const { call, legId } = await scene.arrival({ allow, extra });
    scene.wants({ kind: 'answer', legId, sdp: sdp(50_000) });
    await scene.hears('legConfirmed');
    scene.wants({ kind: 'offer', legId, offerId: 'o1', sdp: sdp(51_000) });
    await scene.hears('offerAnswered');
    const heard = (): string => call.heard.map(({ method }) => method).join();
    // We are told of the answer at once, and the other side of our ACK a moment later.
    await eventually('the offer is acknowledged', () => heard() === 'INVITE,ACK' || undefined);
  });

  test('a request within a call that has no dialog here yet is told so', async () => {
    const peer = new Peer(new SipSocket(scene.wire()));
    peer.onCall = (call) => call.answer(sdp(60_000));
    const uri = peer.uri('1001');
    const rest = { caller: { number: '1', name: '' }, headers: {}, credentials: null } as const;
    scene.wants({ kind: 'dial', legId: 'late', uri, sdp: '', ...rest });
    await scene.hears('legAnswered');
    // Its answer waits for ours in the ACK: until then the library has no dialog.
    const info = await peer.came[0]!.ask('INFO', { body: 'x', extra: [['Content-Type', 'text/plain']] });
    expect(info.status).toBe(481);
    expect(scene.events.some(({ kind }) => kind === 'requestCame')).toBe(false);
  });

  /** An INVITE like any other but for one header; resolves with what is answered, as it comes. */
  const invites = (name: string, value: string): readonly string[] => {
    const wire = scene.wire();
    const head: [string, string][] = [
      ['Via', `SIP/2.0/UDP ${wire.address.host};branch=z9hG4bKx`],
      ['From', '<sip:a@h>;tag=1'],
      ['To', '<sip:b@h>'],
      ['Call-ID', 'hostile'],
      ['CSeq', '1 INVITE'],
      ['Contact', '<sip:a@198.51.100.9>'],
    ];
    const lines = [...head.filter(([found]) => found !== name), [name, value] as [string, string]];
    const answers: string[] = [];
    wire.onMessage = (bytes) => answers.push(bytes.toString().split(' ')[1]!);
    wire.send(buildRequest('INVITE', 'sip:700@192.0.2.1', lines, '--\r\n\r\n--'), {
      host: '192.0.2.1',
      port: 5060,
    });
    return answers;
  };
  const nextIsServed = async (): Promise<void> => {
    const { call, legId } = await scene.arrival();
    scene.wants({ kind: 'refuse', id: legId, status: 486 });
    await call.until(486);
  };

  test.each([
    ['From', 'nobody'],
    ['To', '<sip:'],
    ['CSeq', 'x INVITE'],
    ['Require', '100rel, teleportation'],
    ['Content-Type', 'multipart/mixed;boundary='],
    ['Refer-To', '<'],
  ])('an INVITE with the %s %j is refused or taken, and the next call is served', async (name, value) => {
    const answers = invites(name, value);
    await eventually('it is served', () => {
      for (const event of scene.events)
        if (event.kind === 'callCame') scene.wants({ kind: 'answer', legId: event.legId, sdp: sdp(1) });
      return answers.find((status) => status !== '100');
    });
    await nextIsServed();
  });

  test.each(['"', '*', '<tel:+123>'])(
    'an INVITE with the Contact %j, of whose answer the server would die, gets none, and the next call is served',
    async (value) => {
      const answers = invites('Contact', value);
      await nextIsServed();
      expect(answers.filter((status) => status !== '100')).toEqual([]);
      expect(scene.events.filter(({ kind }) => kind === 'callCame')).toHaveLength(1);
    },
  );

  test('requests that nobody answers are answered for us, and answering them then changes nothing', async () => {
    const { call, legId } = await scene.arrival();
    scene.wants({ kind: 'answer', legId, sdp: sdp(50_000) });
    await scene.hears('legConfirmed');
    const info = call.ask('INFO', { body: 'x', extra: [['Content-Type', 'text/plain']] });
    const { requestId } = await scene.hears('inDialogCame');
    scene.wants({ kind: 'accept', id: requestId });
    expect((await info).status).toBe(200);
    for (const kind of ['accept', 'refuse'] as const)
      scene.wants({ kind, id: requestId, status: 500 } as never);
    scene.wants({ kind: 'passOn', requestId, legId, replaces: null });
    scene.wants({ kind: 'answerOffer', legId, offerId: 'none', sdp: '' });
    scene.wants({ kind: 'confirm', legId, sdp: '' });
    scene.wants({ kind: 'progress', legId, status: 180, sdp: '' });
    expect((await call.hangUp()).status).toBe(200);
    await scene.hears('legEnded');
  });
});
