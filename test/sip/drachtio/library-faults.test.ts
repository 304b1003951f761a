import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSrf, type Dialog, type Srf } from '../../../src/sip/drachtio/library.ts';
import { sdp } from '../../contracts/sip-edge/world.ts';
import { ApplicationPort } from '../../kit/drachtio/index.ts';
import { eventually } from '../../kit/eventually.ts';
import { SipSocket } from '../../kit/phones/sip-socket.ts';
import { Network } from '../../kit/sip-peers/network.ts';
import { Peer } from '../../kit/sip-peers/peer.ts';
import type { PlacedCall } from '../../kit/sip-peers/placed-call.ts';

/** What the adapter never calls, and why. */
type WithModify = Dialog & { readonly connected: boolean; modify(sdp: string): Promise<string> };

const SIP = { host: '192.0.2.1', port: 5060 };
const PENDING_MS = 300;

/** Faults of the library, and of the server as the double has them, that the adapter is built around. */
describe('the library bare', () => {
  let port: ApplicationPort;
  let srf: Srf;
  let call: PlacedCall;
  let dialog: WithModify;

  beforeEach(async () => {
    const network = new Network();
    port = new ApplicationPort({ secret: 's', wire: network.attach(SIP) });
    await port.listen();
    srf = createSrf();
    srf.on('error', () => undefined);
    const up = new Promise<Dialog>((resolve) => {
      srf.use('invite', (request, response) => {
        const options = { localSdp: sdp(50_000), headers: {} };
        srf.createUAS(request, response, options, (_, made) => resolve(made!));
      });
    });
    srf.connect({ host: '127.0.0.1', port: port.port, secret: 's', reconnect: { retryMaxDelay: 2_000 } });
    await once(srf as never, 'connect');
    const peer = new Peer(new SipSocket(network.attach()));
    call = peer.call({ to: `sip:700@${SIP.host}:${SIP.port}`, user: 'anna', sdp: sdp(40_000) });
    dialog = (await up) as WithModify;
    await call.until(200);
  });

  afterEach(async () => {
    for (const socket of srf.app.client.mapServer.keys()) srf.disconnect(socket);
    await port.close();
  });

  const outcome = async (work: Promise<unknown>): Promise<string> => {
    const said = work.then(
      () => 'done',
      (err: Error) => err.message,
    );
    return Promise.race([said, setTimeout(PENDING_MS, 'pending')]);
  };

  test('modify() hangs for ever behind a refusal', async () => {
    call.replyTo = () => [{ status: 491 }];
    expect(await outcome(dialog.modify(sdp(1)))).toMatch('491');
    call.replyTo = () => undefined;
    expect(await outcome(dialog.modify(sdp(2)))).toBe('pending');
    expect(call.heard.filter(({ method }) => method === 'INVITE')).toHaveLength(1);
  });

  test('the answer behind 180 to an INVITE within a call is lost in the server, and nobody acknowledges it', async () => {
    call.replyTo = () => [{ status: 180 }, { status: 200, sdp: sdp(40_001) }];
    expect(await outcome(dialog.modify(sdp(1)))).toBe('pending');
    expect(call.heard.map(({ method }) => method)).toEqual(['INVITE']);
  });

  test('the library keeps the dialogs of a server that has crashed, and takes them for connected', async () => {
    await port.crash();
    await eventually('the connection is gone', () => srf.app.client.mapServer.size === 0 || undefined);
    expect([dialog.connected, srf._dialogs.size]).toEqual([true, 1]);
  });
});
