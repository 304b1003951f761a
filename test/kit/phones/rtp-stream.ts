import { createSocket, type Socket } from 'node:dgram';
import { performance } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';
import type { HeardPacket, PhoneMedia, Sound } from './media.ts';
import type { Address } from './message.ts';
import {
  buildRtp,
  keyPayload,
  keyReleased,
  PACKET_SAMPLES,
  PCMU,
  parseRtp,
  type RtpPacket,
  TELEPHONE_EVENT,
} from './rtp-packet.ts';
import { decodeUlaw, encodeUlaw } from './ulaw.ts';

const PACKET_MS = 20;
const RATE = 8_000;
const SILENCE = new Uint8Array(PACKET_SAMPLES).fill(0xff);
/** A key is down for this long, then three packets say that it is up (RFC 4733 section 2.5.1.4). */
const KEY_PACKETS = 6;
const KEY_END_PACKETS = 3;

type PressedKey = { readonly digit: string; readonly done: () => void; sent: number; startedAt: number };

/** One call's sound on a UDP socket of its own: sends a packet every 20 ms and keeps all that it hears. */
export class RtpStream implements PhoneMedia {
  readonly address: Address;
  packetsHeard = 0;
  keysHeard = '';
  /** performance.now() of the first and the last packet heard. */
  firstHeardAtMs: number | undefined;
  lastHeardAtMs: number | undefined;
  readonly #socket: Socket;
  readonly #heard: HeardPacket[] = [];
  readonly #ssrc = Math.floor(Math.random() * 0xffff_ffff);
  readonly #keys: PressedKey[] = [];
  #sound: Sound;
  #remote: Address | undefined;
  #timer: NodeJS.Timeout | undefined;
  #startedAtMs = 0;
  #ticks = 0;
  #sequence = 0;
  #closed = false;
  /** Of the last key heard: its end is said several times (RFC 4733 section 2.5.1.4). */
  #keyHeardAt = -1;

  private constructor(socket: Socket, sound: Sound) {
    this.#socket = socket;
    this.#sound = sound;
    const { address, port } = socket.address();
    this.address = { host: address, port };
    socket.on('message', (bytes) => this.#hear(bytes));
  }

  /** Binds to a free even port, as RTP wants. */
  static async open(host: string, sound: Sound = { kind: 'silence' }): Promise<RtpStream> {
    for (;;) {
      const socket = createSocket({ type: 'udp4', recvBufferSize: 1 << 20 });
      await new Promise<void>((bound, failed) => {
        socket.once('error', failed);
        socket.bind(0, host, () => {
          socket.off('error', failed);
          bound();
        });
      });
      if (socket.address().port % 2 === 0) return new RtpStream(socket, sound);
      await new Promise<void>((closed) => socket.close(() => closed()));
    }
  }

  talkTo(remote: Address): void {
    this.#remote = remote;
    if (this.#timer !== undefined || this.#closed) return;
    this.#startedAtMs = performance.now();
    this.#timer = setInterval(() => this.#sendDue(), PACKET_MS);
    this.#sendDue();
  }

  play(sound: Sound): void {
    this.#sound = sound;
  }

  press(digit: string): Promise<void> {
    if (this.#closed) return Promise.resolve();
    return new Promise((done) => this.#keys.push({ digit, done, sent: 0, startedAt: 0 }));
  }

  heard(): Int16Array {
    const all = new Int16Array(this.#heard.reduce((sum, { samples }) => sum + samples.length, 0));
    let at = 0;
    for (const { samples } of this.#heard) {
      all.set(samples, at);
      at += samples.length;
    }
    return all;
  }

  packets(): readonly HeardPacket[] {
    return this.#heard;
  }

  /** Forgets what was heard so far. */
  forget(): void {
    this.#heard.length = 0;
    this.packetsHeard = 0;
    this.firstHeardAtMs = undefined;
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#timer);
    for (const key of this.#keys.splice(0)) key.done();
    // What has come already is still to be read: twice round the loop, and all sockets had their turn.
    await setImmediate();
    await setImmediate();
    await new Promise<void>((closed) => this.#socket.close(() => closed()));
  }

  #hear(bytes: Buffer): void {
    const packet = parseRtp(bytes);
    if (packet === undefined) return;
    this.packetsHeard += 1;
    this.lastHeardAtMs = performance.now();
    this.firstHeardAtMs ??= this.lastHeardAtMs;
    if (packet.payloadType === TELEPHONE_EVENT) this.#hearKey(packet);
    if (packet.payloadType !== PCMU) return;
    this.#heard.push({ atMs: this.lastHeardAtMs, samples: decodeUlaw(packet.payload) });
  }

  #hearKey({ payload, timestamp }: RtpPacket): void {
    const key = keyReleased(payload);
    if (key === undefined || timestamp === this.#keyHeardAt) return;
    this.#keyHeardAt = timestamp;
    this.keysHeard += key;
  }

  /** Timers are late on a busy machine: what is due by the clock is sent, not what the timer counted. */
  #sendDue(): void {
    const due = Math.floor((performance.now() - this.#startedAtMs) / PACKET_MS) + 1;
    if (due - this.#ticks > 50) this.#ticks = due - 1;
    while (this.#ticks < due) {
      this.#sendOne(this.#ticks * PACKET_SAMPLES);
      this.#ticks += 1;
    }
  }

  #sendOne(timestamp: number): void {
    const key = this.#keys[0];
    if (key !== undefined) {
      this.#sendKey(key, timestamp);
      return;
    }
    const payload = this.#sound.kind === 'silence' ? SILENCE : tonePayload(this.#sound.hertz, timestamp);
    this.#send(PCMU, timestamp, payload, this.#sequence === 0);
  }

  #sendKey(key: PressedKey, timestamp: number): void {
    if (key.sent === 0) key.startedAt = timestamp;
    key.sent += 1;
    const isEnd = key.sent > KEY_PACKETS;
    const samples = Math.min(key.sent, KEY_PACKETS) * PACKET_SAMPLES;
    this.#send(TELEPHONE_EVENT, key.startedAt, keyPayload(key.digit, samples, isEnd), key.sent === 1);
    if (key.sent < KEY_PACKETS + KEY_END_PACKETS) return;
    this.#keys.shift();
    key.done();
  }

  #send(payloadType: number, timestamp: number, payload: Uint8Array, marker: boolean): void {
    if (this.#closed || this.#remote === undefined) return;
    this.#sequence += 1;
    const packet = { payloadType, marker, sequence: this.#sequence, timestamp, ssrc: this.#ssrc, payload };
    this.#socket.send(buildRtp(packet), this.#remote.port, this.#remote.host);
  }
}

/** 20 ms of a tone whose phase goes on where the packet before ended. */
function tonePayload(hertz: number, firstSample: number): Uint8Array {
  const samples = Int16Array.from({ length: PACKET_SAMPLES }, (_, index) =>
    Math.round(8_000 * Math.sin((2 * Math.PI * hertz * (firstSample + index)) / RATE)),
  );
  return encodeUlaw(samples);
}
