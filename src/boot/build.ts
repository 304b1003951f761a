import { join } from 'node:path';
import type { Logger } from 'pino';
import { PinBook } from '../access/index.ts';
import { Failure } from '../base/index.ts';
import type { Bundle } from '../bundle/index.ts';
import type { Egress } from '../egress/index.ts';
import { createHttp, ensureAdminToken, type Http } from '../http/index.ts';
import { createBullmqJobs } from '../jobs/bullmq/index.ts';
import type { Jobs } from '../jobs/index.ts';
import type { Entry, Store } from '../journal/index.ts';
import type { TrunkPlan } from '../outbound/index.ts';
import { writeOperatorAccounts } from '../parent/index.ts';
import type { Recordings } from '../recordings/index.ts';
import { EmergencyFile, ScheduleKeeper } from '../schedules/index.ts';
import type { SealBook } from '../seals/index.ts';
import { ensureSecret, readIfThere, redisAddress, type Settings, toolPath } from '../settings/index.ts';
import { createEspeak } from '../speech/espeak/index.ts';
import { createHttpSpeech } from '../speech/http/index.ts';
import { createSpeech, type Speech } from '../speech/index.ts';
import { createSwitchboard, type Event, type Plan, type Switchboard } from '../switchboard/index.ts';
import { createAriTelephony } from '../telephony/ari/index.ts';
import type { RecordedSounds, Telephony } from '../telephony/index.ts';
import { AdoptionGuard } from './adoption-guard.ts';
import type { AlarmWatch } from './alarm-watch.ts';
import type { BanWatch } from './ban-watch.ts';
import { buildAlarms } from './build-alarms.ts';
import { buildBans } from './build-bans.ts';
import { buildEgress } from './build-egress.ts';
import { attendRecordings, buildRecordings } from './build-recordings.ts';
import type { BundleArchive } from './bundle-archive.ts';
import { scriptsOf } from './bundle-trial.ts';
import { CallKeeper } from './call-keeper.ts';
import { ContactDesk } from './contact-desk.ts';
import { writeCrashReport } from './crash-report.ts';
import type { DiskWatch } from './disk-watch.ts';
import { ExchangeWatch } from './exchange-watch.ts';
import { FlowOutcomesBook } from './flow-outcomes.ts';
import { houseFor } from './house.ts';
import type { LeftRecordings } from './left-recordings.ts';
import { LiveBundle, type StartBundle } from './live-bundle.ts';
import { LiveShadow } from './live-shadow.ts';
import { hashFlows, loadFlows, loadSent } from './load-flows.ts';
import { Loop } from './loop.ts';
import { NoticeBoard } from './notice-board.ts';
import { noticeWayBy } from './notice-way.ts';
import { openSeals } from './open-seals.ts';
import { openStore } from './open-store.ts';
import { prepareSpeech } from './prepare-speech.ts';
import { PresenceFile } from './presence-file.ts';
import { Readiness } from './readiness.ts';
import { Reconciler } from './reconcile.ts';
import type { RecordingDesk } from './recording-desk.ts';
import { ScoreDesk } from './score-desk.ts';
import { bootOfMachine, systemClock as clock } from './system-clock.ts';

/** What a process that violated a rule of its own ends with (sysexits.h: EX_SOFTWARE). */
const EXIT_BROKEN = 70;

/** What a process ends with whose place another one has taken (sysexits.h: EX_TEMPFAIL). */
const EXIT_REPLACED = 75;

/** What happened last reaches the disk within this, or not at all. */
const LAST_WORDS_MS = 500;

/** The application's name in the dialplan's `Stasis(…)`. */
const APP = 'cordboard';

const READER = { load: loadFlows, hashes: hashFlows } as const;

/** All rooms, wired. */
export type House = {
  readonly settings: Settings;
  /** The bundle with which the process has started; `live` says which one is in use. */
  readonly bundle: Bundle;
  readonly live: LiveBundle;
  readonly shadow: LiveShadow;
  readonly log: Logger;
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
  readonly hours: ScheduleKeeper;
  readonly jobs: Jobs;
  readonly egress: Egress;
  readonly recordings: Recordings;
  readonly leftRecordings: LeftRecordings;
  readonly contactDesk: ContactDesk;
  readonly recordingDesk: RecordingDesk;
  readonly alarmWatch: AlarmWatch;
  readonly bans: BanWatch;
  readonly disks: DiskWatch;
  readonly http: Http;
};

