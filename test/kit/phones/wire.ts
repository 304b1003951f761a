import { createSocket } from 'node:dgram';
import type { Address } from './message.ts';

/** What carries SIP messages from one address to others: UDP, or a network that is only in this process. */
export interface Wire {
  readonly address: Address;
  onMessage: (bytes: Buffer, from: Address) => void;
  /** Sends once. What is sent to where nobody is, is lost. */
  send(text: string, to: Address): void;
  close(): Promise<void>;
}

/** Binds to a free port unless one is given. Rejects when the port is taken. */
export async function openUdp(host: string, port = 0): Promise<Wire> {
  const socket = createSocket({ type: 'udp4', recvBufferSize: 4 << 20, sendBufferSize: 4 << 20 });
  await new Promise<void>((bound, failed) => {
    socket.once('error', failed);
    socket.bind(port, host, () => {
      socket.off('error', failed);
      bound();
    });
  });
  const own = socket.address();
  const wire: Wire = {
    address: { host: own.address, port: own.port },
    onMessage: () => undefined,
    send: (text, to) => socket.send(text, to.port, to.host),
    close: () => new Promise<void>((done) => socket.close(() => done())),
  };
  socket.on('message', (bytes, from) => wire.onMessage(bytes, { host: from.address, port: from.port }));
  return wire;
}
