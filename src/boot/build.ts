import { join } from 'node:path';
import type { Logger } from 'pino';
import { PinBook } from '../access/index.ts';
import type { Bundle } from '../bundle/index.ts';
import type { Egress } from '../egress/index.ts';
import { createHttp, ensureAdminToken, type Http } from '../http/index.ts';
import type { Jobs } from '../jobs/index.ts';
import type { Entry, Store } from '../journal/index.ts';
import { bootOfMachine, systemClock as clock } from '../machine/index.ts';
import type { TrunkPlan } from '../outbound/index.ts';
import { asteriskPlaces } from '../parent/index.ts';
import type { Recordings } from '../recordings/index.ts';
import type { SumsKeeper } from '../reports/index.ts';
import { EmergencyFile, ScheduleKeeper } from '../schedules/index.ts';
import type { SealBook } from '../seals/index.ts';
import { redisAddress, type Settings } from '../settings/index.ts';
import { openNodeWitness } from '../sip/redis/index.ts';
import type { Speech } from '../speech/index.ts';
import { createSwitchboard, type Event, type Plan, type Switchboard } from '../switchboard/index.ts';
import type { Telephony } from '../telephony/index.ts';
import { AdoptionGuard } from './adoption-guard.ts';
import type { AlarmWatch } from './alarm-watch.ts';
import type { BanDesk } from './ban-desk.ts';
import type { Leader } from './become-leader.ts';
import { attendAlarms } from './build-alarms.ts';
import { buildBans } from './build-bans.ts';
import { admissionRules, attendDoor, type Door } from './build-door.ts';
import { buildEgress } from './build-egress.ts';
import { buildJobs } from './build-jobs.ts';
import { attendRecordings, buildRecordings } from './build-recordings.ts';
import { buildSpeech } from './build-speech.ts';
import { buildTelephony } from './build-telephony.ts';
import type { BundleArchive } from './bundle-archive.ts';
import { scriptsOf } from './bundle-trial.ts';
import { CallKeeper } from './call-keeper.ts';
import { ContactDesk } from './contact-desk.ts';
import { DiaryWatch } from './diary-watch.ts';
import type { DiskWatch } from './disk-watch.ts';
import { EdgeWatch } from './edge-watch.ts';
import { ExchangeDiary } from './exchange-diary.ts';
import { ExchangeWatch } from './exchange-watch.ts';
import { FlowOutcomesBook } from './flow-outcomes.ts';
import { type HouseParts, houseFor } from './house.ts';
import { brokenIn } from './last-words.ts';
import type { LeftRecordings } from './left-recordings.ts';
import { LiveBundle, type StartBundle } from './live-bundle.ts';
import { LiveShadow } from './live-shadow.ts';
import { hashFlows, loadFlows, loadSent } from './load-flows.ts';
import { Loop } from './loop.ts';
import { MAIN_NODE } from './main-node.ts';
import { NodeDesk } from './node-desk.ts';
import { NoticeBoard } from './notice-board.ts';
import { openSealedStore } from './open-seals.ts';
import { prepareSpeech } from './prepare-speech.ts';
import { PresenceFile } from './presence-file.ts';
import { Readiness } from './readiness.ts';
import { Reconciler } from './reconcile.ts';
import type { RecordingDesk } from './recording-desk.ts';
import { ScoreDesk } from './score-desk.ts';
import { UnseenCallers } from './unseen-callers.ts';
import { writeAdmitted } from './write-admitted.ts';

const READER = { load: loadFlows, hashes: hashFlows } as const;