/**
 * Wires the house; nothing runs yet. Rejects with `Failure` for what a person must mend. `onRestart`: somebody wants
 * another process to go on with the calls.
 */
export async function build(
  settings: Settings,
  start: StartBundle,
  version: string,
  { log, onRestart }: { readonly log: Logger; readonly onRestart: () => void },
): Promise<House> {
  const { bundle } = start;
  const readiness = new Readiness();
  const notices = new NoticeBoard(log);
  const outcomes = new FlowOutcomesBook();
  notices.watch((entry) => outcomes.note(entry));
  const seals = await openSeals(settings, log);
  const presences = new PresenceFile({ file: join(settings.data, 'presences.json'), clock, log });
  const store = await openStore(settings, log, toAll(seals, presences));
  const speech = buildSpeech(settings, bundle, log);
  const telephony = buildTelephony(settings, store, log);
  const hours = buildHours(settings, bundle, log, (event) => loop.put(event));
  const plan = planOf(settings, start, hours);
  const switchboard = createSwitchboard(plan, clock.now());
  const guard = new AdoptionGuard({ file: join(settings.data, 'adopting.json'), clock, log });
  const onBroken = brokenIn(settings, { store, guard }, log);
  const egress = buildEgress(settings, () => live, clock, log);
  const recordings = buildRecordings(settings, telephony, log);
  const keeper = buildKeeper(settings, switchboard, log);
  const pins = buildPins(settings, log);
  const edgesOfLoop = { telephony, speech, egress, recordings, store, keeper, pins };
  const alarms = { wakeAt: (name: string, atMs: number) => jobs.wakeAt(name, atMs) };
  const loop: Loop = new Loop({ switchboard, ...edgesOfLoop, alarms, notices, clock, log, onBroken });
  const put = (event: Event): boolean => loop.put(event);
  const reconciler = new Reconciler(telephony, switchboard, put);
  const watch = new ExchangeWatch({ telephony, reconciler, readiness, phoneIds: bundle.devices, clock, log });
  const live = new LiveBundle({
    folder: settings.bundle,
    ...start,
    reader: READER,
    outcomes,
    prepare: (changed) => prepareSpeech(speech, changed, switchboard.flowVersions()),
    admit: (changed) => admit(settings, changed, watch, log),
    hours: ({ schedules }) => hours.rulesChanged(schedules),
    ...{ put, clock, log },
  });
  const shadow = buildShadow(start, live, store, log);
  notices.watch((entry) => shadow.note(entry));
  const about = { recordings, telephony, store, notices, switchboard, loop };
  const attended = { ...about, bundle: () => live.newest, clock, log };
  const { leftRecordings, recordingDesk } = attendRecordings(settings, attended);
  const { alarmWatch, disks } = buildAlarms(settings, { ...attended, jobs: () => jobs });
  const write = writeTo(store, notices);
  const contactDesk = new ContactDesk({ store, write, clock, log });
  const bans = buildBans(settings, telephony, write, log);
  const scoreDesk = new ScoreDesk({ store, write, clock, forms: () => live.newest.scorecards });
  const onWake = (callbackId: string) => loop.put({ kind: 'callbackWoken', callbackId });
  const jobs: Jobs = buildJobs(settings, store, log, { live: () => live, onWake });
  const http = await createHttp({
    house: houseFor({
      ...{ switchboard, loop, notices, readiness, live, shadow, hours, store, recordingDesk, egress, clock },
      ...{ alarmWatch, contactDesk, scoreDesk, bans, onRestart },
    }),
    tokens: [await ensureAdminToken(settings.secrets)],
    tokenFolder: join(settings.secrets, 'tokens'),
    ...{ store, jobs, log },
    ...{ host: settings.http.host, port: settings.http.port, version },
    onBroken: (error) => onBroken(error, []),
  });
  const doors = { hours, leftRecordings, recordingDesk, contactDesk, jobs, http, alarmWatch, bans, disks };
  const edges = { telephony, speech, egress, recordings, store, seals, ...doors };
  const heart = { switchboard, loop, keeper, guard, presences, readiness, watch };
  return { settings, bundle, archive: start.archive, live, shadow, log, ...edges, ...heart };
}

/** Each of them hears of every entry. */
const toAll =
  (...books: readonly { note(entry: Entry): void }[]): ((entry: Entry) => void) =>
  (entry) => {
    for (const book of books) book.note(entry);
  };

