import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { freePort } from '../kit/free-port.ts';
import { header, parseMessage, type SipMessage } from '../kit/phones/message.ts';
import { type SippRun, startSipp } from '../kit/sipp/index.ts';

const HERE = '127.0.0.1';
const WITHIN_MS = 10_000;
const SDP = ['v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=-', 'c=IN IP4 127.0.0.1', 't=0 0', 'm=audio 9 RTP/AVP 0'];
/** An INVITE that comes before SIPp listens is sent again. */
const ASK_MS = 300;
const INVITED = [
  `From: <sip:+7903@${HERE}>;tag=exchange`,
  `To: <sip:1001@${HERE}>`,
  'Call-ID: crossing',
] as const;
/** The exchange's own requests in a dialog are told apart from SIPp's by it. */
const OUR_CSEQ = 7_000;

let scratch: string;
let exchange: Socket;
beforeEach(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'cordboard-sipp-'));
  exchange = createSocket('udp4').bind(0, HERE);
  await once(exchange, 'listening');
});
afterEach(async () => {
  exchange.close();
  await rm(scratch, { recursive: true });
});

const lines = (...all: readonly string[]): string => `${all.join('\r\n')}\r\n`;
const via = (): string => `Via: SIP/2.0/UDP ${HERE}:${exchange.address().port};branch=z9hG4bK-exchange`;

/** 200, with the headers that RFC 3261 section 8.2.6 asks for. */
function yes(to: SipMessage, body: readonly string[] = []): string {
  const copied = ['via', 'from', 'call-id', 'cseq'].map((name) => `${name}: ${header(to, name)}`);
  const tag = header(to, 'to').includes('tag=') ? '' : ';tag=exchange';
  const contact = `Contact: <sip:exchange@${HERE}:${exchange.address().port}>`;
  const text = body.length === 0 ? '' : lines(...body);
  const type = body.length === 0 ? [] : ['Content-Type: application/sdp'];
  const length = `Content-Length: ${text.length}`;
  return `${lines('SIP/2.0 200 OK', ...copied, `To: ${header(to, 'to')}${tag}`, contact, ...type, length)}\r\n${text}`;
}

/** A BYE of the exchange in the dialog of this request of SIPp's. */
function bye(request: SipMessage): string {
  const names = [`From: ${header(request, 'to')}`, `To: ${header(request, 'from')}`];
  return ours('BYE', `CSeq: ${OUR_CSEQ} BYE`, `Call-ID: ${header(request, 'call-id')}`, ...names);
}

const ours = (method: string, ...head: readonly string[]): string =>
  `${lines(`${method} sip:1001@${HERE} SIP/2.0`, via(), ...head, 'Content-Length: 0')}\r\n`;

const sippFor = (run: Pick<SippRun, 'scenario' | 'lines'>, port: number): SippRun => ({
  ...{ service: '100', calls: 1, withinMs: WITHIN_MS, here: { host: HERE, port } },
  ...{ server: { host: HERE, port: exchange.address().port }, ...run },
});

type Send = (text: string) => void;

/** Lets SIPp talk with the exchange, which meets its BYE with a BYE, and then with the answer to it. */
async function crossing(run: Pick<SippRun, 'scenario' | 'lines'>, begin?: (send: Send) => void) {
  const answers: string[] = [];
  const port = await freePort();
  const send: Send = (text) => exchange.send(text, port, HERE);
  exchange.on('message', (bytes) => {
    const message = parseMessage(bytes);
    if (message === undefined) return;
    const cseq = header(message, 'cseq');
    if (message.status > 0) answers.push(`${message.status} ${cseq}`);
    if (message.method === 'INVITE') send(yes(message, SDP));
    if (message.status >= 200 && cseq.endsWith('INVITE')) {
      if (message.status > 200) send(ours('CANCEL', ...INVITED, 'CSeq: 1 CANCEL'));
      send(ours('ACK', ...INVITED, 'CSeq: 1 ACK'));
    }
    if (message.method !== 'BYE') return;
    // SIPp finds both, and has answered nothing yet.
    send(bye(message));
    send(yes(message));
  });
  const sipp = await startSipp(sippFor(run, port), scratch);
  const asking = setInterval(() => (answers.length === 0 ? begin?.(send) : clearInterval(asking)), ASK_MS);
  const result = await sipp.result.finally(() => clearInterval(asking));
  return { result, answers, errors: await readFile(sipp.errors, 'utf8').catch(() => '') };
}

const ONE_GOOD_CALL = { created: 1, successful: 1, failed: 0 };

test('a caller whose hang-up crosses that of the exchange answers it, and is no failed call', async () => {
  const person = { scenario: 'person', lines: [['+7903', 50, '', 50, '', 0, 50]] } as const;
  const { result, answers, errors } = await crossing(person);
  expect([result, errors]).toEqual([ONE_GOOD_CALL, '']);
  expect(answers).toEqual([`200 ${OUR_CSEQ} BYE`]);
});

const invites = (send: Send): void => {
  const contact = `Contact: <sip:exchange@${HERE}:${exchange.address().port}>`;
  send(ours('INVITE', ...INVITED, 'CSeq: 1 INVITE', contact));
};

test('an operator whose hang-up crosses that of the exchange answers it, and is no failed call', async () => {
  const desk = { scenario: 'desk', lines: [[1, 20, 50]] } as const;
  const { result, answers, errors } = await crossing(desk, invites);
  expect([result, errors]).toEqual([ONE_GOOD_CALL, '']);
  expect(answers.at(-1)).toBe(`200 ${OUR_CSEQ} BYE`);
});

test.each([
  [486, 2],
  [603, 3],
])('an operator whose %i crosses a CANCEL stands by it, and is no failed call', async (status, mood) => {
  const desk = { scenario: 'desk', lines: [[mood, 20, 50]] } as const;
  const { result, answers, errors } = await crossing(desk, invites);
  expect([result, errors]).toEqual([ONE_GOOD_CALL, '']);
  expect(answers.filter((answer) => !answer.startsWith('180'))).toEqual([`${status} 1 INVITE`]);
});
