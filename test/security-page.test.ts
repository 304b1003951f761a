import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ATTACKS } from '../scripts/drills/all.ts';
import { ROOT } from './sources.ts';

const PAGE = readFileSync(join(ROOT, 'docs/security.md'), 'utf8');
const [PROMISES = ''] = PAGE.split('## Bans');

test('every test that the page of security names exists, and every drill', () => {
  const named = [...PAGE.matchAll(/`(test\/[^`]+)`/g)].map(([, path = '']) => path);
  expect(new Set(named).size).toBeGreaterThan(25);
  expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  const drills = [...PROMISES.matchAll(/drill (S\d\d)/g)].map(([, id]) => id);
  expect(new Set(drills)).toEqual(new Set(ATTACKS.map(({ id }) => id)));
});

test('no promise is made on the page without something that shows it', () => {
  const rows = PROMISES.split('\n').filter(
    (line) => line.startsWith('| ') && !line.startsWith('| promise') && !line.startsWith('| ---'),
  );
  expect(rows.length).toBeGreaterThan(25);
  expect(rows.filter((row) => !/\| .*(`test\/[^`]+`|drill S\d\d).* \|$/.test(row))).toEqual([]);
});
