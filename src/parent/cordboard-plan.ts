import { join } from 'node:path';
import { hostInUri } from '../base/index.ts';
import type { Settings } from '../settings/index.ts';
import { LogFile } from './log-file.ts';
import { nearHost } from './near-host.ts';
import type { SiblingPlan } from './sibling.ts';

/**
 * What Node is told when it runs Cordboard. Callers who wait live longer than V8 expects of young objects: with its
 * usual 16 MB a look through them takes 27 ms at 100,000 callers, with 4 MB 6 ms, more often.
 */
export const NODE_FLAGS = ['--max-semi-space-size=4'] as const;

/** Longer than anything that it does at one go, and shorter than callers have patience. */
const STALL_MS_MAX = 10_000;
/** With a spare process, which takes all calls over within a moment. Two answers that do not come last so long. */
const STALL_MS_MAX_BESIDE_SPARE = 4_000;

/** Behind the time that calls have: for the hang-ups, and to let go of everything. */
const GOODBYE_MS_MAX = 5_000;

/** How to run Cordboard itself. `command` starts it; it reads the same settings as we did. */
export function cordboardPlan(settings: Settings, command: readonly string[]): SiblingPlan {
  const { data, http, run, logs, stop, takeover } = settings;
  // Half of what a start takes is the compiling of the modules, which are the same each time.
  const env = { NODE_COMPILE_CACHE: join(data, 'compiled'), ...process.env };
  return {
    name: 'Cordboard',
    program: { command, folder: process.cwd(), env },
    ports: [{ protocol: 'tcp', host: http.host, port: http.port, setting: 'http.port' }],
    log: new LogFile(join(logs, 'cordboard.log'), 50_000_000),
    markPath: join(run, 'cordboard.json'),
    // Alive is enough: whether it can take calls depends on others too, whom ending it would not mend.
    isReady: () => answersOk(settings, '/health/live'),
    readyMsMax: 60_000,
    stallMsMax: STALL_MS_MAX,
    ...(takeover.spare && { spare: { stallMsMax: STALL_MS_MAX_BESIDE_SPARE } }),
    stopMsMax: stop.within.ms + GOODBYE_MS_MAX,
    standsBy: takeover.lease,
  };
}

const ANSWER_MS_MAX = 1_500;
/** A header of the answers of a Cordboard that stands by: who serves the calls. */
export const SERVED_BY = 'cordboard-served-by';

/** Whether Cordboard would answer a call now. */
export const takesCalls = (settings: Settings): Promise<boolean> => answersOk(settings, '/health/ready');

/**
 * Whether calls are looked after: by it, also while it takes no new ones because somebody wants it to stop, or by
 * another one for which it stands by.
 */
export async function servesCalls(settings: Settings): Promise<boolean> {
  const answer = await get(settings, '/health/ready');
  if (answer === undefined) return false;
  const told = await answer.json().catch(() => null);
  const isDraining = typeof told === 'object' && told !== null && 'draining' in told;
  return answer.ok || isDraining || answer.headers.has(SERVED_BY);
}

/** What Cordboard says that is missing, in words; undefined while it says nothing. */
export async function whyNotReady(settings: Settings): Promise<string | undefined> {
  const answer = await get(settings, '/health/ready');
  const told = (await answer?.json().catch(() => null)) as { readonly missing?: readonly string[] } | null;
  return told?.missing?.join('; ');
}

const answersOk = async (settings: Settings, path: string): Promise<boolean> => {
  const answer = await get(settings, path);
  await answer?.body?.cancel();
  return answer?.ok ?? false;
};

async function get({ http }: Settings, path: string): Promise<Response | undefined> {
  const address = `http://${hostInUri(nearHost(http.host))}:${http.port}${path}`;
  const [asked] = await Promise.allSettled([fetch(address, { signal: AbortSignal.timeout(ANSWER_MS_MAX) })]);
  return asked!.status === 'fulfilled' ? asked!.value : undefined;
}
