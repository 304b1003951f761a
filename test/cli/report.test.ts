import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runCommand } from '../../src/cli/index.ts';
import { createHttp, type Http } from '../../src/http/index.ts';
import { idleJobs, SmallHouse, SmallStore } from '../http/doubles.ts';
import { callStory, signedIn } from '../reports/call-story.ts';
import { Folding } from '../reports/folding.ts';

describe('./cordboard report', () => {
  let folder: string;
  let http: Http;
  let store: SmallStore;
  let port: number;
  let printed: string[];
  let complained: string[];
  beforeEach(async () => {
    [printed, complained] = [[], []];
    folder = mkdtempSync(join(tmpdir(), 'cordboard-report-'));
    mkdirSync(join(folder, 'secrets'));
    writeFileSync(join(folder, 'secrets/admin-token'), 'token\n');
    store = new SmallStore();
    const folding = new Folding();
    folding.take([
      signedIn('anna', 0),
      { ...signedIn('boris', 0), presence: 'offline' } as ReturnType<typeof signedIn>,
    ]);
    folding.take(callStory({ callId: '1', at: 0, waits: 20, talks: 60, wrapsUp: 30 }));
    folding.take(callStory({ callId: '2', at: 4_000, waits: 125, hangsUp: 'queue', queue: 'sales' }));
    folding.take([{ ...signedIn('anna', 4_000), presence: 'offline' } as ReturnType<typeof signedIn>]);
    store.kept = (query) => folding.kept(query);
    const parts = { house: new SmallHouse(), store, jobs: idleJobs, log: pino({ enabled: false }) };
    const place = { host: '127.0.0.1', port: 0, version: '1.2.3', tokens: ['token'] };
    http = await createHttp({ ...parts, ...place, onBroken: () => {} });
    port = (await http.listen()).port;
  });
  afterEach(async () => {
    await http.close();
    rmSync(folder, { recursive: true });
  });

  const run = (...words: string[]): Promise<number> =>
    runCommand(
      ['report', ...words],
      { CORDBOARD_DATA: folder, CORDBOARD_HTTP_PORT: String(port) },
      (line) => printed.push(line),
      (line) => complained.push(line),
      async function* () {},
    );
  const DAY = ['--from', '2026-03-02', '--to', '2026-03-02', '--zone', 'UTC'] as const;

  test('shows the week as it usually is', async () => {
    expect(await run(...DAY, '--week')).toBe(0);
    expect(printed).toEqual([
      'entered in an average hour, all together (UTC)',
      'Mon  Tue  Wed  Thu  Fri  Sat  Sun',
      '09:00    1    –    –    –    –    –    –',
      '10:00    1    –    –    –    –    –    –',
    ]);
    printed.length = 0;
    expect(await run(...DAY, '--week', '--csv')).toBe(0);
    expect(printed.join()).toMatch(/^weekday,hour,hours,queue,/);
    expect(await run(...DAY, '--week', '--interval', '1h')).toBe(2);
  });

  test('shows the day of each queue, and of all together', async () => {
    expect(await run(...DAY)).toBe(0);
    expect(printed).toEqual([
      '2026-03-02T00:00+00:00 to 2026-03-03T00:00+00:00 (UTC), service level within 20 s',
      'queue    entered  answered  abandoned  service level   asa  longest wait   aht',
      'total  sales          1         0          1          0.0 %     –          2:05     –',
      'total  support        1         1          0        100.0 %  0:20          0:20  1:30',
      'total  all            2         1          1         50.0 %  0:20          2:05  1:30',
    ]);
  });

  test('shows interval by interval before the whole', async () => {
    expect(await run(...DAY, '--interval', '1h', '--only', 'support,sales', '--target', '120s')).toBe(0);
    expect(printed.map((line) => line.split(/ {2,}/).slice(0, 2))).toEqual([
      [expect.stringContaining('service level within 120 s')],
      ['queue', 'entered'],
      ['2026-03-02 09:00', 'support'],
      ['2026-03-02 10:00', 'sales'],
      ...[
        ['total', 'sales'],
        ['total', 'support'],
        ['total', 'all'],
      ],
    ]);
  });

  test('shows operators with what they did with their time', async () => {
    expect(await run(...DAY, '--by', 'operator')).toBe(0);
    expect(printed[2]).toMatch(/^total +anna +1 +1 +0 +0:20 +1:30 +2\.3 % +1:06:40$/);
    expect(printed.join('\n')).not.toContain('boris');
  });

  test('writes comma-separated values, a picture, and JSON', async () => {
    expect(await run(...DAY, '--csv')).toBe(0);
    expect(printed[0]).toMatch(/^from,to,queue,entered,/);
    const path = join(folder, 'picture.svg');
    expect(await run(...DAY, '--svg', path)).toBe(0);
    expect(readFileSync(path, 'utf8')).toContain(
      'Calls by queue, 2026-03-02 00:00 to 2026-03-03 00:00 (UTC)',
    );
    printed = [];
    expect(await run(...DAY, '--json')).toBe(0);
    expect(JSON.parse(printed[0]!)).toMatchObject({ by: 'queue', zone: 'UTC' });
    expect(await run(...DAY, '--svg', join(folder, 'nowhere', 'picture.svg'))).toBe(1);
    expect(complained.join('\n')).toContain('the picture cannot be written');
  });

  test('takes days by the clocks of the zone, also the one that begins late', async () => {
    const asked: (readonly number[])[] = [];
    store.kept = ({ borders }) => {
      asked.push(borders);
      return { rows: [], later: [], waiting: {}, operators: [], behindCount: 7 };
    };
    await run('--from', '2026-03-29', '--to', '2026-03-29', '--zone', 'Asia/Beirut');
    await run(
      '--from',
      '2026-03-02T08:30:00Z',
      '--to',
      '2026-03-02T11:30:00+02:00',
      '--zone',
      'UTC',
      '--interval',
      '1h',
    );
    expect(asked[0]).toEqual(['2026-03-28T22:00Z', '2026-03-29T21:00Z'].map((text) => Date.parse(text)));
    expect(asked[1]).toEqual(
      ['2026-03-02T08:00Z', '2026-03-02T09:00Z', '2026-03-02T10:00Z'].map((text) => Date.parse(text)),
    );
    expect(printed[1]).toBe('7 entries are not counted yet: what follows is not whole');
  });

  test('has the journal counted anew', async () => {
    expect(await run('--anew')).toBe(0);
    expect(store.countedAnew).toBe(1);
  });

  test.each([
    [['--by', 'weather'], /--by wants one of queue, operator/],
    [['--from', 'monday'], /--from wants a day like/],
    [['--to', '2026-13-01'], /there is no day 2026-13-01/],
    [['--zone', 'Nowhere'], /no time zone is called Nowhere/],
  ])('says what is wrong with %j', async (words, say) => {
    expect(await run(...words)).toBe(2);
    expect(complained.join('\n')).toMatch(say);
  });
});
