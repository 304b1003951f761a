import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { PhoneMedia } from './media.ts';
import type { Address } from './message.ts';
import { buildRtp, PACKET_SAMPLES, PCMU } from './rtp-packet.ts';

const BURST_PACKETS = 5;
const PACKET_MS = 20;
const SILENCE = new Uint8Array(PACKET_SAMPLES).fill(0xff);

/**
 * One UDP port for the sound of thousands of calls, which costs this process nothing: a worker binds the
 * socket and then sleeps for ever, so the kernel throws the packets away, counting them, and no "port
 * unreachable" goes back. A second socket on the same port sends: a phone that has just been answered must
 * send some sound, because Asterisk's Answer waits up to half a second for the first packet.
 */
export class RtpSink {
  readonly address: Address;
  readonly #sender: Socket;
  readonly #sleeper: Worker;
  readonly #bursts = new Set<NodeJS.Timeout>();

  private constructor(address: Address, sender: Socket, sleeper: Worker) {
    this.address = address;
    this.#sender = sender;
    this.#sleeper = sleeper;
  }

  static async open(host: string): Promise<RtpSink> {
    // The kernel hands packets to the socket that was bound last, so the sender comes first.
    const sender = createSocket({ type: 'udp4', reuseAddr: true, recvBufferSize: 4_096 });
    sender.bind(0, host);
    await once(sender, 'listening');
    const { port } = sender.address();
    const sleeper = new Worker(new URL('./rtp-sink-worker.ts', import.meta.url), {
      workerData: { host, port },
    });
    await once(sleeper, 'message');
    return new RtpSink({ host, port }, sender, sleeper);
  }

  /** Packets that came for all calls together, from the kernel's own count of what it threw away. */
  packetsHeard(): number {
    const hex = this.address.host
      .split('.')
      .reverse()
      .map((part) => hexOf(Number(part), 2))
      .join('');
    const local = ` ${hex}:${hexOf(this.address.port, 4)} `;
    const rows = readFileSync('/proc/net/udp', 'latin1')
      .split('\n')
      .filter((row) => row.includes(local));
    return rows.reduce((sum, row) => sum + Number(row.trim().split(/\s+/).at(-1)), 0);
  }

  /** The sound side of one call. */
  media(): PhoneMedia {
    return {
      address: this.address,
      packetsHeard: 0,
      keysHeard: '',
      talkTo: (remote) => this.#burst(remote),
      play: () => undefined,
      press: () => Promise.reject(new Error('a phone on a sink presses keys by INFO only')),
      heard: () => new Int16Array(0),
      packets: () => [],
      close: () => Promise.resolve(),
    };
  }

  async close(): Promise<void> {
    for (const timer of this.#bursts) clearInterval(timer);
    this.#bursts.clear();
    await new Promise<void>((closed) => this.#sender.close(() => closed()));
    await this.#sleeper.terminate();
  }

  #burst(remote: Address): void {
    const ssrc = Math.floor(Math.random() * 0xffff_ffff);
    let sent = 0;
    const one = (): void => {
      const stamp = {
        payloadType: PCMU,
        marker: sent === 0,
        sequence: sent + 1,
        timestamp: sent * PACKET_SAMPLES,
      };
      this.#sender.send(buildRtp({ ...stamp, ssrc, payload: SILENCE }), remote.port, remote.host);
      sent += 1;
      if (sent < BURST_PACKETS) return;
      clearInterval(timer);
      this.#bursts.delete(timer);
    };
    const timer = setInterval(one, PACKET_MS);
    this.#bursts.add(timer);
    one();
  }
}

const hexOf = (number: number, digits: number): string =>
  number.toString(16).toUpperCase().padStart(digits, '0');
