import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { convertFolder, ulawByte, ulawFromWav } from '../../scripts/setup/wav-to-ulaw.ts';

/** A WAV file of one channel with these samples, and a chunk of odd length that players skip. */
function wavOf(samples: readonly number[], { rate = 8_000, channels = 1 } = {}): Buffer {
  const data = Buffer.alloc(samples.length * 2);
  for (const [index, sample] of samples.entries()) data.writeInt16LE(sample, index * 2);
  const format = Buffer.alloc(16);
  format.writeUInt16LE(1, 0);
  format.writeUInt16LE(channels, 2);
  format.writeUInt32LE(rate, 4);
  format.writeUInt16LE(16, 14);
  const chunk = (name: string, content: Buffer) => {
    const head = Buffer.alloc(8, name, 'latin1');
    head.writeUInt32LE(content.length, 4);
    return Buffer.concat([head, content, Buffer.alloc(content.length & 1)]);
  };
  const chunks = [chunk('fmt ', format), chunk('LIST', Buffer.from('odd')), chunk('data', data)];
  return Buffer.concat([Buffer.from('RIFF....WAVE', 'latin1'), ...chunks]);
}

/** The middle of the interval that a µ-law byte stands for (ITU-T G.711, table 2a). */
function linear(byte: number): number {
  const value = ~byte & 0xff;
  const magnitude = ((((value & 0x0f) << 3) + 132) << ((value >> 4) & 7)) - 132;
  return value & 0x80 ? -magnitude : magnitude;
}

describe('music in the form of telephones', () => {
  test('silence, the loudest and the quietest sounds have the bytes of the standard', () => {
    expect([0, -1, 8, -8, 32_767, -32_768].map(ulawByte)).toEqual([0xff, 0x7f, 0xfe, 0x7e, 0x80, 0x00]);
  });

  test('every sample comes back within the step of its segment, with its sign', () => {
    for (let sample = -32_635; sample <= 32_635; sample += 7) {
      const back = linear(ulawByte(sample));
      expect(Math.abs(back - sample), `sample ${sample}`).toBeLessThanOrEqual(
        Math.max(4, Math.abs(sample) / 16),
      );
      if (Math.abs(sample) > 8) expect(Math.sign(back), `sample ${sample}`).toBe(Math.sign(sample));
    }
  });

  test('a file becomes half as large, sample by sample', () => {
    expect([...ulawFromWav(wavOf([0, 32_767, -32_768]))]).toEqual([0xff, 0x80, 0x00]);
  });

  test('a file of another form is refused with what it is', () => {
    expect(() => ulawFromWav(wavOf([0], { rate: 44_100 }))).toThrow('1,1,44100,16');
    expect(() => ulawFromWav(wavOf([0], { channels: 2 }))).toThrow('1,2,8000,16');
    expect(() => ulawFromWav(Buffer.from('no sound at all'))).toThrow('not a WAV file');
  });

  test('a folder keeps nothing but the results, and what else was in it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'cordboard-music-'));
    writeFileSync(join(folder, 'song.wav'), wavOf([0, 0]));
    writeFileSync(join(folder, 'licence.txt'), 'free');
    convertFolder(folder);
    expect(readdirSync(folder).toSorted()).toEqual(['licence.txt', 'song.ulaw']);
    expect([...readFileSync(join(folder, 'song.ulaw'))]).toEqual([0xff, 0xff]);
    rmSync(folder, { recursive: true });
  });
});
