import { type Prng, prngFrom } from '../../src/base/index.ts';
import type { FaultyLoad } from '../drills/faulty-load.ts';
import { passes } from '../drills/standard-load.ts';
import { freeAll } from '../drills/talk-traffic.ts';
import { judgeRest, judgeWork } from './judge-weight.ts';
import { type Lives, oneLife } from './lives.ts';
import type { Outage } from './outages.ts';
import { keepEvidence, keepSoak, type SoakPlan, type SoakResult, type SoakState } from './soak-result.ts';
import { nextTrouble } from './troubles.ts';
import { diskMib, type Weight, weigh } from './weight.ts';

const HOUR_MS = 3_600_000;
const TROUBLE_EVERY_MS = 120_000;
const WEIGH_EVERY_MS = 30_000;
/** Whoever breaks a soak off, or loses the machine, has what was found until so long before. */
const KEEP_EVERY_MS = 60_000;
/** The last trouble is over, and everything has come to rest. */
const REST_MS = 30_000;
/** So many people call, again and again: what Cordboard remembers of callers is full long before memory is judged. */
const CALLERS = 3_000;
/** In the last of it, or in the second half of a shorter soak, nobody kills Cordboard: it is seen whether it grows. */
const LET_LIVE_HOURS = 1.6;
/** What phones remember is of use as long as a call lasts. */
const REMEMBERED_MS = 300_000;
/** Several times what eight hours at two calls a second take. */
const DISK_MIB_MAX = 2_048;
/** A hotline that serves nobody any more says nothing new for the rest of the night. */
const FAULTS_MAX = 500;

/** How it is run: the wish, the port of Cordboard's inspector (`inspectedAt`), and what ends it early. */
export type SoakOrder = {
  readonly plan: SoakPlan;
  readonly inspectorPort: number;
  readonly brokenOff: AbortSignal;
};

/** One soak, from the first call until everything is at rest. */
export class SoakRun {
  readonly #load: FaultyLoad;
  readonly #order: SoakOrder;
  readonly #lives: Lives & { readonly outages: Outage[] };
  readonly #weather: Prng;
  readonly #weights: Weight[] = [];
  readonly #troubles: string[] = [];
  #beganMs = performance.now();
  #diskMib = 0;

  constructor(load: FaultyLoad, order: SoakOrder) {
    const { seed } = order.plan;
    this.#load = load;
    this.#order = order;
    this.#weather = prngFrom(seed + 1);
    const tally = { calls: 0, talked: 0, gaveUp: 0, unseen: [], faults: [], stories: [] };
    this.#lives = { standard: load.standard, prng: prngFrom(seed), tally, outages: [] };
  }

  /** Resolves with what was found. When it is broken off that is at once, and calls go on until the load is closed. */
  async run(): Promise<SoakResult> {
    const result = await this.#found();
    if (result.faults.length > 0) await this.#keepEvidence();
    return result;
  }

  async #found(): Promise<SoakResult> {
    const { brokenOff } = this.#order;
    await freeAll(this.#load.standard);
    this.#beganMs = performance.now();
    await this.#weigh();
    const stopped = new Promise<void>((resolve) => brokenOff.addEventListener('abort', () => resolve()));
    await Promise.race([stopped, this.#work()]);
    const hoursRun = this.#hours;
    if (brokenOff.aborted) return this.#result('broken off', hoursRun);
    await Promise.race([stopped, this.#rest()]);
    return this.#result(brokenOff.aborted ? 'broken off' : 'ended', hoursRun);
  }

  get #hours(): number {
    return (performance.now() - this.#beganMs) / HOUR_MS;
  }

  get #isFull(): boolean {
    return this.#diskMib > DISK_MIB_MAX;
  }

  get #isOver(): boolean {
    const { plan, brokenOff } = this.#order;
    const isHopeless = this.#lives.tally.faults.length > FAULTS_MAX;
    return this.#hours >= plan.hours || this.#isFull || isHopeless || brokenOff.aborted;
  }

  get #isLetLive(): boolean {
    const { hours } = this.#order.plan;
    return this.#hours >= (hours > LET_LIVE_HOURS ? hours - LET_LIVE_HOURS : hours / 2);
  }

  async #work(): Promise<void> {
    await Promise.all([
      this.#callOn(),
      this.#order.plan.calm ? undefined : this.#every(TROUBLE_EVERY_MS, () => this.#oneTrouble()),
      this.#every(WEIGH_EVERY_MS, () => this.#weigh()),
      this.#every(KEEP_EVERY_MS, () => keepSoak(this.#result('running', this.#hours))),
    ]);
  }

