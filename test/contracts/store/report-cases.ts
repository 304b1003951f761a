import { expect, test } from 'vitest';
import type { ReportWish } from '../../../src/reports/index.ts';
import { arrived, ended, type StoreWorld } from './world.ts';

const WISH: ReportWish = {
  ...({ by: 'number', interval: '5m', zone: 'UTC', targetMs: 20_000, format: 'json', only: null } as const),
  ...{ borders: [0, 300_000, 600_000], nowMs: 600_000 },
  stretches: [{ fromMs: -9e8, untilMs: 9e8, offsetMs: 0 }],
};

/** Reports, which a thread of their own makes. */
export function reportCases(world: () => StoreWorld): void {
  test('a report holds all that was written before it was wanted', async () => {
    const store = await world().open();
    for (let call = 1; call <= 3; call += 1) {
      store.write(arrived(`c${call}`, call * 1_000));
      store.write(ended(`c${call}`, 400_000));
      const report = JSON.parse(new TextDecoder().decode(await store.report(WISH)));
      expect(report).toMatchObject({ behindCount: 0, rows: [{ fromMs: 0 }, { fromMs: 300_000 }] });
      expect(report.totals.at(-1).figures).toMatchObject({ arrived: call, ended: call });
    }
  });

  test('a report is a table or a picture where that is wanted', async () => {
    const store = await world().open();
    store.write(arrived('c1', 1_000));
    const text = async (format: ReportWish['format']): Promise<string> =>
      new TextDecoder().decode(await store.report({ ...WISH, format }));
    expect(await text('csv')).toMatch(/^from,to,number,arrived,/);
    expect(await text('svg')).toMatch(/^<svg /);
  });

  test('more reports than can wait are refused, and the store goes on', async () => {
    const store = await world().open();
    const wanted = await Promise.allSettled(Array.from({ length: 12 }, () => store.report(WISH)));
    expect(wanted.map(({ status }) => status)).toEqual([
      ...new Array(8).fill('fulfilled'),
      ...new Array(4).fill('rejected'),
    ]);
    expect(wanted.at(-1)).toMatchObject({ reason: { code: 'TOO_MANY_REPORTS' } });
    await expect(store.report(WISH)).resolves.toBeDefined();
  });

  test('what is counted anew is in the next reports', async () => {
    const store = await world().open();
    store.write(arrived('c1', 1_000));
    const before = await store.report(WISH);
    await store.countAnew();
    await expect.poll(() => store.report(WISH), { timeout: 5_000 }).toEqual(before);
  });
}
