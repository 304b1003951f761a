import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Music on hold is copied to every waiting caller 50 times a second. In the form that phones use (G.711 µ-law) that
 * is a copy; from any other form it is a decoding and an encoding per caller. So the music is converted once.
 */

/** One 16-bit sample as a µ-law byte (ITU-T G.711, table 2a): the sign, 3 bits of segment, 4 of position, inverted. */
export function ulawByte(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0;
  const magnitude = Math.min(Math.abs(sample), 32_635) + 132;
  const segment = 24 - Math.clz32(magnitude);
  return ~(sign | (segment << 4) | ((magnitude >> (segment + 3)) & 0x0f)) & 0xff;
}

/** The µ-law bytes of a WAV file; throws unless it is PCM with one channel, 16 bits and 8,000 samples a second. */
export function ulawFromWav(wav: Buffer): Buffer {
  const format = chunk(wav, 'fmt ');
  const found = [
    format.readUInt16LE(0),
    format.readUInt16LE(2),
    format.readUInt32LE(4),
    format.readUInt16LE(14),
  ];
  if (String(found) !== '1,1,8000,16')
    throw new Error(`WAV of format, channels, rate, bits ${found}: not 1,1,8000,16`);
  const samples = chunk(wav, 'data');
  const bytes = Buffer.alloc(samples.length >> 1);
  for (let index = 0; index < bytes.length; index++) bytes[index] = ulawByte(samples.readInt16LE(index * 2));
  return bytes;
}

/** The content of the RIFF chunk of this name. */
function chunk(wav: Buffer, name: string): Buffer {
  for (let at = 12; at + 8 <= wav.length; ) {
    const size = wav.readUInt32LE(at + 4);
    if (wav.toString('latin1', at, at + 4) === name) return wav.subarray(at + 8, at + 8 + size);
    at += 8 + size + (size & 1);
  }
  throw new Error(`no chunk "${name}" in this file: not a WAV file`);
}

/** Converts every WAV file of a folder and leaves only the results. */
export function convertFolder(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (!name.endsWith('.wav')) continue;
    const path = join(folder, name);
    writeFileSync(path.replace(/\.wav$/, '.ulaw'), ulawFromWav(readFileSync(path)));
    rmSync(path);
  }
}

if (import.meta.main) convertFolder(process.argv[2]!);
