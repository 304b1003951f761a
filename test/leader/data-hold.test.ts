import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type DataHold, holdData } from '../../src/leader/index.ts';

const DOOR = fileURLToPath(new URL('../../src/leader/index.ts', import.meta.url));
const NO_PATIENCE_MS = 0;

let data: string;
let held: DataHold[];
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'cordboard-hold-'));
  held = [];
});
afterEach(() => {
  for (const hold of held) hold.release();
  rmSync(data, { recursive: true });
});

async function hold(patienceMs = NO_PATIENCE_MS): Promise<DataHold> {
  const taken = await holdData(data, patienceMs);
  held.push(taken);
  return taken;
}

test('one process has the folder, and another one is told which', async () => {
  await hold();
  await expect(holdData(data, NO_PATIENCE_MS)).rejects.toMatchObject({
    code: 'ALREADY_RUNNING',
    details: { data, pid: process.pid },
  });
});

test('who comes while the one before is just ending has it then, under the same name and a greater number', async () => {
  const first = await hold();
  const later = hold(5_000);
  first.release();
  const second = await later;
  expect(second).toMatchObject({ owner: first.owner, epoch: first.epoch + 1 });
});

test('a process that is stopped keeps it, and one that is killed lets go of it at once', async () => {
  const program = `import(${JSON.stringify(DOOR)}).then((room) => room.holdData(process.argv[1], 0))
    .then((hold) => { globalThis.hold = hold; console.log('held'); setInterval(() => {}, 1000); });`;
  const child = spawn(process.execPath, ['-e', program, data], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout!, 'data');
  child.kill('SIGSTOP');
  await expect(hold()).rejects.toMatchObject({ details: { pid: child.pid } });
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
  await hold();
});

test('what a newer version keeps beside the number stays there', async () => {
  const first = await hold();
  const path = join(data, 'leader.json');
  writeFileSync(path, JSON.stringify({ owner: first.owner, epoch: first.epoch, later: 'precious' }));
  first.release();
  expect(await hold()).not.toHaveProperty('later');
  const kept = { owner: first.owner, epoch: first.epoch + 1, later: 'precious' };
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(kept);
});

test('nothing is written into the lock, and what a power cut left of the number costs no start', async () => {
  const first = await hold();
  expect(statSync(join(data, 'leader.lock')).size).toBe(0);
  first.release();
  writeFileSync(join(data, 'leader.json'), '{"owner":"o');
  expect(await hold()).toMatchObject({ epoch: 1 });
});
