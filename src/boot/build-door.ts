import { join } from 'node:path';
import type { Logger } from 'pino';
import { type AlarmSource, Late, TurnedAway } from '../alarms/index.ts';
import type { Clock } from '../base/index.ts';
import type { Settings } from '../settings/index.ts';
import type { AdmissionRules, Event, Switchboard } from '../switchboard/index.ts';
import { DoorKeeper, type DoorKeeperParts } from './door-keeper.ts';
import { DrainDesk } from './drain-desk.ts';
import { LoadMeter } from './load-meter.ts';
import type { Readiness } from './readiness.ts';

/** How many new calls the settings let in. */
export const admissionRules = ({ limits }: Settings): AdmissionRules => ({
  callsPerSecond: limits.calls_per_second,
  burst: limits.burst,
  reservePercent: limits.reserve,
  lateMsMax: limits.late.ms,
});

export type DoorParts = {
  readonly telephony: DoorKeeperParts['telephony'];
  readonly switchboard: Pick<Switchboard, 'admission' | 'liveCallIds'>;
  readonly bundles: DoorKeeperParts['bundles'];
  readonly readiness: Readiness;
  readonly put: (event: Event) => boolean;
  /** The last call has ended, as somebody wanted it. */
  readonly onDrained: () => void;
  readonly clock: Clock;
  readonly log: Logger;
};

/** What is measured and wanted at the door for new calls, and what of it somebody must know. */
export type Door = {
  readonly loadMeter: LoadMeter;
  readonly doorKeeper: DoorKeeper;
  readonly drainDesk: DrainDesk;
  readonly alarmSources: readonly AlarmSource[];
};

/** Who stands at the door for new calls. */
export function attendDoor(settings: Settings, parts: DoorParts): Door {
  const { telephony, switchboard, bundles, readiness, put, onDrained, clock, log } = parts;
  const loadMeter = new LoadMeter({
    answerMs: () => telephony.exchange().answerMs,
    tell: (load) => void put({ kind: 'loadMeasured', ...load }),
    clock,
  });
  const drainDesk = new DrainDesk({
    file: join(settings.data, 'drain.json'),
    callsCount: () => switchboard.liveCallIds().size,
    ...{ put, readiness, onDrained, clock, log },
  });
  const doorKeeper = new DoorKeeper({ telephony, switchboard, bundles, clock, log });
  const late = new Late({
    load: () => loadMeter.load,
    takeStallMs: () => loadMeter.takeLongestMs(),
    lateMsMax: settings.limits.late.ms,
  });
  return { loadMeter, doorKeeper, drainDesk, alarmSources: [new TurnedAway(), late] };
}
