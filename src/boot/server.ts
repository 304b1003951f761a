import type { Bundle } from '../bundle/index.ts';
import { dayBeganMs, usedIn } from '../journal/index.ts';
import { systemClock as clock } from '../machine/index.ts';
import { CALLERS_MAX, SIGN_IN_FACTS, signInTries } from '../switchboard/index.ts';
import type { House } from './build.ts';
import { type KnownCalls, knownCalls } from './known-calls.ts';
import { loadFlows } from './load-flows.ts';
import { prepareSpeech } from './prepare-speech.ts';
import { type FilesWatch, watchBundle } from './watch-bundle.ts';
import { writeAdmitted } from './write-admitted.ts';

/** After a hang-up the exchange needs a moment to tell. */
const GOODBYE_MS = 1_500;
const LOOK_EVERY_MS = 50;
/** Of calls that are still waited for is told so often. */
const TELL_EVERY_MS = 10_000;
/** A store that is away is asked again after this, and nodes that have not told yet of their callers are after that. */
const ORPHANS_AGAIN_MS = 10_000;
const NODES_AGAIN_MS = 1_000;
/** Wrong PINs count for so long after a restart, and so many of them at most (the newest). */
const GUESSES_KNOWN_MS = 86_400_000;
const GUESSES_MAX = 1_000;

/** The running house. */
export class Server {
  readonly #house: House;
  #files: FilesWatch | undefined;
  #isStopping = false;
  /** Settles when all is let go of; however often one asks for the end, there is one. */
  #end: Promise<void> | undefined;
  #isSortedOut = false;

  constructor(house: House) {
    this.#house = house;
  }

  /** Starts every edge. Resolves when the API listens; `/health/ready` says when calls are answered. */
  async start(): Promise<void> {
    const { http, telephony, loop, watch, edgeWatch, leftRecordings, jobs, readiness, log } = this.#house;
    readiness.lacks('prompts', 'the prompts are being spoken for the first time');
    const { port } = await http.listen();
    log.info({ port }, 'the API listens');
    writeAdmitted(this.#house.settings, this.#house.bundle);
    this.#house.bans.start();
    // Kept before anybody can call: whoever sees us ready may change the files.
    await this.#house.live.begin();
    const known = await this.#knownCalls();
    await Promise.all([
      this.#preparePrompts(known.older),
      this.#restorePresences(),
      this.#restoreSignIns(),
      this.#restoreCallers(),
      this.#restoreMinutes(),
      this.#house.unseenCallers?.start(),
    ]);
    await this.#restoreCallbacks();
    loop.put({ kind: 'callsRestored', ...known });
    // Who has talked and hung up meanwhile is known before callers are looked for.
    await this.#house.diaryWatch?.lost();
    await telephony.listen((event) => {
      loop.put(event);
      if (event.kind === 'exchangeBack') this.#sortOut();
      watch.see(event);
      edgeWatch?.see(event);
      leftRecordings.see(event);
    });
    edgeWatch?.start();
    jobs.start();
    this.#house.disks.start();
    this.#house.alarmWatch.start();
    this.#house.door.loadMeter.start();
    this.#house.door.doorKeeper.start();
    void this.#house.recordingDesk.expire();
    void this.#house.contactDesk.look();
    this.#watchFiles();
  }

  /**
   * Takes no new calls, lets those that go on end within a limit, and lets go of everything; or leaves them to another
   * Cordboard, where the settings say so. Never rejects.
   */
  stop(): Promise<void> {
    this.#end ??= this.#stopOrLeave();
    return this.#end;
  }

  /** Lets go of everything, and leaves all calls as they are to the process that comes next. Never rejects. */
  handOver(): Promise<void> {
    this.#end ??= this.#leave('Cordboard is started anew', false);
    return this.#end;
  }

  async #stopOrLeave(): Promise<void> {
    const { settings, door, readiness, loop } = this.#house;
    if (settings.stop.calls === 'leave') return this.#leave('Cordboard is stopping', true);
    this.#isStopping = true;
    door.drainDesk.close(true);
    readiness.lacks('house', 'Cordboard is stopping');
    loop.put({ kind: 'drainAsked' });
    await this.#drain();
    await this.#letGo();
  }

