import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { EdgeWorld } from '../kit/edge/edge-world.ts';
import { sipServerProgram } from '../kit/edge/sip-server-process.ts';
import { eventually } from '../kit/eventually.ts';
import { OperatorPhone, type OutgoingCall } from '../kit/phones/index.ts';
import { buildRequest, header, nameOf, uriOf } from '../kit/phones/message.ts';
import { SipSocket } from '../kit/phones/sip-socket.ts';
import type { CameCall } from '../kit/sip-peers/came-call.ts';
import { Peer } from '../kit/sip-peers/peer.ts';
import { Stranger } from '../kit/stranger.ts';
import { outBundle } from './out-bundle.ts';

/** Where the carrier of the tests is: nobody else's address. */
const CARRIER = '127.0.0.9';
const OFFICE = '127.0.0.19';
const STRANGER = '127.0.0.77';
const program = sipServerProgram();

if (program === undefined) {
  test('whoever is outside of a SIP edge', ({ skip }) =>
    skip(
      'DRACHTIO_SERVER names no drachtio-server: it is in no package registry (DRACHTIO_SERVER=/path/to/drachtio)',
    ));
} else {
  describe('whoever is outside of a SIP edge', () => outsideOf(program));
}

function outsideOf(path: string): void {
  let world: EdgeWorld;
  let carrier: Peer;
  let office: Peer;
  let folder: string;
  beforeAll(async () => {
    carrier = new Peer(await SipSocket.open(CARRIER));
    office = new Peer(await SipSocket.open(OFFICE));
    folder = bundleWith(office);
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
    await office.close();
    rmSync(folder, { recursive: true });
  }, 30_000);

  const callers: OutgoingCall[] = [];
  afterEach(() => {
    for (const call of callers.splice(0)) call.hangUp();
  });

  /** A caller dials this flow, which calls somebody outside; what that one hears of it. */
  const dials = async (dialled: string, outside: Peer): Promise<CameCall> => {
    const before = outside.came.length;
    callers.push(await (await world.call(dialled)).answered());
    return outside.calls(before + 1);
  };

  /** Operators change, and the edge has looked at whose phones may register. */
  const edgeKnows = async (operators: string): Promise<void> => {
    const known = (): number => world.edge.output.split('the phones that may register are known').length;
    const before = known();
    writeFileSync(operatorsFile(folder), operators);
    await eventually('the edge knows', () => known() > before || undefined);
  };

  test('sees our number where the carrier wants it, and is offered the codecs of the trunk alone', async () => {
    const { invite } = await dials('100', carrier);
    expect(invite.uri).toBe(`sip:030123456@${carrier.hostPort}`);
    expect(header(invite, 'p-asserted-identity')).toBe(`<sip:+4930100@${CARRIER}>`);
    expect(nameOf(header(invite, 'from'))).toBe('');
    expect(uriOf(header(invite, 'from'))).toContain('sip:+4930100@');
    expect(invite.body).toMatch(/^m=audio \d+ RTP\/AVP 9 8 101\r$/m);
    expect(invite.body).not.toMatch(/PCMU/);
    expect([...invite.headers.keys()].filter((name) => name.startsWith('x-cordboard'))).toEqual([]);
  });

  test('has a SIP address and is called there, in the manner of the trunk', async () => {
    const call = await dials('700', office);
    expect(call.invite.uri).toBe(office.uri('anna'));
    expect(header(call.invite, 'p-asserted-identity')).toBe(`<sip:+4930100@${CARRIER}>`);
    expect(call.invite.body).toMatch(/^m=audio \d+ RTP\/AVP 9 8 101\r$/m);
    call.answer(sdp(OFFICE, 40_000));
    await call.hears('ACK');
    expect((await call.hangUp()).status).toBe(200);
  });

  test('is not told a number that is to be hidden', async () => {
    const { invite } = await dials('701', office);
    expect(header(invite, 'from')).toContain('"Anonymous" <sip:anonymous@anonymous.invalid>');
    expect(header(invite, 'privacy')).toBe('id');
    expect(header(invite, 'p-asserted-identity')).toBe('');
    const all = [...invite.headers.values()].flat().join('\n');
    expect(all).not.toMatch(/4930100|7916/);
  });

  test('has a phone of which there is no account any more, and is not known when there is one again', async () => {
    const account = world.hotline.account('1009');
    const behaviour = { kind: 'ring' } as const;
    const phone = await OperatorPhone.open({ account, diary: world.diary, behaviour, host: '127.0.0.42' });
    await phone.register(world.server.sip);
    const state = async (): Promise<string | undefined> => (await world.api.operator('carl')).phone;
    await eventually('it can be rung', async () => (await state()) === 'reachable' || undefined);
    await phone.close();
    const [withCarl, without] = operatorsIn(folder);
    for (const operators of [without, withCarl]) await edgeKnows(operators);
    await new Promise((passed) => setTimeout(passed, 2_000));
    expect(await state()).toBe('unreachable');
  });

  test('has a phone that registers in the moment in which it gets an account', async () => {
    const account = world.hotline.account('1009');
    const [withCarl, without] = operatorsIn(folder);
    await edgeKnows(without);
    const stranger = await Stranger.open('127.0.0.43', world.server.sip);
    expect(await stranger.registers(account)).toBe(401);
    writeFileSync(operatorsFile(folder), withCarl);
    const told = join(world.hotline.launched.data, 'secrets/edge.json');
    await eventually('Cordboard tells', () => readFileSync(told, 'utf8').includes('"1009"') || undefined);
    expect(await stranger.registers(account)).toBe(200);
    await stranger.close();
  });

  test('sends a call whose Contact has no host, of whose answer the server would die, and gets none', async () => {
    const stranger = await Stranger.open('127.0.0.78', world.server.sip);
    const { host, port } = world.server.sip;
    for (const [index, contact] of ['*', '<tel:+123>', '*;x=1'].entries())
      for (const method of ['INVITE', 'SUBSCRIBE'])
        stranger.throws(
          buildRequest(method, `sip:100@${host}:${port}`, [
            ['Via', `SIP/2.0/UDP ${stranger.host}:${stranger.port};rport;branch=z9hG4bK${method}${index}`],
            ['Max-Forwards', 70],
            ['From', `<sip:1001@${host}>;tag=a`],
            ['To', `<sip:100@${host}>`],
            ['Call-ID', `${method}-${index}`],
            ['CSeq', `1 ${method}`],
            ['Contact', contact],
            ['Event', 'presence'],
          ]),
        );
    expect(await stranger.registers({ ...world.hotline.account('1001'), password: 'a guess' })).toBe(401);
    expect(stranger.answersCount).toBe(2);
    expect(world.server.livePid).toBe(world.server.pid);
    await stranger.close();
  });

  test('looks for a way in, and is banned: that is seen, outlives the edge, and is lifted', async () => {
    const stranger = new Peer(await SipSocket.open(STRANGER));
    const { host, port } = world.server.sip;
    const registers = async (program: string): Promise<number> => {
      const wish = { method: 'REGISTER', uri: `sip:${host}:${port}`, user: '1001' };
      return (await stranger.ask({ ...wish, extra: [['User-Agent', program]] })).status;
    };
    const bans = async (): Promise<readonly string[]> => {
      const on = await world.api.bans();
      return on.map(({ address, source, why }) => `${source} ${address}: ${why}`);
    };
    for (let n = 0; n < 10; n++) expect(await registers('friendly-scanner')).toBe(403);
    expect(await registers('a phone')).toBe(403);
    const ban = `edge ${STRANGER}: 10 requests of a scanner within a minute`;
    await eventually('the ban is shown', async () => (await bans()).includes(ban) || undefined);
    await world.edge.stop();
    await world.edge.run();
    await eventually(
      'it holds for the next edge',
      async () => (await registers('a phone')) === 403 || undefined,
    );
    await world.api.liftBan(STRANGER);
    await eventually('it is lifted', async () => (await registers('a phone')) === 401 || undefined);
    expect(await bans()).toEqual([]);
    const facts = (await world.api.audit()).filter(({ on }) => on === STRANGER);
    expect(facts.map(({ by, what }) => `${by} ${what}`)).toEqual(['admin bans.delete', 'edge bans.add']);
    await stranger.close();
  });
}

