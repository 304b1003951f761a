import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../test/kit/free-port.ts';
import { APP_QUEUE_PASSWORD, appQueueConfig } from './app-queue-config.ts';
import type { Contestant } from './contestant.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const STOP_MS = 5_000;
const SETTLED_MS = 5_000;

/** Asterisk's own queues on the same build of Asterisk, in a private folder and on a free port. */
export async function startAppQueue(run: string): Promise<Contestant> {
  const sipPort = await freePort();
  await writeConfig(run, sipPort);
  const log = join(run, 'asterisk.log');
  const asterisk = spawn(
    'sh',
    [
      '-c',
      'exec "$0" -C "$1" -f >"$2" 2>&1',
      join(ROOT, '.tools/bin/asterisk'),
      join(run, 'etc/asterisk.conf'),
      log,
    ],
    { stdio: 'ignore' },
  );
  return {
    name: 'app_queue',
    server: { host: '127.0.0.1', port: sipPort },
    // The shell has become Asterisk.
    pids: { Asterisk: asterisk.pid ?? 0 },
    account: (phone) => ({ user: phone, password: APP_QUEUE_PASSWORD }),
    // A member of app_queue is ready as soon as the phone is registered.
    ready: () => Promise.resolve(),
    settled: () => new Promise((passed) => setTimeout(passed, SETTLED_MS)),
    stop: () => stop(asterisk),
  };
}

async function writeConfig(run: string, sipPort: number): Promise<void> {
  const libraries = join(ROOT, '.tools/debian/usr/lib');
  const triplet = (await readdir(libraries)).find((name) => name.endsWith('-linux-gnu'));
  if (triplet === undefined) throw new Error(`no Asterisk in ${libraries}: run scripts/setup.sh test`);
  for (const folder of ['etc', 'lib/keys', 'spool/tmp', 'log', 'run', 'cache']) {
    await mkdir(join(run, folder), { recursive: true });
  }
  const places = {
    modules: join(libraries, triplet, 'asterisk/modules'),
    data: join(ROOT, '.tools/debian/usr/share/asterisk'),
    run,
    sipPort,
    rtpFrom: 10_000,
  };
  const modulesConf = await readFile(join(ROOT, 'asterisk-config/modules.conf'), 'utf8');
  for (const [name, text] of appQueueConfig(places, modulesConf))
    await writeFile(join(run, 'etc', name), text);
}

async function stop(asterisk: ChildProcess): Promise<void> {
  if (asterisk.exitCode !== null || asterisk.signalCode !== null) return;
  const gone = once(asterisk, 'exit');
  asterisk.kill('SIGTERM');
  const limit = setTimeout(() => asterisk.kill('SIGKILL'), STOP_MS);
  await gone;
  clearTimeout(limit);
}
