import { join } from 'node:path';
import type { Jobs } from '../jobs/index.ts';
import type { Store } from '../journal/index.ts';
import { asteriskPlaces } from '../parent/index.ts';
import type { Settings } from '../settings/index.ts';
import { AlarmFile } from './alarm-file.ts';
import { AlarmWatch, type AlarmWatchParts } from './alarm-watch.ts';
import { DiskWatch } from './disk-watch.ts';
import { houseAlarms } from './house-alarms.ts';

export type AlarmParts = Omit<AlarmWatchParts, 'file' | 'sources' | 'store'> & {
  readonly store: Pick<Store, 'write' | 'state'>;
  readonly jobs: () => Pick<Jobs, 'state'>;
};

/** Who looks after what must not go on unseen: in the queues, and in the house itself. */
export function buildAlarms(settings: Settings, { jobs, ...parts }: AlarmParts) {
  const { store, clock } = parts;
  const disks = new DiskWatch({ folders: disksOf(settings), clock });
  const sources = houseAlarms({ jobs: () => jobs().state(), store: () => store.state(), disks });
  const file = new AlarmFile(join(settings.data, 'alarms.json'));
  return { disks, alarmWatch: new AlarmWatch({ ...parts, file, sources }) };
}

/** Where something is written that nobody wants to miss; of an exchange that is not ours we do not know the disk. */
const disksOf = (settings: Settings): Readonly<Record<string, string>> => ({
  'what is kept': settings.data,
  ...(settings.asterisk.mode === 'managed' && {
    'what Asterisk records': join(asteriskPlaces(settings).run, 'spool', 'recording'),
  }),
});
