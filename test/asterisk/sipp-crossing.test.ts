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
  const [from, to] = [header(request, 'from'), header(request, 'to')];
  const names = [`From: ${to}`, `To: ${from}`, `Call-ID: ${header(request, 'call-id')}`];
  return `${lines('BYE sip:caller SIP/2.0', via(), ...names, `CSeq: ${OUR_CSEQ} BYE`, 'Content-Length: 0')}\r\n`;
}

test('a caller whose hang-up crosses that of the exchange answers it, and is no failed call', async () => {
  const answers: string[] = [];
  exchange.on('message', (bytes, { port, address }) => {
    const message = parseMessage(bytes);
    if (message === undefined) return;
    const send = (text: string): void => exchange.send(text, port, address);
    if (message.status > 0) answers.push(`${message.status} ${header(message, 'cseq')}`);
    if (message.method === 'INVITE') send(yes(message, SDP));
    if (message.method !== 'BYE') return;
    // SIPp finds both, and has answered nothing yet.
    send(bye(message));
    send(yes(message));
  });
  const sipp = await startSipp(
    {
      ...{ scenario: 'person', service: '100', calls: 1, withinMs: WITHIN_MS },
      ...{
        here: { host: HERE, port: await freePort() },
        server: { host: HERE, port: exchange.address().port },
      },
      lines: [['+7903', 50, '', 50, '', 0, 50]],
    } satisfies SippRun,
    scratch,
  );
  expect(await sipp.result).toEqual({ created: 1, successful: 1, failed: 0 });
  expect(await readFile(sipp.errors, 'utf8').catch(() => '')).toBe('');
  expect(answers).toEqual([`200 ${OUR_CSEQ} BYE`]);
});