/** What the admin wrote, with the limits of this house. */
function planOf(settings: Settings, { bundle, trial }: StartBundle, { schedules }: ScheduleKeeper): Plan {
  const limits = { schedules, callsMax: settings.limits.calls, trunks: trunksOf(settings) };
  return { ...bundle, ...scriptsOf(bundle, trial), ...limits };
}

/** Writes into the journal what the switchboard has no part in, and tells it to whoever listens. */
function writeTo(store: Pick<Store, 'write'>, notices: NoticeBoard): (entry: Entry) => void {
  return (entry) => {
    store.write(entry);
    notices.tell(entry);
  };
}

/** Operators' phones get their accounts, which the exchange reads when there is something new in them. */
async function admit(
  settings: Settings,
  bundle: Pick<Bundle, 'devices' | 'operators'>,
  watch: ExchangeWatch,
  log: Logger,
): Promise<void> {
  if (!writeOperatorAccounts(settings, bundle)) return;
  const phones = bundle.devices;
  const passwords = join(settings.secrets, 'operators.json');
  log.info({ phones, passwords }, 'the accounts of the phones have changed');
  await watch.phonesChanged(phones);
}

function buildShadow({ archive }: StartBundle, live: LiveBundle, store: Store, log: Logger): LiveShadow {
  const inUse = (): readonly string[] => live.bundles.map(({ flowHash }) => flowHash);
  return new LiveShadow({ archive, reader: READER, sent: loadSent, inUse, store, clock, log });
}

function buildSpeech(settings: Settings, bundle: Bundle, log: Logger): Speech {
  const espeak = createEspeak({ binary: toolPath('espeak-ng'), clock });
  const { provider: name, url, secret } = settings.speech;
  const isHttp = name === 'http' && url !== null;
  const provider = isHttp ? createHttpSpeech({ url, secret: speechSecret(settings, secret), clock }) : espeak;
  const spare = isHttp ? espeak : undefined;
  const voices = { ...settings.speech.voices, ...bundle.voices };
  const cacheFolder = join(settings.data, 'sounds');
  return createSpeech({ provider, spare, cacheFolder, languages: bundle.languages, voices, clock, log });
}

function speechSecret(settings: Settings, name: string | null): string | null {
  if (name === null) return null;
  const file = join(settings.secrets, name);
  const secret = readIfThere(file)?.trim();
  if (secret === undefined || secret === '') throw new Failure('SPEECH_SECRET_UNREADABLE', { file });
  return secret;
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

function buildTelephony(settings: Settings, store: Store, log: Logger): Telephony & RecordedSounds {
  const { url, user, password_file } = settings.asterisk.ari;
  const password = readIfThere(password_file)?.trim();
  if (password === undefined) throw new Failure('ARI_PASSWORD_UNREADABLE', { file: password_file });
  const onReplaced = (): void => {
    log.fatal('another Cordboard serves this exchange now: this one stands aside, the callers stay with it');
    exitAfter(store, EXIT_REPLACED);
  };
  return createAriTelephony({ url, user, password, app: APP, clock, log, onReplaced });
}

function buildKeeper(settings: Settings, switchboard: Switchboard, log: Logger): CallKeeper {
  return new CallKeeper({
    file: join(settings.data, 'calls.jsonl'),
    boot: bootOfMachine(),
    snapshotOf: (callId) => switchboard.snapshot(callId, clock.now()),
    liveCallIds: () => switchboard.liveCallIds(),
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

function buildJobs(
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

/**
 * A rule of ours was violated: what happened last is written down, and the process ends; the parent starts
 * another.
 */
function brokenIn(
  settings: Settings,
  { store, guard }: { readonly store: Store; readonly guard: AdoptionGuard },
  log: Logger,
): (error: Error, tail: readonly Event[]) => void {
  return (err, tail) => {
    guard.broke();
    const report = crashReport(settings, err, tail);
    log.fatal({ err, report }, 'a rule of our own was violated, the process ends and is started anew');
    exitAfter(store, EXIT_BROKEN);
  };
}

/** Where it lies; null: the disk does not take it, and the log has what there is to say. */
function crashReport(settings: Settings, err: Error, tail: readonly Event[]): string | null {
  try {
    return writeCrashReport(join(settings.data, 'crashes'), clock.now().wallMs, err, tail);
  } catch {
    return null;
  }
}

/** Ends the process as soon as the store has written what it was given, or after a moment. */
function exitAfter(store: Store, code: number): void {
  setTimeout(() => process.exit(code), LAST_WORDS_MS);
  void store.flush().finally(() => process.exit(code));
}