  async #leave(why: string, isForGood: boolean): Promise<void> {
    this.#isStopping = true;
    this.#house.door.drainDesk.close(isForGood);
    this.#house.readiness.lacks('house', why);
    await this.#letGo();
  }

  async #letGo(): Promise<void> {
    const { log, watch, hours, loop, shadow } = this.#house;
    const { telephony, http, jobs, egress, store, seals, speech, keeper, leader } = this.#house;
    watch.close();
    this.#house.edgeWatch?.close();
    this.#house.disks.close();
    this.#house.alarmWatch.close();
    this.#house.bans.close();
    this.#house.door.loadMeter.close();
    this.#house.door.doorKeeper.close();
    this.#house.leftRecordings.close();
    this.#house.recordingDesk.close();
    this.#house.contactDesk.close();
    hours.close();
    this.#house.guard.close();
    loop.stop();
    const kept = { keeper, presences: this.#house.presences, store, seals, leader };
    const parts = { files: this.#files, shadow, telephony, http, jobs, egress, speech, ...kept };
    for (const [name, part] of Object.entries(parts)) {
      await part
        ?.close()
        .catch((err: unknown) => log.error({ err, part: name }, 'a part did not stop cleanly'));
    }
  }

  #watchFiles(): void {
    const { settings, live, store, log } = this.#house;
    const onChange = (): void => {
      live
        .filesChanged()
        .then(({ changed }) => {
          if (changed.length === 0) return;
          const details = { changed, flowHash: live.state().flowHash, floorHash: live.state().floorHash };
          const fact = { by: 'a saved file', what: 'bundle.activate', on: null, details } as const;
          store.write({ kind: 'audited', atMs: clock.now().wallMs, ...fact });
        })
        .catch((err: unknown) => log.error({ err }, 'the changed bundle could not be taken'));
    };
    this.#files = watchBundle(settings.bundle, onChange, clock, log);
  }

  /** Also those of older versions, for calls that go on in them. */
  async #preparePrompts(older: readonly Bundle[]): Promise<void> {
    const { speech, live, readiness, log } = this.#house;
    const failed: string[] = [];
    const bundles = [...older, ...live.bundles];
    const inUse = new Set(bundles.map(({ flowHash }) => flowHash));
    for (const bundle of bundles) failed.push(...(await prepareSpeech(speech, bundle, inUse)));
    for (const prompt of failed)
      log.error({ prompt }, 'a prompt could not be made: callers hear a tone instead');
    readiness.has('prompts');
  }

  async #knownCalls(): Promise<KnownCalls> {
    const { keeper, guard, live, archive, leader } = this.#house;
    // Another machine has served them since: where they stand now is known by their legs, and it has closed the others.
    if (!leader.wasLast) await keeper.forget();
    const kept = await keeper.read(guard.begin());
    // Without calls nothing of them can kill anybody.
    if (kept.calls.length === 0) guard.close();
    return knownCalls(kept, live.bundles, archive, loadFlows);
  }

  /** The exchange has told whose callers are still there: the calls of all others have ended. */
  #sortOut(): void {
    if (this.#isSortedOut) return;
    this.#isSortedOut = true;
    this.#house.guard.reached();
    const calls = this.#house.switchboard.liveCallIds().size;
    if (calls > 0) this.#house.log.warn({ calls }, 'calls of a process that died go on');
    this.#house.door.drainDesk.resume();
    void this.#closeOrphans(this.#house.diaryWatch?.endsBefore() ?? new Map());
  }

  /** Who was ready before this process is ready again: nobody has to sign in because we were started anew. */
  async #restorePresences(): Promise<void> {
    const { store, presences, loop } = this.#house;
    for (const presence of await presences.restore(store))
      loop.put({ kind: 'presenceRestored', ...presence });
  }

  /** Who guesses PINs does not get new tries by a restart. */
  async #restoreSignIns(): Promise<void> {
    const { store, loop, log } = this.#house;
    const { wallMs } = clock.now();
    try {
      const query = { from: wallMs - GUESSES_KNOWN_MS, limit: GUESSES_MAX };
      const facts = await Promise.all(SIGN_IN_FACTS.map((what) => store.audit({ ...query, what })));
      loop.put({ kind: 'signInsRestored', tries: signInTries(facts.flat(), wallMs) });
    } catch (err) {
      log.error({ err }, 'wrong PINs of before are not known: their count begins anew');
    }
  }

  /** What was talked outside today still counts: a restart gives nobody the day's minutes anew. */
  async #restoreMinutes(): Promise<void> {
    const { store, loop, log } = this.#house;
    try {
      const used = usedIn(await store.callsOut(dayBeganMs(clock.now().wallMs)));
      loop.put({ kind: 'minutesRestored', ...used });
    } catch (err) {
      log.error({ err }, 'the minutes talked outside today are not known: their count begins anew');
    }
  }

  /** A caller is known again by the call before, whichever process carried it. */
  async #restoreCallers(): Promise<void> {
    const { store, loop, log } = this.#house;
    try {
      loop.put({ kind: 'callersRestored', callers: await store.callerPasts(CALLERS_MAX) });
    } catch (err) {
      log.error(
        { err },
        'what is known of callers could not be restored: each is asked for the language again',
      );
    }
  }

  /**
   * Who was promised a call back is called back, whatever has become of the process that promised it. Asked again until
   * the store answers: a promise that is not known cannot be kept.
   */
  async #restoreCallbacks(): Promise<void> {
    const { store, loop, log } = this.#house;
    if (this.#isStopping) return;
    try {
      loop.put({ kind: 'callbacksRestored', callbacks: await store.openCallbacks() });
    } catch (err) {
      log.error({ err }, 'promised callbacks could not be read yet, we try again');
      clock.after(ORPHANS_AGAIN_MS, () => void this.#restoreCallbacks());
    }
  }

  /**
   * Calls of a process that died whose callers are there no more have ended; each has its record. `endsMs`: of which it
   * is known when.
   */
  async #closeOrphans(endsMs: ReadonlyMap<string, number>): Promise<void> {
    const { store, switchboard, leader, log } = this.#house;
    if (this.#isStopping) return;
    if (switchboard.isStarting()) {
      clock.after(NODES_AGAIN_MS, () => void this.#closeOrphans(endsMs));
      return;
    }
    const mayGoOn = new Set([...switchboard.liveCallIds(), ...switchboard.awaitedCallIds()]);
    try {
      const awaited = switchboard.nodesAwaited();
      const carriers = {
        sinceMs: switchboard.exchangesSinceMs(),
        endsMs,
        awaited,
        isHandOver: leader.stoodBy,
      };
      const closed = await store.closeOrphans(mayGoOn, clock.now().wallMs, carriers);
      if (awaited.size > 0) clock.after(ORPHANS_AGAIN_MS, () => void this.#closeOrphans(endsMs));
      if (closed.length > 0) log.warn({ calls: closed.length }, 'calls of a process that died were closed');
    } catch (err) {
      log.error({ err }, 'open records of a process that died could not be closed yet, we try again');
      clock.after(ORPHANS_AGAIN_MS, () => void this.#closeOrphans(endsMs));
    }
  }

  async #drain(): Promise<void> {
    const { switchboard, loop, log, settings } = this.#house;
    const callsCount = (): number => switchboard.liveCallIds().size;
    const telling = setInterval(() => log.info({ calls: callsCount() }, 'calls still go on'), TELL_EVERY_MS);
    await this.#until(() => callsCount() === 0, settings.stop.within.ms);
    clearInterval(telling);
    const left = [...switchboard.liveCallIds()];
    if (left.length > 0) log.warn({ calls: left.length }, 'calls that still go on are hung up');
    for (const callId of left) loop.put({ kind: 'hangUpAsked', callId });
    // Operators' legs end a moment after the calls: they too are to hear the end of it.
    await this.#until(() => [...switchboard.knownLegs()].length === 0, GOODBYE_MS);
  }

  async #until(isDone: () => boolean, limitMs: number): Promise<void> {
    const endMs = clock.now().monoMs + limitMs;
    while (!isDone() && clock.now().monoMs < endMs) {
      await new Promise<void>((resolve) => clock.after(LOOK_EVERY_MS, resolve));
    }
  }
}
