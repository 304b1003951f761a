import { type AlarmSource, Late, TurnedAway } from '../alarms/index.ts';
import type { Clock } from '../base/index.ts';
import type { Settings } from '../settings/index.ts';
import type { AdmissionRules, Event } from '../switchboard/index.ts';
import type { Telephony } from '../telephony/index.ts';
import { LoadMeter } from './load-meter.ts';

/** How many new calls the settings let in. */
export const admissionRules = ({ limits }: Settings): AdmissionRules => ({
  callsPerSecond: limits.calls_per_second,
  burst: limits.burst,
  reservePercent: limits.reserve,
  lateMsMax: limits.late.ms,
});

export type DoorParts = {
  readonly telephony: Pick<Telephony, 'exchange'>;
  readonly put: (event: Event) => boolean;
  readonly clock: Clock;
};

/** What is measured for the door of the house, and what of it somebody must know. */
export function attendDoor(
  settings: Settings,
  { telephony, put, clock }: DoorParts,
): { readonly loadMeter: LoadMeter; readonly sources: readonly AlarmSource[] } {
  const loadMeter = new LoadMeter({
    answerMs: () => telephony.exchange().answerMs,
    tell: (load) => void put({ kind: 'loadMeasured', ...load }),
    clock,
  });
  const late = new Late(() => loadMeter.load, settings.limits.late.ms);
  return { loadMeter, sources: [new TurnedAway(), late] };
}
