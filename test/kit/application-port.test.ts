import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FrameReader, frame } from './drachtio/frames.ts';
import { ApplicationPort } from './drachtio/index.ts';
import { eventually } from './eventually.ts';
import { SipSocket } from './phones/sip-socket.ts';
import { Network } from './sip-peers/network.ts';
import { Peer } from './sip-peers/peer.ts';

const SIP = { host: '192.0.2.1', port: 5060 };
const URI = `sip:${SIP.host}:${SIP.port}`;

describe('frames of the application port', () => {
  test('a length counts bytes of UTF-8, and pieces may be cut anywhere', () => {
    const stream = Buffer.from(frame('жук') + frame('two') + frame(''.padEnd(99_999, 'x')));
    for (const size of [1, 3, 7, 100_000]) {
      const reader = new FrameReader();
      const texts: string[] = [];
      for (let at = 0; at < stream.length; at += size)
        texts.push(...reader.read(stream.subarray(at, at + size)));
      expect(texts.map((text) => text.slice(0, 3))).toEqual(['жук', 'two', 'xxx']);
    }
  });

  test.each(['#', 'x1#a', '123456#', '100000', '1 #a'])('%j begins no frame', (text) => {
    expect(() => new FrameReader().read(Buffer.from(text))).toThrow('no length');
  });
});

/** Somebody on the application port who speaks in frames. */
class Client {
  readonly heard: string[] = [];
  readonly socket: Socket;

  constructor(port: number) {
    const reader = new FrameReader();
    this.socket = connect(port, '127.0.0.1');
    this.socket.on('data', (piece) => this.heard.push(...reader.read(piece)));
  }

  isCutOff(): Promise<true> {
    return eventually('the client is cut off', () => this.socket.closed || undefined);
  }

  say(text: string): void {
    this.socket.write(frame(text));
  }

  /** What is told of the frame of this id, or what begins so. */
  hears(pattern: RegExp): Promise<string> {
    return eventually(`the client hears ${pattern}`, () => this.heard.find((text) => pattern.test(text)));
  }
}

describe('a double of the application port', () => {
  let port: ApplicationPort;
  let network: Network;
  const clients: Client[] = [];

  beforeEach(async () => {
    network = new Network();
    port = new ApplicationPort({ secret: 's', wire: network.attach(SIP), transactionMs: 50 });
    await port.listen();
  });
  afterEach(async () => {
    for (const { socket } of clients.splice(0)) socket.destroy();
    await port.close();
  });

  const client = async (...routes: string[]): Promise<Client> => {
    const each = new Client(port.port);
    clients.push(each);
    each.say('1|authenticate|s|');
    for (const route of routes) each.say(`r-${route}|route|${route}`);
    await each.hears(/\|response\|1\|OK\|udp\/192\.0\.2\.1:5060\|v0\.9/);
    return each;
  };

  const peer = (): Peer => new Peer(new SipSocket(network.attach()));

  test('a wrong secret is refused and cut off, and so is whoever says what it does not know', async () => {
    const stranger = new Client(port.port);
    clients.push(stranger);
    stranger.say('1|authenticate|wrong|');
    await stranger.hears(/\|response\|1\|NO\|incorrect secret/);
    await stranger.isCutOff();
    const known = await client();
    known.say('2|dance');
    await known.hears(/\|response\|2\|NO\|Unknown message type/);
    await known.isCutOff();
  });

  test('whoever sends what is no frame is cut off', async () => {
    const known = await client();
    known.socket.write('hello');
    await known.isCutOff();
  });

  test('new requests go to those who want the method, in turns; without any of them they are refused', async () => {
    const ask = () => peer().ask({ method: 'OPTIONS', uri: URI, user: 'a' });
    expect((await ask()).status).toBe(503);
    const both = [await client('options'), await client('options', 'invite')];
    for (const each of both) await each.hears(/\|response\|r-options\|OK/);
    for (let n = 0; n < 4; n += 1) void ask();
    const count = ({ heard }: Client) => heard.filter((text) => text.includes('OPTIONS sip:')).length;
    await eventually('each has two', () => both.every((each) => count(each) === 2) || undefined);
  });

  test('what belongs to no dialog that stands is told so, from either side', async () => {
    const app = await client();
    app.say('2|sip||nobody;from-tag=1\r\nBYE sip:placeholder SIP/2.0\r\n\r\n');
    await app.hears(/\|response\|2\|NOK\|Server error: unable to find dialog/);
    app.say('3|sip|nothing|\r\nSIP/2.0 200 OK\r\n\r\n');
    await app.hears(/\|response\|3\|NOK\|Response not sent due to unknown transaction/);
    app.say('4|sip|nothing|\r\nCANCEL sip:x SIP/2.0\r\n\r\n');
    await app.hears(/\|response\|4\|NOK\|unable to cancel/);
    expect((await peer().ask({ method: 'BYE', uri: URI, user: 'a' })).status).toBe(481);
  });

  test('a request that nobody answers is answered with 408 when its time is over', async () => {
    const app = await client();
    app.say('2|sip||\r\nOPTIONS sip:192.0.2.200 SIP/2.0\r\n\r\n');
    expect(await app.hears(/\|response\|2\|OK\|application\|\d+\|udp\|192\.0\.2\.200\|5060\|/)).toContain(
      'Msg sent:',
    );
    expect(await app.hears(/^[^|]+\|sip\|network\|/)).toContain('SIP/2.0 408');
  });

  test('what is a body of no known type is not sent within a dialog', async () => {
    const app = await client('invite');
    await app.hears(/\|response\|r-invite\|OK/);
    const call = peer().call({ to: `sip:700@${SIP.host}:${SIP.port}`, user: 'a', sdp: 'v=0' });
    const told = await app.hears(/INVITE sip:/);
    const transaction = told.split('|')[8]!;
    app.say(`2|sip|${transaction}|\r\nSIP/2.0 200 OK\r\n\r\nv=0`);
    const dialog = (await app.hears(/\|response\|2\|OK/)).split('|')[11]!;
    expect(dialog).toBe(`${call.callId};from-tag=${call.tags.own}`);
    app.say(`3|sip||${dialog}\r\nINFO sip:placeholder SIP/2.0\r\n\r\nhello`);
    await app.hears(/\|response\|3\|NOK\|.*missing content-type/);
  });
});
