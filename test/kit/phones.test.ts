import { afterEach, describe, expect, test } from 'vitest';
import { answerChallenge } from './phones/digest.ts';
import { CallerLine, Diary, OperatorPhone, RtpSink } from './phones/index.ts';
import {
  addressOf,
  buildResponse,
  header,
  headers,
  nameOf,
  parseMessage,
  tagOf,
  uriOf,
  userOf,
} from './phones/message.ts';
import { buildRtp, keyPayload, parseRtp } from './phones/rtp-packet.ts';
import { answerDirection, mediaAddress, sessionText } from './phones/sdp.ts';
import { decodeUlaw, encodeUlaw } from './phones/ulaw.ts';
import { toneLevel } from './sound.ts';

const read = (text: string) => parseMessage(Buffer.from(text))!;

describe('SIP messages', () => {
  const invite = read(
    [
      'INVITE sip:op1@127.0.0.3:9 SIP/2.0',
      'v: SIP/2.0/UDP a;branch=z9hG4bKx, SIP/2.0/UDP b',
      'f: "A, B" <sip:7@x>;tag=q',
      'To: <sip:op1@x>',
      'i: c1',
      'Subject: one',
      ' two',
      'CSeq: 1 INVITE',
      'Record-Route: <sip:p1;lr>, <sip:p2;lr>',
      '',
      'body',
    ].join('\r\n'),
  );

  test('compact names, folded lines, lists and quoted commas are understood', () => {
    expect(invite.method).toBe('INVITE');
    expect(headers(invite, 'via')).toHaveLength(2);
    expect(headers(invite, 'record-route')).toEqual(['<sip:p1;lr>', '<sip:p2;lr>']);
    expect(header(invite, 'subject')).toBe('one two');
    expect([nameOf(header(invite, 'from')), tagOf(header(invite, 'from'))]).toEqual(['A, B', 'q']);
    expect(userOf(uriOf(header(invite, 'from')))).toBe('7');
    expect(parseMessage(Buffer.from('noise'))).toBeUndefined();
  });

  test('a response repeats what RFC 3261 wants repeated and adds the tag', () => {
    const ringing = read(buildResponse(invite, 180, { toTag: 'tt' }));
    expect(ringing.status).toBe(180);
    expect(headers(ringing, 'via')).toHaveLength(2);
    expect(tagOf(header(ringing, 'to'))).toBe('tt');
  });

  test('an address without a port means 5060', () => {
    expect(addressOf('sip:x@127.0.0.1:5070;transport=udp')).toEqual({ host: '127.0.0.1', port: 5070 });
    expect(addressOf('sip:127.0.0.1;lr')).toEqual({ host: '127.0.0.1', port: 5060 });
  });
});

describe('digest', () => {
  // RFC 7616 section 3.9.1
  const account = { user: 'Mufasa', password: 'Circle of Life' };
  const request = { method: 'GET', uri: '/dir/index.html' };
  const nonce = '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v';
  const cnonce = 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ';
  const realm = 'realm="http-auth@example.org"';
  const challenge = (algorithm: string) =>
    `WWW-Authenticate: Digest ${realm}, qop="auth, auth-int", algorithm=${algorithm}, nonce="${nonce}"`;
  const asked = (...lines: string[]) => read(['SIP/2.0 401 Unauthorized', ...lines, '', ''].join('\r\n'));

  test('gives the published answers for MD5 and SHA-256', () => {
    const md5 = answerChallenge(asked(challenge('MD5')), account, request, cnonce);
    expect(md5?.[1]).toContain('response="8ca523f5e9506fed4657c9700eebdbec"');
    const sha = answerChallenge(asked(challenge('SHA-256')), account, request, cnonce);
    expect(sha?.[1]).toContain('753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1');
  });

  test('answers the strongest challenge it knows, and none that it does not know', () => {
    const both = answerChallenge(asked(challenge('MD5'), challenge('SHA-256')), account, request);
    expect(both?.[1]).toContain('algorithm=SHA-256');
    expect(answerChallenge(asked(challenge('WHIRLPOOL')), account, request)).toBeUndefined();
  });
});

