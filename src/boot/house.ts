import type { Clock } from '../base/index.ts';
import type { Egress } from '../egress/index.ts';
import type { BansDesk, House, Readiness } from '../http/index.ts';
import type { CallStory, Store } from '../journal/index.ts';
import type { ScheduleKeeper } from '../schedules/index.ts';
import { type Offered, type Switchboard, type WhyOthers, whyOthers } from '../switchboard/index.ts';
import type { AlarmWatch } from './alarm-watch.ts';
import type { ContactDesk } from './contact-desk.ts';
import type { DrainDesk } from './drain-desk.ts';
import type { LiveBundle } from './live-bundle.ts';
import type { LiveShadow } from './live-shadow.ts';
import type { Loop } from './loop.ts';
import type { NodeDesk } from './node-desk.ts';
import type { NoticeBoard } from './notice-board.ts';
import type { Readiness as HouseReadiness } from './readiness.ts';
import type { RecordingDesk } from './recording-desk.ts';
import type { ScoreDesk } from './score-desk.ts';

export type HouseParts = {
  readonly switchboard: Switchboard;
  readonly loop: Loop;
  readonly notices: NoticeBoard;
  readonly readiness: HouseReadiness;
  readonly live: LiveBundle;
  readonly shadow: LiveShadow;
  readonly hours: ScheduleKeeper;
  readonly contactDesk: ContactDesk;
  readonly recordingDesk: RecordingDesk;
  readonly scoreDesk: ScoreDesk;
  readonly bans: BansDesk;
  readonly nodeDesk: NodeDesk;
  readonly store: Pick<Store, 'operatorsBefore' | 'write'>;
  readonly egress: Pick<Egress, 'servers'>;
  readonly alarmWatch: Pick<AlarmWatch, 'raised'>;
  readonly drainDesk: DrainDesk;
  readonly clock: Clock;
  /** The process is to end, and to leave its calls to the next one. */
  readonly onRestart: () => void;
};

/** What the API sees of the house. */
export function houseFor(of: HouseParts): House {
  const { switchboard, loop, notices, readiness, live, shadow, hours, store, egress, clock } = of;
  return {
    put: (event) => loop.put(event),
    board: () => switchboard.board(clock.now()),
    bundle: live,
    shadow,
    contacts: of.contactDesk,
    recordings: of.recordingDesk,
    scores: of.scoreDesk,
    bans: of.bans,
    nodes: of.nodeDesk,
    scorecards: () => live.newest.scorecards,
    knownCustomer: (number) => live.newest.callers.get(number),
    reasons: () => live.newest.reasons,
    note: (note) => {
      const entry = { kind: 'noted', atMs: clock.now().wallMs, ...note } as const;
      store.write(entry);
      notices.tell(entry);
      return entry;
    },
    whyOthers: (story, offerId) => whyOthersIn(switchboard, store, story, offerId),
    restart: () => of.onRestart(),
    drain: of.drainDesk,
    readiness: () => withWarnings(readiness.now(), of.nodeDesk.warnings()),
    hasPhone: (phoneId) => live.newest.devices.includes(phoneId),
    operator: (operatorId) => switchboard.operator(operatorId),
    call: (callId) => switchboard.call(callId),
    callback: (callbackId) => switchboard.callback(callbackId),
    noCallback: (number, queue) => switchboard.noCallback(number, queue),
    staffOf: (queue) => switchboard.staffOf(queue).map(({ id }) => id),
    whyWaiting: (callId) => switchboard.whyWaiting(callId, clock.now()),
    schedules: () => hours.list(),
    switchEmergency: (wish) => hours.switchEmergency(wish),
    servers: () => egress.servers(),
    onEntry: (listener) => notices.watch(listener),
    alarms: () => of.alarmWatch.raised,
    counters: () => ({
      inboxDepth: loop.inboxDepth,
      commandsFailed: loop.commandsFailed,
      callsPerSecondMax: switchboard.admission().callsPerSecond,
    }),
  };
}

const withWarnings = (now: Readiness, warnings: readonly string[]): Readiness =>
  warnings.length === 0 ? now : { ...now, warnings };

/** So many operators of a queue are spoken of at most: who reads it is a person. */
const OTHERS_MAX = 100;

async function whyOthersIn(
  switchboard: Switchboard,
  store: Pick<Store, 'operatorsBefore'>,
  { record: { callId }, timeline }: CallStory,
  offerId: string,
): Promise<WhyOthers> {
  const at = timeline.findIndex((entry) => entry.kind === 'offered' && entry.offerId === offerId);
  if (at === -1) return [];
  const before = timeline.slice(0, at + 1);
  const place = before.findLast((entry) => entry.kind === 'queueEntered' || entry.kind === 'placeChanged');
  const staff = switchboard.staffOf(place?.queue ?? '').slice(0, OTHERS_MAX);
  const then = await store.operatorsBefore(
    { callId, offerId },
    staff.map(({ id }) => id),
  );
  const known = new Map(then.map((each) => [each.operator, each]));
  return whyOthers(timeline[at] as Offered, timeline, staff, known);
}
