/** An RTP packet without CSRC list (RFC 3550 section 5.1). */
export type RtpPacket = {
  readonly payloadType: number;
  readonly marker: boolean;
  readonly sequence: number;
  readonly timestamp: number;
  readonly ssrc: number;
  readonly payload: Uint8Array;
};

export const PCMU = 0;
export const TELEPHONE_EVENT = 101;
/** Samples in 20 ms. */
export const PACKET_SAMPLES = 160;

export function buildRtp(packet: RtpPacket): Buffer {
  const bytes = Buffer.alloc(12 + packet.payload.length);
  bytes[0] = 0x80;
  bytes[1] = (packet.marker ? 0x80 : 0) | packet.payloadType;
  bytes.writeUInt16BE(packet.sequence & 0xffff, 2);
  bytes.writeUInt32BE(packet.timestamp >>> 0, 4);
  bytes.writeUInt32BE(packet.ssrc >>> 0, 8);
  bytes.set(packet.payload, 12);
  return bytes;
}

/** Undefined when the bytes are no RTP of version 2. */
export function parseRtp(bytes: Buffer): RtpPacket | undefined {
  if (bytes.length < 12 || bytes[0]! >> 6 !== 2) return undefined;
  const start = 12 + 4 * (bytes[0]! & 0x0f);
  return {
    payloadType: bytes[1]! & 0x7f,
    marker: (bytes[1]! & 0x80) !== 0,
    sequence: bytes.readUInt16BE(2),
    timestamp: bytes.readUInt32BE(4),
    ssrc: bytes.readUInt32BE(8),
    payload: bytes.subarray(start),
  };
}

const KEYS = '0123456789*#ABCD';

/** The key of such a payload, when it says that the key is up again. */
export const keyReleased = (payload: Uint8Array): string | undefined =>
  (payload[1] ?? 0) >= 0x80 ? KEYS[payload[0]!] : undefined;

/** The payload of a pressed key (RFC 4733 section 2.3); `samples` is how long it is down so far. */
export function keyPayload(digit: string, samples: number, isEnd: boolean): Uint8Array {
  const event = KEYS.indexOf(digit);
  if (event < 0 || digit.length !== 1) throw new Error(`no such key: ${digit}`);
  return Uint8Array.of(event, (isEnd ? 0x80 : 0) | 10, samples >> 8, samples & 0xff);
}
