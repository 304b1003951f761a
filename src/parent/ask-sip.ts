import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { connect, isIPv6 } from 'node:net';
import { hostInUri } from '../base/index.ts';
import { nearHost } from './near-host.ts';
import type { PortUse } from './proc.ts';

const ANSWER_MS_MAX = 2_000;

/**
 * Whether SIP is spoken at a port of this machine: any answer to OPTIONS (RFC 3261 11) says so, also a refusal. We ask
 * from the loopback address, which is never banned. Never rejects.
 */
export async function speaksSip({ protocol, host, port }: PortUse): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const limit = setTimeout(() => resolve(false), ANSWER_MS_MAX);
  const to = { host: nearHost(host), port, from: isIPv6(host) ? '::1' : '127.0.0.1' };
  const close = (protocol === 'udp' ? overUdp : overTcp)(to, resolve);
  try {
    return await promise;
  } finally {
    clearTimeout(limit);
    close();
  }
}

type Way = { readonly host: string; readonly port: number; readonly from: string };
/** Sends the question, and tells what came of it; returns what lets go of the socket. */
type Ask = (way: Way, tell: (isAnswered: boolean) => void) => () => void;

const overUdp: Ask = (way, tell) => {
  const socket = createSocket(isIPv6(way.host) ? 'udp6' : 'udp4');
  socket.on('message', () => tell(true)).on('error', () => tell(false));
  socket.bind(0, way.from, () => socket.connect(way.port, way.host));
  socket.on('connect', () => socket.send(optionsText(way, 'UDP', socket.address().port)));
  return () => socket.close();
};

const overTcp: Ask = (way, tell) => {
  const socket = connect({ host: way.host, port: way.port, localAddress: way.from });
  socket.on('data', () => tell(true)).on('error', () => tell(false));
  socket.on('connect', () => socket.write(optionsText(way, 'TCP', socket.localPort!)));
  return () => socket.destroy();
};

function optionsText({ host, port, from }: Way, transport: 'UDP' | 'TCP', ownPort: number): string {
  const [target, own] = [`sip:${hostInUri(host)}:${port}`, hostInUri(from)];
  const id = randomBytes(8).toString('hex');
  return [
    `OPTIONS ${target} SIP/2.0`,
    `Via: SIP/2.0/${transport} ${own}:${ownPort};rport;branch=z9hG4bK${id}`,
    'Max-Forwards: 70',
    `From: <sip:${own}>;tag=${id}`,
    `To: <${target}>`,
    `Call-ID: ${id}`,
    'CSeq: 1 OPTIONS',
    'Content-Length: 0',
    '\r\n',
  ].join('\r\n');
}
