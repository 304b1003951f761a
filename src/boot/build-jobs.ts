import { join } from 'node:path';
import type { Logger } from 'pino';
import { createBullmqJobs } from '../jobs/bullmq/index.ts';
import type { Jobs } from '../jobs/index.ts';
import type { Store } from '../journal/index.ts';
import { systemClock as clock } from '../machine/index.ts';
import { ensureSecret, redisAddress, type Settings } from '../settings/index.ts';
import { buildEgress } from './build-egress.ts';
import type { LiveBundle } from './live-bundle.ts';
import { noticeWayBy } from './notice-way.ts';

/** What follows a call, and who is woken at a moment. */
export function buildJobs(
  settings: Settings,
  store: Store,
  log: Logger,
  { live, onWake }: { readonly live: () => LiveBundle; readonly onWake: (name: string) => void },
): Jobs {
  const noticeWay = noticeWayBy(buildEgress(settings, live, clock, log));
  const webhooks = settings.webhooks.map(({ url, secret, events }) => {
    return { url, events, secret: ensureSecret(join(settings.secrets, secret)).secret };
  });
  return createBullmqJobs({
    redisUrl: redisAddress(settings),
    prefix: settings.redis.prefix,
    store,
    ...{ webhooks, noticeWay, log, clock, onWake },
  });
}
