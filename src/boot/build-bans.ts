import { join } from 'node:path';
import type { Logger } from 'pino';
import { systemClock as clock } from '../machine/index.ts';
import { asteriskPlaces, writeBans } from '../parent/index.ts';
import { redisAddress, type Settings, within } from '../settings/index.ts';
import { openBanWitness } from '../sip/redis/index.ts';
import type { Telephony } from '../telephony/index.ts';
import { BanDesk } from './ban-desk.ts';
import { BanFile } from './ban-file.ts';
import { BanWatch, type BanWatchParts } from './ban-watch.ts';
import { EdgeBans } from './edge-bans.ts';
import { LogTail } from './log-tail.ts';

/** The doors that we watch: of the exchange that we run (who runs their own guards it themselves), and of the edge. */
export function buildBans(
  settings: Settings,
  telephony: Pick<Telephony, 'reloadPhones'>,
  write: BanWatchParts['write'],
  log: Logger,
): BanDesk {
  const { asterisk, edge } = settings;
  return new BanDesk([
    ...(asterisk.mode === 'managed' ? [banWatch(settings, telephony, write, log)] : []),
    ...(edge.mode === 'direct' ? [] : [edgeBans(settings, write, log)]),
  ]);
}

function banWatch(
  settings: Settings,
  telephony: Pick<Telephony, 'reloadPhones'>,
  write: BanWatchParts['write'],
  log: Logger,
): BanWatch {
  const { tries, for: duration, never } = settings.sip.bans;
  const trunks = Object.values(settings.trunks).flatMap(({ match }) => match);
  return new BanWatch({
    rules: { triesMax: tries, banMs: duration.ms, isExempt: within([...never, ...trunks]) },
    tail: new LogTail(asteriskPlaces(settings).securityLog),
    file: new BanFile(join(settings.data, 'bans.json')),
    publish: (addresses) => writeBans(settings, addresses),
    // The exchange reads all of SIP anew, accounts and bans alike; there is no phone to look for.
    reload: async () => void (await telephony.reloadPhones([])),
    ...{ write, clock, log },
  });
}

function edgeBans(settings: Settings, write: BanWatchParts['write'], log: Logger): EdgeBans {
  const { data, redis } = settings;
  return new EdgeBans({
    witness: openBanWitness({ redisUrl: redisAddress(settings), prefix: redis.prefix, log, clock }),
    file: new BanFile(join(data, 'edge-bans.json')),
    ...{ write, clock, log },
  });
}
