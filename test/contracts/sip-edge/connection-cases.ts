import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { SipEvent } from '../../../src/sip/index.ts';
import { eventually } from '../../kit/eventually.ts';
import { freePort } from '../../kit/free-port.ts';
import type { PlacedCall } from '../../kit/sip-peers/placed-call.ts';
import { type Stage, sdp } from './world.ts';

/** The library waits 2 s at most between two attempts. */
const RECONNECT_MS = 8_000;

export function connectionCases(stage: () => Stage): void {
  test('a server that is lost takes all legs with it, and new calls are taken when it is back', async () => {
    const old = await stage().answered();
    const ringing = await stage().arrival();
    await stage().world.loseServer();
    await stage().hears('serverLost');
    const before = stage().events.length;
    for (const legId of [old.legId, ringing.legId]) stage().end(legId);
    stage().wants({ kind: 'offer', legId: old.legId, offerId: 'o1', sdp: sdp(1) });
    stage().wants({ kind: 'answer', legId: ringing.legId, sdp: sdp(2) });
    const dialled = stage().dial(old.peer);
    expect(await stage().hears('legEnded', dialled)).toMatchObject({ status: 503 });
    expect(stage().events).toHaveLength(before + 1);
    await stage().world.bringBack();
    await eventually('the server is back', () => stage().all('serverBack')[1], RECONNECT_MS);
    const { call, legId } = await stage().answered();
    await call.hangUp();
    await stage().hears('legEnded', legId);
    expect(stage().all('legEnded', old.legId)).toEqual([]);
  });

  test('a caller of before is told that there is no such call', async () => {
    const old = await stage().answered();
    await stage().world.loseServer();
    await stage().hears('serverLost');
    await stage().world.bringBack();
    await eventually('the server is back', () => stage().all('serverBack')[1], RECONNECT_MS);
    expect((await old.call.hangUp()).status).toBe(481);
  });

  test('a server that stands still is given up, and its calls are ended when it goes on', async () => {
    const events: SipEvent[] = [];
    const { edge, log } = stage().world.other({ silenceMs: 1_000 });
    await edge.listen((event) => events.push(event));
    expect(events.map(({ kind }) => kind)).toEqual(['serverBack']);
    const [up, rings] = [await stage().world.peer(), await stage().world.peer()];
    for (const [legId, peer] of [['up', up] as const, ['rings', rings] as const]) {
      edge.execute(stage().dialling(peer, { legId }));
    }
    const [calledUp, calledRings] = [await up.calls(), await rings.calls()];
    calledUp.answer(sdp(60_000));
    calledRings.ring();
    await eventually('one rings', () => events.find(({ kind }) => kind === 'legRinging'));
    await eventually('one is up', () => events.find(({ kind }) => kind === 'legAnswered'));
    stage().world.freeze();
    await eventually('it is given up', () => events.find(({ kind }) => kind === 'serverLost'));
    expect(log.some((line) => line.includes('the SIP server says nothing'))).toBe(true);
    stage().world.thaw();
    await eventually('it is back', () => events.filter(({ kind }) => kind === 'serverBack')[1]);
    await calledUp.hears('BYE');
    await calledRings.hears('CANCEL');
    expect(events.some(({ kind }) => kind === 'legEnded')).toBe(false);
  });

  test('a server that is not there yet is not waited for, and found when it comes', async () => {
    const port = await freePort();
    const events: SipEvent[] = [];
    const { edge, log } = stage().world.other({ port });
    await edge.listen((event) => events.push(event));
    expect(events).toEqual([]);
    expect(log.some((line) => line.includes('the SIP server cannot be reached'))).toBe(true);
    await stage().world.appearAt(port);
    await eventually('it is there', () => events.find(({ kind }) => kind === 'serverBack'), RECONNECT_MS);
  });

  test('a wrong secret is told of, once', async () => {
    const events: SipEvent[] = [];
    const { edge, log } = stage().world.other({ secret: 'fifteen' });
    await edge.listen((event) => events.push(event));
    const told = (): number => log.filter((line) => line.includes('refuses the secret')).length;
    await eventually('it is told', () => told() || undefined);
    // Another two attempts at least are made meanwhile.
    await setTimeout(700);
    expect([told(), events]).toEqual([1, []]);
  });

  test('new calls go to both of two edges, and each call stays with its own', async () => {
    const events: SipEvent[] = [];
    const { edge } = stage().world.other({});
    await edge.listen((event) => events.push(event));
    const peer = await stage().world.peer();
    const to = `sip:700@${stage().world.sip}`;
    const call = (): PlacedCall => peer.call({ to, user: 'anna', sdp: sdp(40_000) });
    const came = (from: readonly SipEvent[]) => from.filter((event) => event.kind === 'callCame');
    const all = (): number => came(events).length + stage().all('callCame').length;
    const calls: PlacedCall[] = [];
    // A server that has just lost others counts them for a while: the turns are not strict then.
    while (came(events).length === 0 || stage().all('callCame').length === 0) {
      calls.push(call());
      await eventually('it has come to one of them', () => all() === calls.length || undefined);
    }
    const [own, theirs] = [stage().all('callCame')[0]!, came(events)[0]!];
    const isOf = ({ callId }: PlacedCall): boolean =>
      [own, theirs].some(({ asked }) => asked.callId === callId);
    const both = calls.filter(isOf);
    stage().wants({ kind: 'answer', legId: own.legId, sdp: sdp(50_000) });
    edge.execute({ kind: 'answer', legId: theirs.legId, sdp: sdp(50_001) });
    for (const each of both) await each.until(200);
    for (const each of both) await each.hangUp();
    await stage().hears('legEnded', own.legId);
    await eventually('the other has heard of its end', () => events.find(({ kind }) => kind === 'legEnded'));
  });

  test('an edge that has let go while there was no server does not come back to one', async () => {
    const port = await freePort();
    const { edge } = stage().world.other({ port });
    await edge.listen(() => undefined);
    await edge.close();
    await stage().world.edge.close();
    await stage().world.appearAt(port);
    // The library tries once more, which it cannot be kept from.
    await setTimeout(700);
    const peer = await stage().world.peer();
    await peer.call({ to: `sip:700@${stage().world.sip}`, user: 'anna', sdp: sdp(1) }).until(503);
  });

  test('an edge that lets go leaves its calls as they are', async () => {
    const { call } = await stage().answered();
    await stage().world.edge.close();
    // The server may not know yet that the edge has gone: what it sends there is answered by nobody.
    await eventually('the server says that nobody is there', async () => {
      const answer = await Promise.race([call.ask('OPTIONS'), setTimeout(300)]);
      return answer?.status === 481 || undefined;
    });
    expect(call.heard).toEqual([]);
  });
}
