import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SimulatedClock } from '../../src/base/index.ts';
import { AdoptionGuard } from '../../src/boot/adoption-guard.ts';

let folder: string;
let clock: SimulatedClock;
let logged: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cordboard-guard-'));
  clock = new SimulatedClock();
  logged = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Of another process each time. */
const guard = (): AdoptionGuard =>
  new AdoptionGuard({
    ...{ file: join(folder, 'adopting.json'), clock },
    log: { error: (_: unknown, words: string) => logged.push(words) } as never,
  });

/** A process that takes over calls and is killed after so long; whether it may use what was kept. */
function killed({ reached = false, afterMs = 0 } = {}): boolean {
  const mine = guard();
  const isTrusted = mine.begin();
  if (reached) mine.reached();
  // The clock of a process that is killed stands still: only what was due before is done.
  clock.advance(afterMs);
  return isTrusted;
}

/** A process that violates a rule of its own after so long. */
function breaks(afterMs: number): void {
  const mine = guard();
  mine.begin();
  mine.reached();
  clock.advance(afterMs);
  mine.broke();
}

test('what was kept is used, and again when all went well', () => {
  expect(killed({ reached: true, afterMs: 2_000 })).toBe(true);
  expect(readdirSync(folder)).toEqual([]);
  expect(killed()).toBe(true);
});

test('who broke a rule while taking over calls is enough to use it no more, and that holds once', () => {
  breaks(0);
  expect(guard().begin()).toBe(false);
  expect(guard().begin()).toBe(true);
});

test('who broke one a while later did so for what was kept, and much later for another reason', () => {
  breaks(29_999);
  expect(guard().begin()).toBe(false);
  rmSync(join(folder, 'adopting.json'));
  breaks(30_000);
  expect(guard().begin()).toBe(true);
});

test('a process that is killed meanwhile has done nothing wrong, three in a row may have', () => {
  expect([killed(), killed(), killed()]).toEqual([true, true, true]);
  expect(killed()).toBe(false);
  expect(killed()).toBe(true);
});

test('killed later, it has taken them over without harm', () => {
  for (let times = 0; times < 5; times++) expect(killed({ reached: true, afterMs: 2_000 })).toBe(true);
});

test('a process that lets go of its calls has not died of them', () => {
  for (let times = 0; times < 5; times++) {
    const mine = guard();
    expect(mine.begin()).toBe(true);
    mine.close();
    mine.broke();
  }
});

test('what cannot be read says nothing', () => {
  writeFileSync(join(folder, 'adopting.json'), '{"begun":');
  expect(guard().begin()).toBe(true);
});

test('a disk that takes nothing keeps nobody from the calls', () => {
  rmSync(folder, { recursive: true });
  writeFileSync(folder, '');
  expect(guard().begin()).toBe(true);
  expect(logged).toEqual(['how taking over calls went cannot be written down: see to the disk']);
});
