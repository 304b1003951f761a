import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { EdgeFile } from '../../src/edge/edge-file.ts';

let secrets: string;
let lines: string[];
let saves: number;
beforeEach(() => {
  secrets = mkdtempSync(join(tmpdir(), 'cordboard-edge-file-'));
  [lines, saves] = [[], 0];
});
afterEach(() => rmSync(secrets, { recursive: true }));

/** As Cordboard does; each time is another moment, however coarse the clock of the disk. */
function saved(text: string): void {
  saves += 1;
  const path = join(secrets, 'edge.json');
  writeFileSync(path, text);
  utimesSync(path, saves, saves);
}

const told = (phones: Record<string, string>): string =>
  JSON.stringify({ phones, urgentNumbers: ['11X'], urgentCallers: ['+7916'] });

function opened(): EdgeFile {
  const tell = (_: object, words: string): number => lines.push(words);
  return new EdgeFile({ secrets }, { info: tell, error: tell } as never);
}

test('phones and urgent calls are known as soon as they are told, and a change is told of once', () => {
  const file = opened();
  expect([file.look(), file.passwordOf('1001')]).toEqual([false, undefined]);
  saved(told({ '1001': 'one', '1002': 'two' }));
  expect([file.look(), file.look(), file.passwordOf('1002')]).toEqual([true, false, 'two']);
  expect([file.isUrgent('112', ''), file.isUrgent('200', '+7916'), file.isUrgent('200', '')]).toEqual([
    true,
    true,
    false,
  ]);
  saved(told({ '1001': 'one' }));
  expect([file.look(), file.passwordOf('1002'), file.passwordOf('1001')]).toEqual([true, undefined, 'one']);
});

test('news are told of once to whoever takes them, though others have looked before', () => {
  const file = opened();
  expect([file.areTold, file.takeNews()]).toEqual([false, false]);
  saved(told({ '1001': 'one' }));
  expect([file.look(), file.areTold]).toEqual([true, true]);
  expect([file.takeNews(), file.takeNews()]).toEqual([true, false]);
  saved(told({}));
  expect([file.takeNews(), file.takeNews(), file.areTold]).toEqual([true, false, true]);
});

test('a phone of which an edge before knew may be one until the accounts are told', () => {
  const file = opened();
  expect([file.mayBePhone('1001'), file.mayBePhone('1002')]).toEqual([true, true]);
  saved(told({ '1001': 'one' }));
  file.look();
  expect([file.mayBePhone('1001'), file.mayBePhone('1002')]).toEqual([true, false]);
});

test('what cannot be read changes nothing, and is told of once', () => {
  saved(told({ '1001': 'one' }));
  const file = opened();
  saved('{');
  expect([file.look(), file.look(), file.passwordOf('1001')]).toEqual([false, false, 'one']);
  expect(lines.filter((line) => line.startsWith('no phone may register'))).toHaveLength(1);
  saved(told({}));
  expect([file.look(), file.passwordOf('1001')]).toEqual([true, undefined]);
});
