import { pino } from 'pino';
import type { Clock } from '../../../src/base/index.ts';
import { DiaryWatch, type DiaryWatchParts } from '../../../src/boot/diary-watch.ts';
import { ExchangeWatch } from '../../../src/boot/exchange-watch.ts';
import { Loop } from '../../../src/boot/loop.ts';
import { NoticeBoard } from '../../../src/boot/notice-board.ts';
import { Readiness } from '../../../src/boot/readiness.ts';
import { Reconciler } from '../../../src/boot/reconcile.ts';
import type { Entry } from '../../../src/journal/index.ts';
import {
  createSwitchboard,
  type Event,
  type Plan,
  type Switchboard,
} from '../../../src/switchboard/index.ts';
import { PIN } from './desk-work.ts';
import { Port, type PortParts } from './port.ts';
import type { Asked } from './simulated-egress.ts';
import type { Keeping } from './simulated-keeping.ts';
import type { Sounds } from './simulated-speech.ts';

export type ProcessParts = {
  readonly plan: Plan;
  readonly clock: Clock;
  readonly speech: Sounds;
  readonly egress: Asked;
  readonly keeping: Keeping;
  readonly port: PortParts;
  /** What is kept of calls for the next process, as JSON; null of those that are over. */
  readonly kept: Map<string, string | null>;
  /** Every entry on its way to the store. */
  readonly onEntry: (entry: Entry) => void;
  readonly onBroken: (error: Error) => void;
  /** Puts the checkers around the switchboard. */
  readonly around: (switchboard: Switchboard) => Switchboard;
};

const log = pino({ enabled: false });
/** From the writing of an entry to its being safe. */
const DISK_MS = 20;
/**
 * Changes of a call are gathered for a moment before they are written (`CallKeeper`): of what happened so shortly before
 * its death the next process may know nothing.
 */
export const KEPT_MS = 50 + DISK_MS;
const HASHING_MS = 50;
const NEVER = new Promise<readonly string[]>(() => {});

/** Cordboard in one process, wired as `boot` wires it, with the simulated edges and the real everything else. */
export class SimulatedProcess {
  readonly switchboard: Switchboard;
  readonly #loop: Loop;
  readonly #watch: ExchangeWatch;
  readonly #diaryWatch: DiaryWatch | undefined;
  readonly #port: Port;
  isDead = false;

  constructor(parts: ProcessParts) {
    const { plan, port, onEntry, onBroken, around } = parts;
    const speech = this.#mortalSpeech(parts.speech);
    const egress = this.#mortalEgress(parts.egress);
    const clock = this.#mortal(parts.clock);
    this.#port = new Port(port);
    this.switchboard = around(createSwitchboard(plan, clock.now()));
    const store = {
      write: (entry: Entry) => (this.isDead ? undefined : onEntry(entry)),
      flush: () => this.#onDisk(clock, port),
    };
    const alarms = { wakeAt: (callbackId: string, atMs: number) => this.#wakeAt(clock, callbackId, atMs) };
    const [telephony, switchboard] = [this.#port, this.switchboard];
    const notices = new NoticeBoard(log);
    const recordings = this.#mortalKeeping(parts.keeping);
    const pins = { isRight: (_: string | null, pin: string) => this.#isRight(clock, port, pin) };
    const rememberNow = (callId: string): void => this.#rememberNow(clock, parts.kept, callId);
    const keeper = {
      rememberNow,
      // It is in the file a moment later, or never.
      remember: (callId: string) => void clock.after(KEPT_MS, () => rememberNow(callId)),
    };
    const edges = { telephony, speech, egress, recordings, store, pins, keeper };
    this.#loop = new Loop({
      switchboard,
      ...edges,
      alarms,
      notices,
      mayAct: () => true,
      clock,
      log,
      onBroken,
    });
    const reconciler = new Reconciler(telephony, switchboard, (event) => this.put(event));
    const phoneIds = plan.devices;
    const readiness = new Readiness();
    const put = (event: Event): void => this.put(event);
    const diary = diaryOf(port);
    this.#diaryWatch = diary && new DiaryWatch({ diary, switchboard, put, clock, log });
    const diaryWatch = this.#diaryWatch;
    this.#watch = new ExchangeWatch({ telephony, reconciler, diaryWatch, readiness, phoneIds, clock, log });
  }

  /** As the server does it: first what the journal tells of people, then the exchange. */
  async start(restored: readonly Event[]): Promise<void> {
    for (const event of restored) this.put(event);
    // Where nothing is waited for, nothing is to be settled either before it goes on.
    if (this.#diaryWatch !== undefined) await this.#diaryWatch.lost();
    await this.#port.listen((event) => {
      this.put(event);
      this.#watch.see(event);
    });
  }

