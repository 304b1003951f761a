import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { freePort } from '../kit/free-port.ts';

const DEMO = fileURLToPath(new URL('../../scripts/demo.ts', import.meta.url));
const DEMO_MS_MAX = 120_000;

test(
  'the demonstration starts a hotline of its own, plays its calls, and ends 0',
  async () => {
    const env = { ...process.env, CORDBOARD_HTTP_PORT: String(await freePort()) };
    const options = { env, timeout: DEMO_MS_MAX };
    const { stdout } = await promisify(execFile)(process.execPath, [DEMO], options);
    expect(stdout).toContain('4 calls, 9 checks good, 0 bad');
    expect(stdout).toContain('the caller hears: “Здравствуйте! Вы позвонили на горячую линию.”');
  },
  DEMO_MS_MAX,
);
