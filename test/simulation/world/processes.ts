import type { Prng, SimulatedClock } from '../../../src/base/index.ts';
import type { Event } from '../../../src/switchboard/index.ts';
import { around } from './chances.ts';
import type { Climate } from './climate.ts';
import type { SimulatedProcess } from './simulated-process.ts';
import type { Story } from './story.ts';

const RESTART_AFTER_MS = 1_000;
/** The server's own times: for calls to end by themselves, and for the exchange to tell of the last hang-ups. */
const DRAIN_MS = 5_000;
const GOODBYE_MS = 1_500;

export type ProcessesParts = {
  readonly clock: SimulatedClock;
  readonly story: Story;
  readonly climate: Climate;
  readonly chance: Prng;
  /** The first process is killed after so many commands and entries, the second after so many of its own, and so on. */
  readonly crashesAt: readonly number[];
  readonly make: () => SimulatedProcess;
  /** What the journal tells of people, for the next process. */
  readonly restored: () => readonly Event[];
  /** The process has ended, in whatever way. */
  readonly onEnd: () => void;
};

/** One process after the other serves a world: stopped in good order, or killed after any step, and started anew. */
export class Processes {
  current: SimulatedProcess;
  /** How many were killed. */
  crashesCount = 0;
  /** The one of now is being stopped in good order. */
  isStopping = false;
  /** One was killed: at this moment the exchange holds what it held. */
  onCrash: () => void = () => {};
  readonly #parts: ProcessesParts;
  /** How many commands and entries have left since one was killed, as long as any may be. */
  stepsCount = 0;
  #crashesAt: readonly number[];
  #isSettled = false;

  constructor(parts: ProcessesParts) {
    this.#parts = parts;
    this.#crashesAt = parts.crashesAt;
    this.current = parts.make();
  }

  async begin(): Promise<void> {
    this.#stopLater();
    await this.current.start([]);
  }

  /** Nobody stops or kills a process any more. */
  settle(): void {
    this.#isSettled = true;
  }

  /** A command or an entry leaves the process. After the last one before the crash nothing does. */
  step(): void {
    if (this.#isSettled) return;
    this.stepsCount += 1;
    if (this.#isDue) this.current.end();
  }

  /** To be asked after every turn: a process that was killed in it is followed by another one. */
  crashIfDue(): void {
    if (!this.#isDue) return;
    this.#crashesAt = this.#crashesAt.slice(1);
    this.stepsCount = 0;
    this.crashesCount += 1;
    this.#parts.story.tell('weather', () => 'the process was killed');
    this.onCrash();
    this.#startAnew();
  }

  get #isDue(): boolean {
    const [crashAt = Number.POSITIVE_INFINITY] = this.#crashesAt;
    return !this.#isSettled && this.stepsCount >= crashAt;
  }

  #stopLater(): void {
    const { clock, climate, chance } = this.#parts;
    if (climate.stopEveryMs === null) return;
    clock.after(around(chance, climate.stopEveryMs), () => {
      if (climate.stopEveryMs === null) return;
      if (!this.current.isDead) this.#stop(this.current);
      this.#stopLater();
    });
  }

  /** As the server does it: no new calls, a while for those that go on, then they are hung up, and it ends. */
  #stop(process: SimulatedProcess): void {
    const { clock, story } = this.#parts;
    story.tell('weather', () => 'Cordboard is asked to stop');
    this.isStopping = true;
    process.put({ kind: 'drainAsked' });
    clock.after(DRAIN_MS, () => {
      for (const callId of process.switchboard.liveCallIds()) process.put({ kind: 'hangUpAsked', callId });
    });
    clock.after(DRAIN_MS + GOODBYE_MS, () => {
      if (process.isDead) return;
      process.end();
      this.#startAnew();
    });
  }

  #startAnew(): void {
    const { clock, story, onEnd, make } = this.#parts;
    this.isStopping = false;
    const restored = this.#parts.restored();
    onEnd();
    clock.after(RESTART_AFTER_MS, () => {
      story.tell('weather', () => 'another process starts');
      this.current = make();
      void this.current.start(restored);
    });
  }
}