const CARL = '  carl: { name: Carl, device: "1009", queues: { help: {} } }\n';

const operatorsFile = (folder: string): string => join(folder, 'operators.yaml');

/** The operators of a bundle, and those without Carl and the phone of his. */
function operatorsIn(folder: string): readonly [string, string] {
  const whole = readFileSync(operatorsFile(folder), 'utf8');
  return [whole, whole.replace(', "1009": {}', '').replace(CARL, '')];
}

/** The bundle "out" with an operator more, in which 700 and 701 call "anna" at the office, the latter without a number. */
function bundleWith(office: Peer): string {
  const folder = outBundle();
  appendFileSync(join(folder, 'numbers.yaml'), '  "700": address\n  "701": unseen\n');
  const operators = join(folder, 'operators.yaml');
  const two = readFileSync(operators, 'utf8');
  writeFileSync(operators, `${two.replace('"1002": {}', '"1002": {}, "1009": {}').trimEnd()}\n${CARL}`);
  const route = `{ sip: ["${office.hostPort}"], trunks: [carrier], caller_id: ["+4930100", hidden] }`;
  appendFileSync(join(folder, 'routes.yaml'), `  office: ${route}\n`);
  const ways = 'on: { failed: end, busy: end, no_answer: end, declined: end }';
  for (const [name, more] of [
    ['address', ''],
    ['unseen', ', caller_id: hidden'],
  ] as const) {
    const call = `  call: { dial: { sip: "${office.uri('anna')}"${more} }, ${ways} }`;
    const flow = `flow: ${name}\nstart: call\nsteps:\n${call}\n  end: { hangup: normal }\n`;
    writeFileSync(join(folder, `${name}.flow.yaml`), flow);
  }
  return folder;
}

/** An answer in G.722, with sound at this place. */
const sdp = (host: string, port: number): string =>
  ['v=0', `o=- 1 1 IN IP4 ${host}`, 's=-', `c=IN IP4 ${host}`, 't=0 0', `m=audio ${port} RTP/AVP 9`, ''].join(
    '\r\n',
  );
