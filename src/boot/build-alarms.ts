import { join } from 'node:path';
import type { Jobs } from '../jobs/index.ts';
import type { Store } from '../journal/index.ts';
import { asteriskPlaces } from '../parent/index.ts';
import type { Settings } from '../settings/index.ts';
import type { Speech } from '../speech/index.ts';
import { AlarmFile } from './alarm-file.ts';
import { AlarmWatch, type AlarmWatchParts } from './alarm-watch.ts';
import type { Door } from './build-door.ts';
import { DiskWatch } from './disk-watch.ts';
import { houseAlarms } from './house-alarms.ts';

export type AlarmParts = Omit<AlarmWatchParts, 'file' | 'sources'> & {
  readonly store: Pick<Store, 'state'>;
  readonly jobs: () => Jobs;
  readonly door: Pick<Door, 'alarmSources'>;
  readonly speech: Pick<Speech, 'troubles'>;
};

/** Who raises alarms: about the calls, about the door for new ones, and about the house itself. */
export function attendAlarms(
  settings: Settings,
  { jobs, door, speech, ...parts }: AlarmParts,
): { readonly disks: DiskWatch; readonly alarmWatch: AlarmWatch } {
  const { clock, store } = parts;
  const disks = new DiskWatch({ folders: disksOf(settings), clock });
  const ofHouse = houseAlarms({ jobs: () => jobs().state(), store: () => store.state(), disks, speech });
  const file = new AlarmFile(join(settings.data, 'alarms.json'));
  const alarmWatch = new AlarmWatch({ ...parts, file, sources: [...ofHouse, ...door.alarmSources] });
  return { disks, alarmWatch };
}

/** Where something is written that nobody wants to miss; of an exchange that is not ours we do not know the disk. */
const disksOf = (settings: Settings): Readonly<Record<string, string>> => ({
  'what is kept': settings.data,
  ...(settings.asterisk.mode === 'managed' && {
    'what Asterisk records': join(asteriskPlaces(settings).run, 'spool', 'recording'),
  }),
});
