import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { addToken } from '../../src/access/index.ts';
import type { Alarm } from '../../src/alarms/index.ts';
import type { Http } from '../../src/http/index.ts';
import { SmallHouse } from './doubles.ts';
import { smallHttp } from './small-http.ts';

const ON: readonly Alarm[] = [
  {
    ...{ id: 'longest_wait sales', kind: 'longest_wait', queue: 'sales', raisedMs: 5 },
    say: 'sales: the longest wait is 6:10: call more operators in',
  },
  {
    id: 'contact_due 17',
    kind: 'contact_due',
    queue: null,
    raisedMs: 9,
    say: 'contact 17 is due: answer it',
  },
];

let http: Http;
let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cordboard-alarms-'));
  const house = new SmallHouse();
  house.alarmsOn = ON;
  http = await smallHttp({ house, tokens: [], tokenFolder: folder });
});
afterEach(async () => {
  await http.close();
  rmSync(folder, { recursive: true });
});

async function seenBy(name: string, queues: readonly string[] | null): Promise<readonly Alarm[]> {
  const holder = { name, role: 'supervisor', operator: null, queues } as const;
  const headers = { authorization: `Bearer ${await addToken(folder, holder, 1)}` };
  return (await http.inject({ url: '/api/v1/alarms', headers })).json().alarms;
}

test('alarms that are on are seen by supervisors: all, or those of their queues', async () => {
  expect(await seenBy('olga', null)).toEqual(ON);
  expect(await seenBy('petr', ['sales', 'support'])).toEqual([ON[0]]);
  expect(await seenBy('vera', ['support'])).toEqual([]);
});

test('each alarm that is on is a line of the metrics', async () => {
  const { body } = await http.inject({ url: '/metrics' });
  expect(body).toContain('cordboard_alarm{kind="longest_wait",queue="sales"} 1');
  expect(body).toContain('cordboard_alarm{kind="contact_due",queue=""} 1');
});
