import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { header, nameOf, uriOf, userOf } from '../../kit/phones/message.ts';
import { portIn, type Stage, sdp } from './world.ts';

export function dialledCases(stage: () => Stage): void {
  test('a leg is dialled, rings, gives sound, answers, and hangs up', async () => {
    const peer = await stage().world.peer();
    const caller = { number: '+7 916#', name: 'Anna' };
    const legId = stage().dial(peer, { caller, headers: { 'x-cordboard-visit': 'v1' } });
    const call = await peer.calls();
    expect(header(call.invite, 'x-cordboard-visit')).toBe('v1');
    expect([nameOf(header(call.invite, 'from')), userOf(uriOf(header(call.invite, 'from')))]).toEqual([
      'Anna',
      '+7 916#',
    ]);
    expect([userOf(call.invite.uri), portIn(call.invite.body)]).toEqual(['1001', 40_000]);
    call.ring();
    expect(await stage().hears('legRinging', legId)).toMatchObject({ status: 180, sdp: '' });
    call.ring(sdp(60_001));
    expect(portIn((await stage().hears('legRinging', legId, 2)).sdp)).toBe(60_001);
    call.answer(sdp(60_002));
    expect(portIn((await stage().hears('legAnswered', legId)).sdp)).toBe(60_002);
    await call.hears('ACK');
    expect((await call.hangUp()).status).toBe(200);
    expect(await stage().hears('legEnded', legId)).toMatchObject({ status: null });
  });

  test('a leg is dialled in the name of another house where we are a member of it', async () => {
    const peer = await stage().world.peer();
    const legId = stage().dial(peer, { caller: { number: 'member', name: '', host: 'carrier.example' } });
    const call = await peer.calls();
    expect(uriOf(header(call.invite, 'from'))).toBe('sip:member@carrier.example');
    stage().end(legId);
    await stage().hears('legEnded', legId);
  });

  test('a leg that is up is hung up by us', async () => {
    const { call, legId } = await stage().connected();
    stage().end(legId, 'Q.850;cause=31');
    expect(header(await call.hears('BYE'), 'reason')).toBe('Q.850;cause=31');
    expect(await stage().hears('legEnded', legId)).toMatchObject({ status: null });
  });

  test('a leg that is refused has ended with the status and the reason', async () => {
    const peer = await stage().world.peer();
    const legId = stage().dial(peer);
    (await peer.calls()).refuse(486, [['Reason', 'Q.850;cause=17']]);
    expect(await stage().hears('legEnded', legId)).toMatchObject({ status: 486, reason: 'Q.850;cause=17' });
  });

  test('a leg that rings is cancelled with the reason', async () => {
    const peer = await stage().world.peer();
    const legId = stage().dial(peer);
    const call = await peer.calls();
    call.ring();
    await stage().hears('legRinging', legId);
    const reason = 'SIP;cause=200;text="Call completed elsewhere"';
    stage().end(legId, reason);
    expect(header(await call.hears('CANCEL'), 'reason')).toBe(reason);
    expect(await stage().hears('legEnded', legId)).toMatchObject({ status: 487 });
    await call.hears('ACK');
  });

  test('a leg that is ended in the same turn in which it is dialled is over all the same', async () => {
    const peer = await stage().world.peer();
    peer.onCall = (call) => call.ring();
    const legId = stage().dial(peer);
    stage().end(legId);
    expect(await stage().hears('legEnded', legId)).toMatchObject({ status: 487 });
    expect(stage().all('legAnswered', legId)).toEqual([]);
  });

  test('a leg that answers although it was cancelled is hung up', async () => {
    const peer = await stage().world.peer();
    const legId = stage().dial(peer);
    const call = await peer.calls();
    call.ring();
    await stage().hears('legRinging', legId);
    call.replyTo = ({ method }) => (method === 'CANCEL' ? [{ status: 481 }] : undefined);
    stage().end(legId);
    await call.hears('CANCEL');
    call.answer(sdp(60_000));
    await call.hears('BYE');
    await stage().hears('legEnded', legId);
    await stage().quiet();
    expect(stage().all('legEnded', legId)).toHaveLength(1);
    expect(stage().all('legAnswered', legId)).toEqual([]);
  });

  test('a leg that says nothing to CANCEL is over for us after a while', async () => {
    const peer = await stage().world.peer();
    const legId = stage().dial(peer);
    const call = await peer.calls();
    call.ring();
    await stage().hears('legRinging', legId);
    call.replyTo = () => [];
    stage().end(legId);
    expect(await stage().hears('legEnded', legId)).toMatchObject({ status: 487 });
  });

  test('a challenge is answered with the credentials', async () => {
    const peer = await stage().world.peer();
    peer.onCall = (call) => {
      const proof = header(call.invite, 'proxy-authorization');
      if (proof.includes('username="trunk"') && proof.includes('nonce="abc"')) call.answer(sdp(60_000));
      else call.refuse(407, [['Proxy-Authenticate', 'Digest realm="x", nonce="abc", qop="auth"']]);
    };
    const legId = stage().dial(peer, { credentials: { user: 'trunk', password: 'secret' } });
    await stage().hears('legAnswered', legId);
    expect(peer.came).toHaveLength(2);
    stage().end(legId);
    await peer.came[1]!.hears('BYE');
  });

  test('a leg to an address that cannot be called has ended', async () => {
    const legId = stage().dial(await stage().world.peer(), { uri: 'sip:' });
    expect(await stage().hears('legEnded', legId)).toMatchObject({ status: 503 });
  });

  test('a call, a leg, and the answer of one given to the other: both are joined', async () => {
    const node = await stage().world.peer();
    node.onCall = (call) => call.answer(sdp(60_000));
    const { call, came, legId } = await stage().arrival();
    const other = stage().dial(node, { sdp: came.sdp });
    const answered = await stage().hears('legAnswered', other);
    stage().wants({ kind: 'answer', legId, sdp: answered.sdp });
    expect(portIn((await call.until(200)).body)).toBe(60_000);
    expect(portIn(node.came[0]!.invite.body)).toBe(40_000);
    await call.hangUp();
    await stage().hears('legEnded', legId);
    stage().end(other);
    await node.came[0]!.hears('BYE');
    await stage().hears('legEnded', other);
  });

  test('a leg that is dialled without an offer makes one, and is given the answer', async () => {
    const node = await stage().world.peer();
    node.onCall = (call) => call.answer(sdp(60_000));
    const legId = stage().dial(node, { sdp: '' });
    expect(portIn((await stage().hears('legAnswered', legId)).sdp)).toBe(60_000);
    const call = node.came[0]!;
    expect([call.invite.body, call.heard]).toEqual(['', []]);
    stage().wants({ kind: 'confirm', legId, sdp: sdp(40_001) });
    expect(portIn((await call.hears('ACK')).body)).toBe(40_001);
    await call.hangUp();
    await stage().hears('legEnded', legId);
  });

  test('a leg whose offer was never answered is hung up', async () => {
    const node = await stage().world.peer();
    node.onCall = (call) => call.answer(sdp(60_000));
    const legId = stage().dial(node, { sdp: '' });
    await stage().hears('legAnswered', legId);
    stage().end(legId);
    await node.came[0]!.hears('BYE');
    await stage().hears('legEnded', legId);
  });

  test('whoever hangs up in the same moment in which they answer is told of', async () => {
    const peer = await stage().world.peer();
    const legId = stage().dial(peer);
    const call = await peer.calls();
    // Both stand in one piece of the stream when it flows again.
    stage().world.freeze();
    call.answer(sdp(60_000));
    const isHungUp = call.hangUp();
    await setTimeout(100);
    stage().world.thaw();
    await stage().hears('legEnded', legId);
    const own = stage().events.filter((event) => 'legId' in event && event.legId === legId);
    expect(own.map(({ kind }) => kind)).toEqual(['legAnswered', 'legEnded']);
    expect((await isHungUp).status).toBe(200);
  });
}