  put(event: Event): void {
    if (!this.isDead) this.#loop.put(event);
  }

  /** As `kill -9` does it: from this moment on it does nothing more, and the exchange keeps the legs. */
  end(): void {
    this.isDead = true;
    this.#port.die();
    this.#loop.stop();
    this.#watch.close();
  }

  /** What is written is on the disk a moment later. */
  #onDisk(clock: Clock, { onSettled }: PortParts): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    clock.after(DISK_MS, () => {
      resolve();
      onSettled();
    });
    return promise;
  }

  /** It takes a moment, for hashing. */
  #isRight(clock: Clock, { onSettled }: PortParts, pin: string): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    clock.after(HASHING_MS, () => {
      resolve(pin === PIN);
      onSettled();
    });
    return promise;
  }

  #rememberNow(clock: Clock, kept: Map<string, string | null>, callId: string): void {
    const snapshot = this.switchboard.snapshot(callId, clock.now());
    kept.set(callId, snapshot === undefined ? null : JSON.stringify(snapshot));
  }

  #wakeAt(clock: Clock, callbackId: string, atMs: number): void {
    clock.after(atMs - clock.now().wallMs, () => this.put({ kind: 'callbackWoken', callbackId }));
  }

  /** A clock that dies with the process: what it was to do then is not done. */
  #mortal(clock: Clock): Clock {
    return {
      now: () => clock.now(),
      after: (delayMs, fire) => clock.after(delayMs, () => (this.isDead ? undefined : fire())),
    };
  }

  /** What is being spoken when the process dies is told to nobody. */
  #mortalSpeech(speech: Sounds): Sounds {
    return {
      ready: speech.ready,
      make: async (language, items) => {
        const sounds = await speech.make(language, items);
        return this.isDead ? NEVER : sounds;
      },
      forgetBroken: async (sounds) => {
        const wereBroken = await speech.forgetBroken(sounds);
        return this.isDead ? new Promise(() => {}) : wereBroken;
      },
    };
  }

  /** Nor what has become of a recording. */
  #mortalKeeping(keeping: Keeping): Keeping {
    return {
      keep: async (...order) => {
        const fate = await keeping.keep(...order);
        return this.isDead ? new Promise(() => {}) : fate;
      },
    };
  }

  /** Nor is what other people's servers answer by then. */
  #mortalEgress(egress: Asked): Asked {
    return {
      fetch: async (order) => {
        const result = await egress.fetch(order);
        return this.isDead ? new Promise(() => {}) : result;
      },
    };
  }
}

/** The diary of the exchange, in which each line takes a byte; undefined where nobody reads it. */
function diaryOf({ exchange, onSettled }: PortParts): DiaryWatchParts['diary'] | undefined {
  const { diary } = exchange;
  if (diary === undefined) return undefined;
  const answer = <T>(value: T): Promise<T> => {
    onSettled();
    return Promise.resolve(value);
  };
  return {
    size: () => answer(diary.length),
    legs(from, to) {
      const { ended = [], joined = [] } = Object.groupBy(diary.slice(from, to), ({ what }) => what);
      const ends = new Map(ended.map(({ legId, atMs }) => [legId, { atMs }]));
      const joins = new Map(
        [...Map.groupBy(joined, ({ legId }) => legId)].map(([legId, lines]) => [
          legId,
          { firstMs: lines[0]!.atMs, lastMs: lines.at(-1)!.atMs },
        ]),
      );
      return answer({ ends, joins, readBytes: to });
    },
  };
}