  async #callOn(): Promise<void> {
    const underWay = new Set<Promise<void>>();
    for (let n = 1; !this.#isOver; n += 1) {
      const life = oneLife(this.#lives, `+7705${String(n % CALLERS).padStart(7, '0')}`);
      underWay.add(life);
      void life.finally(() => underWay.delete(life));
      await passes(1_000 / this.#order.plan.perSecond);
    }
    await Promise.all(underWay);
  }

  async #oneTrouble(): Promise<void> {
    const { name, cause } = nextTrouble(this.#weather, this.#isLetLive);
    console.log(`${new Date().toISOString()} ${name}`);
    this.#troubles.push(name);
    try {
      this.#lives.outages.push(...(await cause(this.#load)));
    } catch (err) {
      this.#lives.tally.faults.push(`${name}: ${String(err)}`);
    }
  }

  /** Looks each second whether it is over. */
  async #every(ms: number, act: () => Promise<void>): Promise<void> {
    for (let dueMs = performance.now() + ms; !this.#isOver; ) {
      await passes(1_000);
      if (performance.now() < dueMs) continue;
      await act();
      dueMs += ms;
    }
  }

  async #weigh(): Promise<void> {
    const { hotline, diary, phones } = this.#load.standard;
    const atMs = performance.now() - this.#beganMs;
    this.#weights.push(...(await weigh(this.#load, this.#order.inspectorPort, atMs)));
    this.#diskMib = await diskMib(hotline.launched.data);
    diary.forget(performance.now() - REMEMBERED_MS);
    for (const phone of phones) phone.forgetCalls();
  }

  /** Nobody calls any more: what is there now was not let go of. */
  async #rest(): Promise<void> {
    await passes(REST_MS);
    await this.#weigh();
    const { tally, standard } = this.#lives;
    await standard.hotline.witness
      .isEmpty()
      .catch((err: Error) => tally.faults.push(`left over in Asterisk: ${String(err.cause ?? err)}`));
    if (tally.talked === 0) tally.faults.push('nobody has talked: this proves nothing');
  }

  /** Behind a night nobody remembers, and the hotline's folder goes with the hotline. */
  async #keepEvidence(): Promise<void> {
    const { stories } = this.#lives.tally;
    try {
      await keepEvidence(this.#load.standard.hotline.launched.data, stories);
    } catch (err) {
      console.error(`what tells of the faults could not be kept: ${String(err)}`);
    }
  }

  #result(state: SoakState, hoursRun: number): SoakResult {
    const { calls, talked, gaveUp, unseen, faults } = this.#lives.tally;
    const weights = judgeWork(this.#weights, calls / Math.max(this.#hours, Number.EPSILON));
    const rest = state === 'ended' ? judgeRest(this.#weights) : { lines: [], faults: [] };
    const disk = `the files of the hotline take ${Math.round(this.#diskMib)} MiB (at most ${DISK_MIB_MAX} MiB)`;
    return {
      ...{ on: new Date().toISOString().slice(0, 10), state, plan: this.#order.plan, hoursRun },
      ...{ calls, talked, gaveUp, unseen: [...unseen] },
      troubles: countOf(this.#troubles),
      lines: [...weights.lines, ...rest.lines, disk],
      faults: [...faults, ...weights.faults, ...rest.faults, ...(this.#isFull ? [disk] : [])],
    };
  }
}

const countOf = (names: readonly string[]): Readonly<Record<string, number>> =>
  Object.fromEntries([...Map.groupBy(names, (name) => name)].map(([name, all]) => [name, all.length]));
