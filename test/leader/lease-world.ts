import { type Clock, SimulatedClock } from '../../src/base/index.ts';
import { Lease, type LeaseKeys, type Seen, type Taken, type Won } from '../../src/leader/index.ts';

/** Steps in which time goes on. */
const STEP_MS = 10;

/** The last grant, and who has last acted by one. */
type Before = {
  readonly epoch: number;
  readonly actedEpoch: number;
  readonly owner: string | null;
  readonly untilMs: number;
};
const NOBODY: Before = { epoch: 0, actedEpoch: 0, owner: null, untilMs: 0 };

/** What Redis does for a lease, on a clock of the test's; redis-lease.test.ts shows that Redis does it. */
class LeaseStore {
  isAway = false;
  /** It takes so long until it is known that there is no answer. */
  awayMs = 0;
  #held: { owner: string; epoch: number; untilMs: number } | undefined;
  #before: Before = NOBODY;
  readonly #clock: SimulatedClock;

  constructor(clock: SimulatedClock) {
    this.#clock = clock;
  }

  forget(): void {
    this.#held = undefined;
    this.#before = NOBODY;
  }

  /** This owner has acted last, and may still do so for a while. */
  setBefore(owner: string, leftMs: number): void {
    this.#before = { ...this.#before, owner, untilMs: this.#nowMs + leftMs };
  }

  /** As somebody with redis-cli does. */
  deleteKey(): void {
    this.#held = undefined;
  }

  setByHand(owner: string, ttlMs: number): void {
    this.#held = { owner, epoch: 0, untilMs: this.#nowMs + ttlMs };
  }

  look(): Seen {
    return { owner: this.#live()?.owner ?? null, atMs: this.#nowMs };
  }

  take(owner: string, seenAtMs: number, ttlMs: number): Taken | undefined {
    const held = this.#live();
    if ((held !== undefined && held.owner !== owner) || this.#nowMs - seenAtMs > 700) return undefined;
    const { owner: before, untilMs, epoch: last } = this.#before;
    const epoch = last + 1;
    this.#held = { owner, epoch, untilMs: this.#nowMs + ttlMs };
    this.#before = { ...this.#before, epoch };
    const leftMs = Math.max(0, untilMs - this.#nowMs);
    return { epoch, before: before === null ? null : { owner: before, leftMs, hasGivenBack: untilMs === 0 } };
  }

  renew(owner: string, epoch: number, ttlMs: number, acts = true): boolean {
    const held = this.#live();
    const isAnothers = held !== undefined && (held.owner !== owner || held.epoch !== epoch);
    if (isAnothers || this.#before.epoch > epoch) return false;
    const untilMs = this.#nowMs + ttlMs;
    this.#held = { owner, epoch, untilMs };
    this.#before = acts ? { owner, epoch, actedEpoch: epoch, untilMs } : { ...this.#before, epoch };
    return true;
  }

  giveBack(owner: string, epoch: number): void {
    const held = this.#live();
    if (held?.owner !== owner || held.epoch !== epoch) return;
    this.#held = undefined;
    if (this.#before.actedEpoch === epoch) this.#before = { ...this.#before, untilMs: 0 };
  }

  #live() {
    return this.#held !== undefined && this.#held.untilMs > this.#nowMs ? this.#held : undefined;
  }

  get #nowMs(): number {
    return this.#clock.now().monoMs;
  }
}

/** A process that wants to decide; it can be stopped in its work, and killed. */
export class LeaseProcess {
  readonly owner: string;
  readonly lost: string[] = [];
  readonly waitedFor: (string | null)[] = [];
  readonly lease: Lease;
  epoch: number | undefined;
  won: Won | undefined;
  isDead = false;
  /** Questions of its that had no answer. */
  failures = 0;
  isCutOff = false;
  #isAsleep = false;
  readonly #due: (() => void)[] = [];

  constructor(world: LeaseWorld, owner: string) {
    this.owner = owner;
    this.lease = new Lease({
      keys: this.#keys(world),
      owner,
      clock: this.#clock(world.clock),
      onLost: (why) => {
        this.lost.push(why);
        this.isDead = true;
      },
      onWaiting: (holder) => this.waitedFor.push(holder),
    });
    void this.lease.win().then((won) => {
      [this.epoch, this.won] = [won.epoch, won];
    });
  }

  get isAwake(): boolean {
    return !this.isDead && !this.#isAsleep;
  }

  /** Whether it carries out a command that it has now. */
  acts(): boolean {
    return this.isAwake && this.epoch !== undefined && this.lease.mayAct();
  }

  sleep(): void {
    this.#isAsleep = true;
  }

  /** Everything that has become due meanwhile happens at once, in its order. */
  wake(): void {
    this.#isAsleep = false;
    for (const fire of this.#due.splice(0)) if (!this.isDead) fire();
  }

  #clock(clock: SimulatedClock): Clock {
    return { now: () => clock.now(), after: (delayMs, fire) => clock.after(delayMs, () => this.#run(fire)) };
  }

  #run(fire: () => void): void {
    if (this.isDead) return;
    if (this.#isAsleep) this.#due.push(fire);
    else fire();
  }

  /** Each question is on its way for some time, and so is its answer. */
  #keys({ store, clock, latencyMs }: LeaseWorld): LeaseKeys {
    const ask = <T>(question: () => T): Promise<T> =>
      new Promise((resolve, reject) => {
        clock.after(latencyMs(), () => {
          const failure = store.isAway || this.isCutOff ? new Error('away') : undefined;
          const answer = failure === undefined ? question() : undefined;
          if (failure !== undefined) this.failures += 1;
          const tell = (): void => (failure === undefined ? resolve(answer as T) : reject(failure));
          const backMs = failure === undefined ? latencyMs() : Math.max(latencyMs(), store.awayMs);
          clock.after(backMs, () => this.#run(tell));
        });
      });
    return {
      look: () => ask(() => store.look()),
      take: (...how) => ask(() => store.take(...how)),
      renew: (...how) => ask(() => store.renew(...how)),
      giveBack: (...how) => ask(() => store.giveBack(...how)),
      close: () => {},
    };
  }
}

/** Processes with one place for the lease, and one time. */
export class LeaseWorld {
  readonly clock = new SimulatedClock();
  readonly store = new LeaseStore(this.clock);
  readonly processes: LeaseProcess[] = [];
  readonly latencyMs: () => number;
  /** Moments in which more than one acted. */
  readonly twoAtOnce: number[] = [];

  constructor(latencyMs: () => number = () => 1) {
    this.latencyMs = latencyMs;
  }

  start(owner: string): LeaseProcess {
    const process = new LeaseProcess(this, owner);
    this.processes.push(process);
    return process;
  }

  async pass(durationMs: number): Promise<void> {
    for (let passed = 0; passed < durationMs; passed += STEP_MS) {
      this.clock.advance(STEP_MS);
      // What was answered in this step is taken in before the next one.
      await new Promise((done) => setImmediate(done));
      this.#judge();
    }
  }

  /** Resolves with the time that it took. */
  async until(isSo: () => boolean, limitMs = 60_000): Promise<number> {
    const { monoMs } = this.clock.now();
    while (!isSo()) {
      if (this.clock.now().monoMs - monoMs > limitMs) throw new Error(`not so within ${limitMs} ms`);
      await this.pass(STEP_MS);
    }
    return this.clock.now().monoMs - monoMs;
  }

  #judge(): void {
    if (this.processes.filter((process) => process.acts()).length > 1)
      this.twoAtOnce.push(this.clock.now().monoMs);
  }
}
