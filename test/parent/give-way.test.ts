import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { describe, expect, test } from 'vitest';
import { giveWay } from '../../src/parent/give-way.ts';
import { eventually } from '../kit/eventually.ts';

describe('a process that gives way', () => {
  test('has a third of the weight of others, as a process and as a session', async () => {
    const child = spawn('sleep', ['60'], { detached: true });
    giveWay(child.pid!);
    expect(getPriority(child.pid!)).toBe(Math.min(getPriority() + 5, 19));
    const session = `/proc/${child.pid}/autogroup`;
    // The kernel takes one such wish in a tenth of a second from all of the machine's ordinary users.
    const hasGivenWay = (): true | undefined => {
      giveWay(child.pid!);
      return readFileSync(session, 'utf8').includes(' nice 5') || undefined;
    };
    if (existsSync(session)) await eventually('the session gives way', hasGivenWay);
    child.kill('SIGKILL');
    await once(child, 'exit');
  });

  test('may have ended already', async () => {
    const child = spawn('true');
    await once(child, 'exit');
    expect(() => giveWay(child.pid!)).not.toThrow();
  });
});
