import { describe, expect, test } from 'vitest';
import { type Report, reportCsv, reportPicture } from '../../src/reports/index.ts';
import { callStory } from './call-story.ts';
import { Folding } from './folding.ts';

const iso = (ms: number): string => new Date(ms).toISOString().slice(0, 16);

function report(interval: '15m' | '1h', ...queues: readonly string[]): Report {
  const folding = new Folding();
  for (const [at, queue] of queues.entries()) {
    folding.take(callStory({ callId: `${at}a`, at: at * 1_000, waits: 10, talks: 60, wrapsUp: 0, queue }));
    folding.take(callStory({ callId: `${at}b`, at: at * 1_000 + 9, waits: 30, hangsUp: 'queue', queue }));
  }
  return folding.report({ by: 'queue', interval, from: '2026-03-02T09:00:00Z', to: '2026-03-02T10:00:00Z' });
}

describe('comma-separated values', () => {
  test('have a head and a row for each interval and value', () => {
    const [head, first, ...rest] = reportCsv(report('1h', 'support', 'sales'), iso).split('\r\n');
    expect(head).toMatch(/^from,to,queue,entered,answered,abandoned,serviceLevel,asaMs,longestWaitMs,ahtMs,/);
    expect(first).toMatch(/^2026-03-02T09:00,2026-03-02T10:00,sales,2,1,1,50,10000,30000,60000,/);
    expect(rest).toHaveLength(2);
    expect(rest.at(-1)).toBe('');
  });

  test.each(['=1+1', '+7900', '-2', '@sum', '\tx'])('never begin a cell like a formula: %j', (name) => {
    const line = reportCsv(report('1h', name), iso).split('\r\n')[1]!;
    expect(line).toContain(`,'${name},`);
  });

  test('quote what holds commas, quotes and lines', () => {
    expect(reportCsv(report('1h', 'a,"b"\nc'), iso)).toContain(',"a,""b""\nc",');
  });
});

describe('the picture', () => {
  test('says in words what it shows, and escapes names', () => {
    const picture = reportPicture(report('1h', 'a<b>&"c"', 'sales'), iso);
    expect(picture).toContain('role="img" aria-labelledby="title desc"');
    expect(picture).toContain('a&lt;b&gt;&amp;&quot;c&quot;: 2 entered, 1 answered, 1 abandoned');
    expect(picture).not.toContain('<b>');
    expect(picture).toContain(
      '<title id="title">Calls by queue, 2026-03-02 09:00 to 2026-03-02 10:00 (UTC)</title>',
    );
  });

  test('draws a bar for each count, and a line of the service level', () => {
    const picture = reportPicture(report('15m', 'support', 'support'), iso);
    expect(picture).toContain(
      '2026-03-02 09:15: 2 entered, 1 answered, 1 abandoned, service level (20 s) 50 %',
    );
    expect(picture.match(/<circle/g)).toHaveLength(2);
    // The background, two of the pattern, three of the legend, and three bars for each of two intervals.
    expect(picture.match(/<rect/g)).toHaveLength(12);
  });

  test('of nothing is empty and whole', () => {
    const picture = reportPicture(report('1h'), iso);
    expect(picture).toMatch(/^<svg [\s\S]*<\/svg>\n$/);
    expect(picture).not.toMatch(/NaN|undefined|Infinity/);
  });
});
