import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Failure } from '../../src/base/index.ts';
import { createHttp, type Http } from '../../src/http/index.ts';
import { callStory } from '../reports/call-story.ts';
import { Folding } from '../reports/folding.ts';
import { idleJobs, SmallHouse, SmallStore } from './doubles.ts';

const headers = { authorization: 'Bearer token' };
const DAY = 'from=2026-03-02T00:00:00Z&to=2026-03-03T00:00:00Z';

describe('reports of the API', () => {
  let store: SmallStore;
  let http: Http;
  beforeEach(async () => {
    store = new SmallStore();
    const folding = new Folding();
    folding.take(callStory({ callId: '1', at: 0, waits: 20, talks: 60, wrapsUp: 30, queue: '=support' }));
    folding.take(callStory({ callId: '2', at: 4_000, waits: 25, hangsUp: 'queue', queue: 'sales' }));
    store.kept = (query) => folding.kept(query);
    http = await createHttp({
      ...{ house: new SmallHouse(), store, jobs: idleJobs, tokens: ['token'], log: pino({ enabled: false }) },
      ...{ host: '127.0.0.1', port: 0, version: '1.2.3', onBroken: () => {} },
    });
  });
  afterEach(() => http.close());

  const get = (url: string, accept?: string) =>
    http.inject({ url: `/api/v1/reports/${url}`, headers: { ...headers, ...(accept && { accept }) } });

  test('are figures of each value, of intervals and of the whole span', async () => {
    const answer = await get(`queue?${DAY}&interval=1h&target=20s`);
    expect(answer.statusCode).toBe(200);
    const { rows, together, totals, ...rest } = answer.json();
    expect(rest).toEqual({ by: 'queue', interval: '1h', zone: 'UTC', targetMs: 20_000, behindCount: 0 });
    expect(rows.map((row: { value: string; fromMs: number }) => [row.value, row.fromMs])).toEqual([
      ['=support', Date.parse('2026-03-02T09:00:00Z')],
      ['sales', Date.parse('2026-03-02T10:00:00Z')],
    ]);
    expect(totals.map((row: { value: string | null }) => row.value)).toEqual(['=support', 'sales', null]);
    expect(together.map((row: { figures: { entered: number } }) => row.figures.entered)).toEqual([1, 1]);
    expect(totals[2].figures).toMatchObject({ entered: 2, answered: 1, abandoned: 1, serviceLevel: 50 });
  });

  test('are the hours of the week', async () => {
    const answer = await get('queue/week?from=2025-04-01T00:00:00Z&to=2026-03-09T00:00:00Z');
    expect(answer.statusCode).toBe(200);
    const { together } = answer.json();
    expect(together.map((row: { weekday: number; hour: number }) => [row.weekday, row.hour])).toEqual([
      [1, 9],
      [1, 10],
    ]);
    const csv = await get('queue/week?from=2026-03-02T00:00:00Z&to=2026-03-09T00:00:00Z', 'text/csv');
    expect(csv.headers['content-type']).toContain('text/csv');
    expect(csv.body).toMatch(/^weekday,hour,hours,queue,/);
    const long = await get('queue/week?from=2024-01-01T00:00:00Z&to=2026-03-09T00:00:00Z');
    expect([long.statusCode, long.json().details.why]).toEqual([
      400,
      'more than 9600 intervals: take longer ones',
    ]);
  });

  test('are of some values alone when these are named', async () => {
    const { totals } = (await get(`queue?${DAY}&only=sales&only=nobody`)).json();
    expect(totals.map((row: { value: string | null }) => row.value)).toEqual(['sales', null]);
  });

  test('go by the clocks of a zone', async () => {
    const { rows } = (await get(`queue?${DAY}&zone=Asia/Kolkata&interval=1d`)).json();
    expect(rows[0].fromMs).toBe(Date.parse('2026-03-01T18:30:00Z'));
  });

  test('are comma-separated values or a picture for whoever asks so', async () => {
    for (const [query, accept] of [
      ['&format=csv', undefined],
      ['', 'text/csv'],
    ] as const) {
      const csv = await get(`queue?${DAY}${query}`, accept);
      expect(csv.headers['content-type']).toBe('text/csv; charset=utf-8');
      expect(csv.headers['content-disposition']).toBe('attachment; filename="report-queue.csv"');
      expect(csv.body).toContain("\r\n2026-03-02T00:00+00:00,2026-03-03T00:00+00:00,'=support,1,1,0,100,");
    }
    const svg = await get(`operator?${DAY}`, 'image/svg+xml');
    expect(svg.headers['content-type']).toBe('image/svg+xml; charset=utf-8');
    expect(svg.body).toMatch(/^<svg [\s\S]*anna: 1 offers, 1 answered, 0 missed/);
  });

  test('without a span are of today', async () => {
    const { totals } = (await get('queue')).json();
    const startMs = Math.floor(Date.now() / 86_400_000) * 86_400_000;
    expect([startMs, startMs - 86_400_000]).toContain(totals[0].fromMs);
  });

  test.each([
    'weather',
    'queue?zone=Nowhere/Land',
    'queue?target=21s',
    'queue?target=soon',
    'queue?interval=7m',
    'queue?from=2026-03-02T00:00:00Z&to=2026-03-02T00:00:00Z',
    'queue?from=2016-03-02T00:00:00Z&to=2026-03-02T00:00:00Z&interval=5m',
    'queue?from=0&to=999999999999999&interval=5m',
  ])('refuse what cannot be: %s', async (url) => {
    const answer = await get(url);
    expect([answer.statusCode, answer.json().code]).toEqual([400, 'REQUEST_INVALID']);
  });

  test('say so when the store is away', async () => {
    store.failure = new Failure('STORE_AWAY');
    expect((await get('queue')).statusCode).toBe(503);
  });

  test('are counted anew when somebody wants it', async () => {
    const answer = await http.inject({ method: 'POST', url: '/api/v1/reports/anew', headers });
    expect([answer.statusCode, store.countedAnew]).toEqual([202, 1]);
  });

  test('are for those who have a token', async () => {
    expect((await http.inject({ url: '/api/v1/reports/queue' })).statusCode).toBe(401);
  });
});
