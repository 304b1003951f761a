import { describe, expect, test } from 'vitest';
import { StolenTime, stolenText } from '../../scripts/bench/stolen-time.ts';

const stat = (idle: number, stolen: number): string =>
  `cpu  100 10 50 ${idle} 5 0 3 ${stolen} 40 2\ncpu0 1 2 3 4 5 6 7 8 9 0\nintr 12345 1\n`;

/** A watch over a machine that counts these, one after the other. */
function watched(...texts: readonly (string | undefined)[]): StolenTime {
  const left = [...texts];
  return new StolenTime(() => left.shift());
}

describe('the time that the host takes away', () => {
  test('is its share of all time since the beginning, guests not counted twice', () => {
    expect(watched(stat(1_000, 20), stat(1_750, 270)).percent).toBe(25);
    expect(watched(stat(1_000, 20), stat(1_000, 20)).percent).toBe(0);
  });

  test('stands beside the figures, and is told to a person', () => {
    const figure = watched(stat(1_000, 20), stat(1_985, 35)).figure('flow');
    expect(figure).toEqual({
      ...{ bench: 'flow', system: 'host', measure: 'processor time stolen' },
      ...{ tries: 1, value: 1.5, unit: '%' },
    });
    expect(stolenText(figure)).toBe('1.5 % of the processor time was taken away by the host meanwhile');
  });

  test('is not known on a machine that does not count it', () => {
    expect(watched(undefined, undefined).percent).toBeNaN();
    expect(watched('cpus 1 2', 'cpus 1 3').percent).toBeNaN();
    expect(stolenText(watched(undefined).figure('flow'))).toContain('is not known');
  });

  test('is read from this machine', () => {
    const { percent } = new StolenTime();
    if (process.platform === 'linux') expect(percent).toBeGreaterThanOrEqual(0);
  });
});