/** All rooms, wired. */
export type House = {
  readonly settings: Settings;
  /** The bundle with which the process has started; `live` says which one is in use. */
  readonly bundle: Bundle;
  readonly live: LiveBundle;
  readonly shadow: LiveShadow;
  readonly log: Logger;
  readonly leader: Leader;
  readonly store: Store;
  readonly seals: SealBook;
  readonly speech: Speech;
  readonly telephony: Telephony;
  readonly switchboard: Switchboard;
  readonly loop: Loop;
  readonly keeper: CallKeeper;
  readonly guard: AdoptionGuard;
  readonly presences: PresenceFile;
  readonly archive: BundleArchive;
  readonly readiness: Readiness;
  readonly watch: ExchangeWatch;
  /** None of both where there is an edge: its nodes write their diaries on machines of their own. */
  readonly unseenCallers: UnseenCallers | undefined;
  readonly diaryWatch: DiaryWatch | undefined;
  /** None where there is no edge. */
  readonly edgeWatch: EdgeWatch | undefined;
  readonly hours: ScheduleKeeper;
  readonly jobs: Jobs;
  readonly egress: Egress;
  readonly recordings: Recordings;
  readonly leftRecordings: LeftRecordings;
  readonly contactDesk: ContactDesk;
  readonly recordingDesk: RecordingDesk;
  readonly alarmWatch: AlarmWatch;
  readonly bans: BanDesk;
  readonly disks: DiskWatch;
  readonly door: Door;
  readonly http: Http;
};

export type BuildParts = {
  readonly log: Logger;
  readonly leader: Leader;
  /** Somebody wants another process to go on with the calls. */
  readonly onRestart: () => void;
  /** The last call has ended, as somebody wanted it: nobody is to go on. */
  readonly onDrained: () => void;
};

/**
 * Wires the house; nothing runs yet. Rejects with `Failure` for what a person must mend.
 */
export async function build(
  settings: Settings,
  start: StartBundle,
  version: string,
  { log, leader, onRestart, onDrained }: BuildParts,
): Promise<House> {
  const { bundle } = start;
  const readiness = new Readiness();
  const notices = new NoticeBoard(log);
  const outcomes = new FlowOutcomesBook();
  notices.watch((entry) => outcomes.note(entry));
  const presences = new PresenceFile({ file: join(settings.data, 'presences.json'), clock, log });
  const { seals, store } = await openSealedStore(settings, presences, log);
  const speech = buildSpeech(settings, bundle, log);
  const telephony = buildTelephony(settings, leader, store, log);
  const hours = buildHours(settings, bundle, log, (event) => loop.put(event));
  const plan = planOf(settings, start, hours);
  const switchboard = createSwitchboard(plan, clock.now());
  const guard = new AdoptionGuard({ file: join(settings.data, 'adopting.json'), clock, log });
  const onBroken = brokenIn(settings, { store, guard }, log);
  const egress = buildEgress(settings, () => live, clock, log);
  const recordings = buildRecordings(settings, telephony, log);
  const keeper = buildKeeper(settings, switchboard, store, log);
  const pins = buildPins(settings, log);
  const edgesOfLoop = { telephony, speech, egress, recordings, store, keeper, pins };
  const alarms = { wakeAt: (name: string, atMs: number) => jobs.wakeAt(name, atMs) };
  const { mayAct } = leader;
  const loop: Loop = new Loop({ switchboard, ...edgesOfLoop, alarms, notices, mayAct, clock, log, onBroken });
  const put = (event: Event): boolean => loop.put(event);
  const reconciler = new Reconciler(telephony, switchboard, put);
  const write = writeTo(store, notices);
  const diary = diaryOf(settings);
  const unseenCallers = buildUnseenCallers(settings, diary, { switchboard, store, write, log });
  const diaryWatch = diary && new DiaryWatch({ diary, switchboard, put, clock, log });
  const ofDiary = { unseenCallers, diaryWatch };
  const { devices: phoneIds } = bundle;
  const watch = new ExchangeWatch({ telephony, reconciler, ...ofDiary, readiness, phoneIds, clock, log });
  const edgeWatch = buildEdgeWatch(settings, { telephony, switchboard, readiness, put, log });
  const weights = weightsOf(settings);
  const nodeDesk = new NodeDesk({ weights, edge: edgeWatch, telephony, switchboard, log });
  const live = buildLive(settings, start, { outcomes, speech, switchboard, watch, hours, put, log });
  const shadow = buildShadow(start, live, store, log);
  notices.watch((entry) => shadow.note(entry));
  const about = { recordings, telephony, store, notices, switchboard, loop };
  const attended = { ...about, bundle: () => live.newest, clock, log };
  const { leftRecordings, recordingDesk } = attendRecordings(settings, attended);
  const bundles = () => live.bundles;
  const door = attendDoor(settings, { ...attended, bundles, readiness, put, onDrained });
  const { disks, alarmWatch } = attendAlarms(settings, { ...attended, jobs: () => jobs, door, speech });
  const contactDesk = new ContactDesk({ store, write, clock, log });
  const bans = buildBans(settings, telephony, write, log);
  const scoreDesk = new ScoreDesk({ store, write, clock, forms: () => live.newest.scorecards });
  const onWake = (callbackId: string) => loop.put({ kind: 'callbackWoken', callbackId });
  const jobs = buildJobs(settings, store, log, { live: () => live, onWake });
  const heart = { switchboard, loop, readiness, live, shadow, hours, store, egress, log };
  const desks = { recordingDesk, contactDesk, alarmWatch, bans, jobs };
  const ofHttp = { ...heart, ...desks, nodeDesk, scoreDesk, drainDesk: door.drainDesk, notices, clock };
  const http = await buildHttp(settings, version, { ...ofHttp, onRestart, onBroken });
  const edges = { telephony, speech, recordings, leftRecordings, seals, disks, door, http };
  const lives = { leader, keeper, guard, presences, watch, ...ofDiary, edgeWatch, archive: start.archive };
  return { settings, bundle, ...heart, ...desks, ...edges, ...lives };
}

