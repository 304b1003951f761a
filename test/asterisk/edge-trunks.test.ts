import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EdgeWorld } from '../kit/edge/edge-world.ts';
import { sipServerProgram } from '../kit/edge/sip-server-process.ts';
import { header, nameOf, uriOf } from '../kit/phones/message.ts';
import { SipSocket } from '../kit/phones/sip-socket.ts';
import type { CameCall } from '../kit/sip-peers/came-call.ts';
import { Peer } from '../kit/sip-peers/peer.ts';
import { outBundle } from './out-bundle.ts';

/** Where the carrier of the tests is: nobody else's address. */
const CARRIER = '127.0.0.9';
const program = sipServerProgram();

if (program === undefined) {
  test('the trunks of a SIP edge', ({ skip }) =>
    skip(
      'DRACHTIO_SERVER names no drachtio-server: it is in no package registry (DRACHTIO_SERVER=/path/to/drachtio)',
    ));
} else {
  describe('the trunks of a SIP edge', () => ofTrunks(program));
}

function ofTrunks(path: string): void {
  let world: EdgeWorld;
  let carrier: Peer;
  let folder: string;
  beforeAll(async () => {
    folder = outBundle();
    carrier = new Peer(await SipSocket.open(CARRIER));
    const trunks = {
      local: { match: ['127.0.0.2/32'] },
      carrier: {
        ...{ match: [CARRIER], host: carrier.hostPort, codecs: ['g722', 'alaw'], caller_id: 'pai' },
        numbers: { strip: 2, add: '0' },
      },
    };
    const settings = { CORDBOARD_TRUNKS: JSON.stringify(trunks) };
    world = await EdgeWorld.open(path, folder, { settings });
  }, 60_000);
  afterAll(async () => {
    await world.close();
    await carrier.close();
    rmSync(folder, { recursive: true });
  }, 30_000);

  /** A caller dials this flow, which calls somebody outside; what the carrier hears of it. */
  const dials = async (dialled: string): Promise<CameCall> => {
    const before = carrier.came.length;
    await (await world.call(dialled)).answered();
    return carrier.calls(before + 1);
  };

  test('show our number where the carrier wants it, and offer their codecs alone', async () => {
    const { invite } = await dials('100');
    expect(invite.uri).toBe(`sip:030123456@${carrier.hostPort}`);
    expect(header(invite, 'p-asserted-identity')).toBe(`<sip:+4930100@${CARRIER}>`);
    expect(nameOf(header(invite, 'from'))).toBe('');
    expect(uriOf(header(invite, 'from'))).toContain('sip:+4930100@');
    expect(invite.body).toMatch(/^m=audio \d+ RTP\/AVP 9 8 101\r$/m);
    expect(invite.body).not.toMatch(/PCMU/);
    expect([...invite.headers.keys()].filter((name) => name.startsWith('x-cordboard'))).toEqual([]);
  });
}
