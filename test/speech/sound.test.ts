import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Resampler } from '../../src/speech/resampler.ts';
import { silence, tone } from '../../src/speech/tone.ts';
import { type Pcm, readWav, writeWav } from '../../src/speech/wav.ts';
import { runs } from '../properties.ts';

const sine = (rateHz: number, hertz: number): Pcm => ({
  rateHz,
  samples: Int16Array.from({ length: rateHz }, (_, index) =>
    Math.round(20_000 * Math.sin((2 * Math.PI * hertz * index) / rateHz)),
  ),
});

/** Loudness against the sine that went in, in decibels; the beginning and the end are left out. */
function decibels({ samples }: Pcm): number {
  const middle = samples.slice(samples.length / 8, (samples.length * 7) / 8);
  const power = middle.reduce((sum, sample) => sum + sample * sample, 0) / middle.length;
  return 10 * Math.log10(Math.max(power, 1e-3) / (20_000 ** 2 / 2));
}

describe('resampling to the rate of the telephone', () => {
  const resampler = new Resampler();

  test.each([16_000, 22_050, 44_100, 48_000])(
    'keeps speech of %i Hz and leaves nothing to fold back',
    async (rateHz) => {
      for (const hertz of [100, 1_000, 3_400]) {
        const passed = decibels(await resampler.resample(sine(rateHz, hertz), 8_000));
        expect(Math.abs(passed)).toBeLessThan(0.1);
      }
      for (const hertz of [4_000, 4_200, 5_000, 7_900]) {
        expect(decibels(await resampler.resample(sine(rateHz, hertz), 8_000))).toBeLessThan(-80);
      }
    },
  );

  test('keeps time: a click stays where it was', async () => {
    const samples = new Int16Array(22_050);
    samples[11_025] = 30_000;
    const { samples: out } = await resampler.resample({ rateHz: 22_050, samples }, 8_000);
    expect(out.length).toBe(8_000);
    expect(out.indexOf(Math.max(...out))).toBe(4_000);
  });

  test('never overflows', async () => {
    const samples = Int16Array.from({ length: 2_000 }, (_, index) => (index % 40 < 20 ? 32_767 : -32_768));
    const { samples: out } = await resampler.resample({ rateHz: 22_050, samples }, 8_000);
    expect(Math.max(...out)).toBe(32_767);
    expect(Math.min(...out)).toBe(-32_768);
  });

  test('brings a lower rate up', async () => {
    const raised = await resampler.resample(sine(6_000, 1_000), 8_000);
    expect(raised.samples.length).toBe(8_000);
    expect(Math.abs(decibels(raised))).toBeLessThan(0.1);
  });

  test('leaves sound of the right rate alone', async () => {
    const pcm = sine(8_000, 440);
    expect((await resampler.resample(pcm, 8_000)).samples).toBe(pcm.samples);
  });
});

describe('a WAV file', () => {
  test('is read as it was written', () => {
    fc.assert(
      fc.property(
        fc.int16Array({ minLength: 1, maxLength: 500 }),
        fc.integer({ min: 4_000, max: 192_000 }),
        (samples, rateHz) => {
          expect(readWav(writeWav({ rateHz, samples }))).toEqual({ rateHz, samples });
        },
      ),
    );
  });

  test('has the header that other programs expect', () => {
    const bytes = Buffer.from(writeWav({ rateHz: 8_000, samples: Int16Array.of(1, -2) }));
    expect(bytes.toString('hex')).toBe(
      '524946462800000057415645666d74201000000001000100401f0000803e00000200100064617461040000000100feff',
    );
  });

  test('of two channels is mixed to one', () => {
    const bytes = writeWav({ rateHz: 8_000, samples: Int16Array.of(100, 300, -100, -300) });
    bytes[22] = 2;
    expect([...readWav(bytes).samples]).toEqual([200, -200]);
  });

  test('with chunks in between, and a length that nobody knew, is read', () => {
    const wav = Buffer.from(writeWav({ rateHz: 8_000, samples: Int16Array.of(7, 8) }));
    const list = Buffer.from('LIST\x03\0\0\0abc\0', 'latin1');
    const endless = Buffer.from([0, 0xf0, 0xff, 0x7f]);
    const bytes = Buffer.concat([wav.subarray(0, 36), list, wav.subarray(36, 40), endless, wav.subarray(44)]);
    expect([...readWav(bytes).samples]).toEqual([7, 8]);
  });

  test('that is none, or is of another form, says so', () => {
    const wav = () => Buffer.from(writeWav({ rateHz: 8_000, samples: Int16Array.of(1, 2) }));
    const broken = (at: number, value: number) => {
      const bytes = wav();
      bytes[at] = value;
      return bytes;
    };
    expect(() => readWav(Buffer.from('hello'))).toThrow('this is not a WAV file');
    expect(() => readWav(broken(20, 7))).toThrow('not PCM of 16 bits');
    expect(() => readWav(broken(34, 8))).toThrow('not PCM of 16 bits');
    expect(() => readWav(broken(22, 0))).toThrow('0 channels');
    expect(() => readWav(broken(26, 255))).toThrow('samples a second');
    expect(() => readWav(wav().subarray(0, 44))).toThrow('no sound');
    expect(() => readWav(wav().subarray(0, 36))).toThrow('no sound');
  });

  test('never makes the reader throw anything but a sentence', () => {
    const header = Buffer.from(writeWav({ rateHz: 8_000, samples: Int16Array.of(1) }));
    fc.assert(
      fc.property(fc.nat(header.length), fc.uint8Array({ maxLength: 60 }), (keep, rest) => {
        const bytes = Buffer.concat([header.subarray(0, keep), rest]);
        try {
          expect(readWav(bytes).samples.length).toBeGreaterThan(0);
        } catch (error) {
          expect((error as Error).message).toMatch(/WAV file/);
        }
      }),
      { numRuns: runs(500) },
    );
  });
});

test('the tone is short, soft and begins and ends in silence; silence is silent', () => {
  const { rateHz, samples } = tone();
  expect(samples.length / rateHz).toBeCloseTo(0.3);
  expect([samples.at(0), samples.at(-1), Math.max(...samples) < 8_000]).toEqual([0, 0, true]);
  expect(silence().samples.every((sample) => sample === 0)).toBe(true);
});
