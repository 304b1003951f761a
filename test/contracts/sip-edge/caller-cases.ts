import { expect, test } from 'vitest';
import { header } from '../../kit/phones/message.ts';
import { portIn, type Stage, sdp } from './world.ts';

/** The kit reads messages byte for byte. */
const utf8 = (text: string): string => Buffer.from(text, 'latin1').toString();

export function callerCases(stage: () => Stage): void {
  test('a caller comes with who they are, whom they want, where from, and an offer', async () => {
    const extra = [
      ['X-Mark', 'one'],
      ['X-Mark', 'two'],
      ['Subject', 'Größe'],
    ] as const;
    const { peer, came, call } = await stage().arrival({ name: 'Жанна', extra });
    const { asked } = came;
    const [host, port] = peer.hostPort.split(':');
    expect(asked.source).toEqual({ address: host, port: Number(port), transport: 'udp' });
    expect(asked.from).toEqual({ user: '+79160000001', host, name: 'Жанна' });
    expect([asked.dialled, asked.to.user]).toEqual(['700', '700']);
    expect(asked.uri).toBe(`sip:700@${stage().world.sip}`);
    expect([asked.callId, asked.sequence]).toEqual([call.callId, 2]);
    expect(asked.headers).toMatchObject({ 'x-mark': 'one', subject: 'Größe' });
    expect(Object.keys(asked.headers)).not.toContain('contact');
    expect(portIn(came.sdp)).toBe(40_000);
  });

  test('a caller hears ringing and sound before the answer, is answered, and hangs up with a reason', async () => {
    const { call, legId } = await stage().arrival();
    stage().wants({ kind: 'progress', legId, status: 180, sdp: '' });
    await call.until(180);
    stage().wants({ kind: 'progress', legId, status: 183, sdp: sdp(50_001) });
    expect(portIn((await call.until(183)).body)).toBe(50_001);
    stage().wants({ kind: 'answer', legId, sdp: sdp(50_002) });
    const answer = await call.until(200);
    expect(portIn(answer.body)).toBe(50_002);
    expect(header(answer, 'allow')).toContain('UPDATE');
    expect((await stage().hears('legConfirmed', legId)).sdp).toBe('');
    expect((await call.hangUp('Q.850;cause=16')).status).toBe(200);
    const end = { kind: 'legEnded', legId, status: null, reason: 'Q.850;cause=16' };
    expect(await stage().hears('legEnded', legId)).toEqual(end);
  });

  test('an answered caller is hung up by us, and it is told once', async () => {
    const { call, legId } = await stage().answered();
    stage().end(legId, 'Q.850;cause=16;text="bye"');
    expect(header(await call.hears('BYE'), 'reason')).toBe('Q.850;cause=16;text="bye"');
    expect(await stage().hears('legEnded', legId)).toMatchObject({ status: null, reason: '' });
    stage().end(legId);
    await stage().quiet();
    expect(stage().all('legEnded', legId)).toHaveLength(1);
  });

  test('what is wanted behind an answer is done behind it, even when the server has not sent it yet', async () => {
    const { call, legId } = await stage().arrival();
    stage().wants({ kind: 'answer', legId, sdp: sdp(50_000) });
    stage().end(legId);
    await call.until(200);
    await call.hears('BYE');
    await stage().hears('legEnded', legId);
  });

  test.each([
    [486, 486],
    [603, 603],
    // A status that no table has is as good as the first of its hundred (RFC 3261 8.1.3.2).
    [499, 400],
  ])('a caller who is refused with %i hears %i and its headers', async (wanted, heard) => {
    const { call, legId } = await stage().arrival();
    stage().wants({ kind: 'refuse', id: legId, status: wanted, headers: { 'retry-after': '7' } });
    expect(header(await call.until(heard), 'retry-after')).toBe('7');
    expect(await stage().hears('legEnded', legId)).toMatchObject({ status: wanted });
  });

  test('a call that is ended without an answer is refused', async () => {
    const { call, legId } = await stage().arrival();
    stage().end(legId);
    await call.until(480);
    await stage().hears('legEnded', legId);
  });

  test('a caller who gives up has ended with 487 and their reason, and an answer changes nothing', async () => {
    const { call, legId } = await stage().arrival();
    stage().wants({ kind: 'progress', legId, status: 180, sdp: '' });
    await call.until(180);
    call.cancel('SIP;cause=487');
    await call.until(487);
    expect(await stage().hears('legEnded', legId)).toMatchObject({ status: 487, reason: 'SIP;cause=487' });
    stage().wants({ kind: 'answer', legId, sdp: sdp(50_000) });
    await stage().quiet();
    expect(stage().all('legEnded', legId)).toHaveLength(1);
    expect(call.status).toBe(487);
  });

  test('a caller who gives up before anything was said is told of, too', async () => {
    const { call, legId } = await stage().arrival();
    call.cancel();
    await call.until(487);
    expect(await stage().hears('legEnded', legId)).toMatchObject({ status: 487 });
  });

  test('an answer that crosses the CANCEL of its caller: the call has ended with 487, once', async () => {
    const { call, legId } = await stage().arrival();
    stage().world.freeze();
    call.cancel();
    await call.until(487);
    stage().wants({ kind: 'answer', legId, sdp: sdp(50_000) });
    stage().end(legId);
    stage().world.thaw();
    expect(await stage().hears('legEnded', legId)).toMatchObject({ status: 487 });
    await stage().quiet();
    expect(stage().all('legEnded', legId)).toHaveLength(1);
    expect(call.responses.map(({ status }) => status)).toEqual([487]);
  });

  test('a caller without an offer is made one, and answers it', async () => {
    const { call, came, legId } = await stage().arrival({ sdp: '', answer: sdp(40_009) });
    expect(came.sdp).toBe('');
    stage().wants({ kind: 'answer', legId, sdp: sdp(50_000) });
    expect(portIn((await call.until(200)).body)).toBe(50_000);
    expect(portIn((await stage().hears('legConfirmed', legId)).sdp)).toBe(40_009);
  });

  test('who cannot be read is refused, and nobody hears of it', async () => {
    const peer = await stage().world.peer();
    const to = `sip:700@${stage().world.sip}`;
    const extra = [['Require', 'teleportation']] as const;
    const call = peer.call({ to, user: 'anna', sdp: sdp(1), extra });
    expect(header(await call.until(420), 'unsupported')).toBe('teleportation');
    expect(stage().all('callCame')).toEqual([]);
  });

  test('names and words of any script reach both sides as they are', async () => {
    const peer = await stage().world.peer();
    const caller = { number: '+7916', name: 'Жанна "Ё" \\' };
    stage().dial(peer, { caller, headers: { subject: 'Größe' } });
    const { invite } = await peer.calls();
    expect(utf8(header(invite, 'from'))).toContain('"Жанна \\"Ё\\" \\\\"');
    expect(utf8(header(invite, 'subject'))).toBe('Größe');
  });
}
