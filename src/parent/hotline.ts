import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../base/index.ts';
import { redisAddress, type Settings } from '../settings/index.ts';
import { asteriskPlan } from './asterisk-plan.ts';
import { cordboardPlan, servesCalls, takesCalls, whyNotReady } from './cordboard-plan.ts';
import { lockData } from './data-lock.ts';
import { exchangesOf } from './exchange.ts';
import { takeUnshownSecrets } from './operator-accounts.ts';
import { watchOverflow } from './overflow-watch.ts';
import { redisPlan } from './redis-plan.ts';
import { findProcess } from './running-process.ts';
import { Sibling, type SiblingPlan } from './sibling.ts';
import { whyRedisIsUnfit } from './unfit-redis.ts';
import { aborted, pause } from './wait.ts';
import { welcome } from './welcome.ts';

export type HotlinePlan = {
  readonly settings: Settings;
  /** Folder with the templates of Asterisk's configuration. */
  readonly templates: string;
  /** The command that starts Cordboard. */
  readonly cordboard: readonly string[];
  /** Shows a line, or several, to whoever started us. */
  readonly say: (text: string) => void;
};

/** How the hotline is told to stop: `gently` first; `hurry` when it takes too long for somebody. */
export type Stop = { readonly gently: AbortSignal; readonly hurry: AbortSignal };

const LOOK_EVERY_MS = 1_000;
const LOGS_EVERY_MS = 10_000;

/**
 * Runs the hotline until it is told to stop: Cordboard, and what is managed, are started and kept alive. Rejects with a
 * Failure when the start fails; then nothing that it started is left behind. Whatever an earlier parent left behind
 * when it was killed is taken over as it is, so that calls in progress go on.
 */
export async function runHotline(plan: HotlinePlan, stop: Stop): Promise<void> {
  const { settings, say } = plan;
  const unlock = await lockData(settings);
  try {
    // Whoever starts a hotline wants it to take calls, whatever was wanted of the one before.
    rmSync(join(settings.data, 'drain.json'), { force: true });
    for (const folder of [settings.run, settings.logs]) mkdirSync(folder, { recursive: true, mode: 0o700 });
    const plans = plansOf(plan);
    if (settings.redis.mode === 'external') await refuseUnfitRedis(settings, plans, say);
    const siblings = plans.map((one) => new Sibling(one, say));
    try {
      await startAll(siblings, stop.gently);
      // Callers of another Cordboard are not ours to let go.
      const replaced = AbortSignal.any(siblings.map((sibling) => sibling.replaced));
      const drained = AbortSignal.any(siblings.map((sibling) => sibling.drained));
      await keep(plan, plans, { stopped: AbortSignal.any([stop.gently, drained]), replaced });
    } finally {
      say('stopping');
      for (const sibling of siblings.toReversed()) await sibling.stop(stop.hurry);
    }
  } finally {
    unlock();
  }
}

/**
 * Somebody else's Redis may be one that throws jobs away, which nobody would notice for long. Only at a cold start: a
 * hotline with calls in it is not kept from going on, and its jobs wait in the outbox. Throws REDIS_UNFIT.
 */
async function refuseUnfitRedis(
  settings: Settings,
  plans: readonly SiblingPlan[],
  say: HotlinePlan['say'],
): Promise<void> {
  const why = await whyRedisIsUnfit(redisAddress(settings));
  if (why === null) return;
  const goesOn = plans.some(({ markPath }) => findProcess(markPath) !== undefined);
  if (!goesOn) throw new Failure('REDIS_UNFIT', { why });
  say(`ALARM: ${why}; jobs wait in the outbox`);
}

/** They stop in the reverse order: Cordboard first, so that it can bring its work to an end. */
function plansOf({ settings, templates, cordboard }: HotlinePlan): readonly SiblingPlan[] {
  return [
    ...(settings.redis.mode === 'managed' ? [redisPlan(settings)] : []),
    ...(settings.asterisk.mode === 'managed' ? [asteriskPlan(settings, templates)] : []),
    cordboardPlan(settings, cordboard),
  ];
}

/**
 * All at once: Cordboard waits for the others anyway, and has much to read meanwhile. One failure ends the
 * start.
 */
async function startAll(siblings: readonly Sibling[], stopped: AbortSignal): Promise<void> {
  await Promise.race([Promise.all(siblings.map((sibling) => sibling.start())), aborted(stopped)]);
}

/**
 * Until told to stop: welcomes, keeps the logs small, and lets callers go when Cordboard stays away for too
 * long.
 */
async function keep(
  plan: HotlinePlan,
  plans: readonly SiblingPlan[],
  { stopped, replaced }: { readonly stopped: AbortSignal; readonly replaced: AbortSignal },
): Promise<void> {
  const { settings, say } = plan;
  const overflow = watchOverflow(
    {
      exchanges: exchangesOf(settings),
      isReady: () => servesCalls(settings),
      afterMs: settings.overflow.after.ms,
      lookEveryMs: LOOK_EVERY_MS,
      say,
    },
    AbortSignal.any([stopped, replaced]),
  );
  await Promise.all([greet(plan, stopped), overflow, keepLogsSmall(plans, say, stopped)]);
}

async function greet({ settings, say }: HotlinePlan, stopped: AbortSignal): Promise<void> {
  let said: string | undefined;
  while (!stopped.aborted) {
    if (await takesCalls(settings)) {
      survive(say, () => say(welcome(settings, takeUnshownSecrets(settings))));
      return;
    }
    const why = await whyNotReady(settings);
    if (why !== undefined && why !== '' && why !== said)
      say(`Cordboard is up, but would not take calls yet: ${why}`);
    said = why;
    await pause(LOOK_EVERY_MS / 4, stopped);
  }
}

async function keepLogsSmall(
  plans: readonly SiblingPlan[],
  say: HotlinePlan['say'],
  stopped: AbortSignal,
): Promise<void> {
  const files = plans.flatMap(({ log, diaries = [] }) => [log, ...diaries]);
  while (!stopped.aborted) {
    for (const file of files) survive(say, () => file.rotateIfLarge());
    await pause(LOGS_EVERY_MS, stopped);
  }
}

/** A full disk and the like must not end calls: it is told, and everything goes on. */
function survive(say: HotlinePlan['say'], act: () => void): void {
  try {
    act();
  } catch (err) {
    say(`the parent could not do a part of its work: ${String(err)}`);
  }
}
