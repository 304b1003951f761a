import { join } from 'node:path';
import type { Logger } from 'pino';
import { systemClock as clock } from '../machine/index.ts';
import { asteriskPlaces, writeBans } from '../parent/index.ts';
import { type Settings, within } from '../settings/index.ts';
import type { Telephony } from '../telephony/index.ts';
import { BanFile } from './ban-file.ts';
import { BanWatch, type BanWatchParts } from './ban-watch.ts';
import { LogTail } from './log-tail.ts';

/** Watches over the door of the exchange that we run; who runs their own guards it themselves (docs/security.md). */
export function buildBans(
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