type HttpParts = HouseParts & {
  readonly store: Store & SumsKeeper;
  readonly jobs: Jobs;
  readonly onBroken: (error: Error, tail: readonly Event[]) => void;
  readonly log: Logger;
};

/** The API, with the tokens of its users. It does not listen yet. */
async function buildHttp(settings: Settings, version: string, parts: HttpParts): Promise<Http> {
  const { store, jobs, log, onBroken } = parts;
  const { host, port } = settings.http;
  return createHttp({
    house: houseFor(parts),
    tokens: [await ensureAdminToken(settings.secrets)],
    tokenFolder: join(settings.secrets, 'tokens'),
    ...{ store, jobs, log, host, port, version },
    onBroken: (error) => onBroken(error, []),
  });
}

/** What the admin wrote, with the limits of this house. */
function planOf(settings: Settings, { bundle, trial }: StartBundle, { schedules }: ScheduleKeeper): Plan {
  const admission = admissionRules(settings);
  const { edge } = settings;
  const limits = {
    ...{ schedules, callsMax: settings.limits.calls, admission, trunks: trunksOf(settings) },
    ...(edge.mode !== 'direct' && { nodes: Object.keys(edge.nodes) }),
  };
  return { ...bundle, ...scriptsOf(bundle, trial), ...limits };
}

/** Writes into the journal what the switchboard has no part in, and tells it to whoever listens. */
function writeTo(store: Pick<Store, 'write'>, notices: NoticeBoard): (entry: Entry) => void {
  return (entry) => {
    store.write(entry);
    notices.tell(entry);
  };
}

type LiveParts = {
  readonly outcomes: FlowOutcomesBook;
  readonly speech: Speech;
  readonly switchboard: Pick<Switchboard, 'flowVersions'>;
  readonly watch: ExchangeWatch;
  readonly hours: ScheduleKeeper;
  readonly put: (event: Event) => boolean;
  readonly log: Logger;
};

/** The bundle in use: another one has its words spoken, its phones let in and its hours told before it counts. */
function buildLive(settings: Settings, start: StartBundle, parts: LiveParts): LiveBundle {
  const { outcomes, speech, switchboard, watch, hours, put, log } = parts;
  return new LiveBundle({
    folder: settings.bundle,
    ...start,
    reader: READER,
    outcomes,
    prepare: (changed) => prepareSpeech(speech, changed, switchboard.flowVersions()),
    admit: (changed) => admit(settings, changed, watch, log),
    hours: ({ schedules }) => hours.rulesChanged(schedules),
    ...{ put, clock, log },
  });
}

