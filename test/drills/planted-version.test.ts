import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { changesFrom } from '../../scripts/drills/planted-version.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

test('the version that the drill of an upgrade plants can still be made of this one', () => {
  const { version } = JSON.parse(read('package.json')) as { version: string };
  const missing = changesFrom(version).filter(({ file, from }) => !read(file).includes(from));
  expect(missing.map(({ file, from }) => `${file}: ${from}`)).toEqual([]);
});