describe('sound', () => {
  test('mu-law keeps a tone through coding and decoding', () => {
    const tone = Int16Array.from(
      { length: 8_000 },
      (_, i) => 8_000 * Math.sin((2 * Math.PI * 600 * i) / 8_000),
    );
    const heard = decodeUlaw(encodeUlaw(tone));
    expect(toneLevel(heard, 600)).toBeCloseTo(8_000 / 32_768, 2);
    expect(toneLevel(heard, 1_000)).toBeLessThan(0.003);
  });

  test('a pressed key is the event of RFC 4733 with its length', () => {
    expect([...keyPayload('#', 960, true)]).toEqual([11, 0x8a, 3, 0xc0]);
    const packet = { payloadType: 101, marker: true, sequence: 7, timestamp: 160, ssrc: 9 };
    const back = parseRtp(buildRtp({ ...packet, payload: keyPayload('1', 160, false) }));
    expect(back).toMatchObject(packet);
  });

  test('hold is answered by listening', () => {
    expect(mediaAddress(sessionText({ host: '127.0.0.1', port: 4_000 }))).toEqual({
      host: '127.0.0.1',
      port: 4_000,
    });
    expect(answerDirection('a=sendonly\r\n')).toBe('recvonly');
    expect(answerDirection('')).toBe('sendrecv');
  });
});

describe('phones that call each other without an exchange', () => {
  const closing: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });

  async function twoPhones(behaviour: Parameters<OperatorPhone['behave']>[0]) {
    const diary = new Diary();
    const account = { user: '1001', password: 'x' };
    const phone = await OperatorPhone.open({ account, diary, behaviour });
    closing.push(() => phone.close());
    const line = await CallerLine.open({ diary, server: phone.address });
    closing.push(() => line.close());
    return { diary, phone, line };
  }

  test('both hear the other one, and a hang-up reaches the other side', async () => {
    const { diary, phone, line } = await twoPhones({ kind: 'answer', afterMs: 0 });
    const call = await (await line.call('+79160000001', '1001')).answered();
    await diary.until('the talk is acknowledged', (e) => e.kind === 'connected');
    const operator = phone.current!;
    await expect.poll(() => call.media.packetsHeard).toBeGreaterThan(30);
    expect(toneLevel(call.media.heard(), 1_000)).toBeGreaterThan(0.2);
    expect(toneLevel(operator.media!.heard(), 600)).toBeGreaterThan(0.2);
    call.hangUp();
    await diary.until('the operator sees the end', (e) => e.kind === 'wasHungUp');
    expect(phone.current).toBeUndefined();
  });

  test('a caller may give up while it rings', async () => {
    const { diary, line } = await twoPhones({ kind: 'ring' });
    const call = await line.call('+79160000002', '1001');
    await diary.until('it rings', (e) => e.kind === 'heardRinging');
    call.hangUp();
    expect(await call.ended).toEqual({ by: 'self', status: 487 });
    expect(diary.count('ringingEnded')).toBe(1);
  });

  test('a refusal carries its status, and a dead phone carries nothing', async () => {
    const { diary, phone, line } = await twoPhones({ kind: 'refuse', status: 603 });
    const refused = await line.call('+79160000003', '1001');
    expect(await refused.ended).toEqual({ by: 'peer', status: 603 });
    phone.behave({ kind: 'dead' });
    const call = await line.call('+79160000004', '1001');
    await expect(call.answered(100)).rejects.toThrow('not seen within 100 ms');
    expect(diary.of('1001').filter((e) => e.kind === 'rang')).toHaveLength(1);
  });

  test('a second call at a phone in use is refused as busy', async () => {
    const { line } = await twoPhones({ kind: 'answer', afterMs: 0 });
    await (await line.call('+79160000005', '1001')).answered();
    const second = await line.call('+79160000006', '1001');
    expect(await second.ended).toEqual({ by: 'peer', status: 486 });
  });

  test('a sink counts what the kernel throws away and still answers with a little sound', async () => {
    const sink = await RtpSink.open('127.0.0.2');
    closing.push(() => sink.close());
    const { diary, phone } = await twoPhones({ kind: 'answer', afterMs: 0 });
    const line = await CallerLine.open({ diary, server: phone.address, media: () => sink.media() });
    closing.push(() => line.close());
    await (await line.call('+79160000007', '1001')).answered();
    await expect.poll(() => phone.current?.media?.packetsHeard).toBe(5);
    await expect.poll(() => sink.packetsHeard()).toBeGreaterThan(10);
  });
});