/** Operators' phones get their accounts, which the exchange reads when there is something new in them. */
async function admit(settings: Settings, bundle: Bundle, watch: ExchangeWatch, log: Logger): Promise<void> {
  if (!writeAdmitted(settings, bundle)) return;
  const phones = bundle.devices;
  const passwords = join(settings.secrets, 'operators.json');
  log.info({ phones, passwords }, 'the accounts of the phones have changed');
  await watch.phonesChanged(phones);
}

function buildShadow({ archive }: StartBundle, live: LiveBundle, store: Store, log: Logger): LiveShadow {
  const inUse = (): readonly string[] => live.bundles.map(({ flowHash }) => flowHash);
  return new LiveShadow({ archive, reader: READER, sent: loadSent, inUse, store, clock, log });
}

/** Those that calls can go out on. */
function trunksOf({ trunks }: Settings): ReadonlyMap<string, TrunkPlan> {
  const dialled = Object.entries(trunks).filter(([, { host }]) => host !== null);
  const planOf = ({ calls, calls_per_second, numbers }: Settings['trunks'][string]): TrunkPlan => ({
    ...numbers,
    callsMax: calls,
    callsPerSecondMax: calls_per_second,
  });
  return new Map(dialled.map(([name, trunk]) => [name, planOf(trunk)]));
}

/** How much each node can bear beside the others. */
const weightsOf = ({ edge: { mode, nodes } }: Settings): ReadonlyMap<string, number> =>
  mode === 'direct'
    ? new Map([[MAIN_NODE, 1]])
    : new Map(Object.entries(nodes).map(([name, { weight }]) => [name, weight]));

type Watched = Pick<House, 'telephony' | 'switchboard' | 'readiness' | 'log'> & {
  readonly put: (event: Event) => void;
};

function buildEdgeWatch(settings: Settings, parts: Watched): EdgeWatch | undefined {
  if (settings.edge.mode === 'direct') return undefined;
  const redisUrl = redisAddress(settings);
  const witness = openNodeWitness({ redisUrl, prefix: settings.redis.prefix, log: parts.log });
  return new EdgeWatch({ ...parts, witness, clock });
}

type OfUnseen = Pick<
  ConstructorParameters<typeof UnseenCallers>[0],
  'switchboard' | 'store' | 'write' | 'log'
>;

function diaryOf(settings: Settings): ExchangeDiary | undefined {
  return settings.edge.mode === 'direct' ? new ExchangeDiary(asteriskPlaces(settings).cel) : undefined;
}

function buildUnseenCallers(
  settings: Settings,
  diary: ExchangeDiary | undefined,
  parts: OfUnseen,
): UnseenCallers | undefined {
  if (diary === undefined) return undefined;
  return new UnseenCallers({ diary, file: join(settings.data, 'diary-read.json'), clock, ...parts });
}

function buildKeeper(settings: Settings, switchboard: Switchboard, store: Store, log: Logger): CallKeeper {
  return new CallKeeper({
    file: join(settings.data, 'calls.jsonl'),
    boot: bootOfMachine(),
    snapshotOf: (callId) => switchboard.snapshot(callId, clock.now()),
    // Those whose node has not told of them yet are not over.
    liveCallIds: () => [...switchboard.liveCallIds(), ...switchboard.awaitedCallIds()],
    journalIsSafe: () => store.flush(),
    ...{ clock, log },
  });
}

function buildHours(
  settings: Settings,
  { schedules: rules }: Bundle,
  log: Logger,
  put: (event: Event) => void,
): ScheduleKeeper {
  const file = new EmergencyFile(join(settings.data, 'emergencies.json'));
  return new ScheduleKeeper({
    ...{ rules, file, clock, log },
    changed: (schedules, switched) => put({ kind: 'schedulesChanged', schedules, switched }),
  });
}

function buildPins(settings: Settings, log: Logger): PinBook {
  const onUnreadable = (err: unknown): void =>
    log.error({ err }, 'the PINs of operators cannot be read: nobody signs in at a phone');
  return new PinBook(join(settings.secrets, 'pins.json'), onUnreadable);
}
