import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ATTACKS } from '../scripts/drills/all.ts';
import { ROOT } from './sources.ts';

const PAGE = readFileSync(join(ROOT, 'docs/security.md'), 'utf8');
const [PROMISES = ''] = PAGE.split('## Bans');
const THREATS_COUNT = 33;

test('every test that the page of security names exists, and every drill', () => {
  const named = [...PAGE.matchAll(/`(test\/[^`]+)`/g)].map(([, path = '']) => path);
  expect(new Set(named).size).toBeGreaterThan(25);
  expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  const drills = [...PROMISES.matchAll(/drill (S\d\dE?)/g)].map(([, id]) => id);
  expect(new Set(drills)).toEqual(new Set(ATTACKS.map(({ id }) => id)));
});

test('no promise is made on the page without something that shows it', () => {
  const rows = PROMISES.split('\n').filter(
    (line) => line.startsWith('| ') && !line.startsWith('| promise') && !line.startsWith('| ---'),
  );
  expect(rows.length).toBeGreaterThan(25);
  expect(rows.filter((row) => !/\| .*(`test\/[^`]+`|drill S\d\d).* \|$/.test(row))).toEqual([]);
});

test('each threat has one row, which names a test, or begins with why nothing is promised', () => {
  const rows = PAGE.split('\n').flatMap((line) => {
    const [, number, , promise = '', shown = ''] = line.split('|');
    return /^ S\d+ $/.test(number ?? '') ? [{ number: number!.trim(), promise, shown }] : [];
  });
  const all = Array.from({ length: THREATS_COUNT }, (_, index) => `S${index + 1}`);
  expect(rows.map(({ number }) => number)).toEqual(all);
  const unshown = rows.filter(
    ({ promise, shown }) => !promise.startsWith(' Not promised') && !isTested(shown),
  );
  expect(unshown).toEqual([]);
  expect(rows.filter(({ promise }) => promise.length < 15)).toEqual([]);
  const drills = rows.flatMap(({ shown }) => [...shown.matchAll(/drill (S\d\dE?)/g)].map(([, id]) => id));
  expect(new Set(drills)).toEqual(new Set(ATTACKS.map(({ id }) => id)));
});

/** A file that exists and holds no test fails for nobody. */
function isTested(shown: string): boolean {
  const files = [...shown.matchAll(/`(test\/[^`]+)`/g)].map(([, path = '']) => join(ROOT, path));
  return files.length > 0 && files.every((file) => existsSync(file) && holdsTest(readFileSync(file, 'utf8')));
}

const holdsTest = (text: string): boolean => /^\s*test(\.\w+)*\(/m.test(text);
