import { busySeconds, cpuSeconds } from '../../test/kit/processes.ts';
import type { Contestant } from './contestant.ts';
import { type Figure, timesFigure, valueFigure } from './figures.ts';
import { lostCallers, packetsDue, waits } from './judge-calls.ts';
import { idleTimes } from './judge-offers.ts';
import { CROWD } from './layout.ts';
import { Load } from './load.ts';

export const IDLE_MS_MAX = 100;
const ARRIVALS_PER_SECOND = 10;
const RUSH_PER_SECOND = 40;
/** The figure of the event loop is of ten seconds; it is looked at in between. */
const LOOK_EVERY_MS = 5_000;

export type CallsPlan = {
  /** So many callers wait, one crowd after the other. */
  readonly crowds: readonly number[];
  readonly churnSeconds: number;
  readonly rushSeconds: number;
};

type Reading = {
  readonly atMs: number;
  readonly packets: number;
  readonly cpu: ReadonlyMap<string, number>;
};

const phones = new Set(CROWD.phones);
const isPhone = (phone: string): boolean => phones.has(phone);

/** Many calls at once at one contestant: the figures, and what went wrong as sentences. */
export class CallsMeasurement {
  readonly figures: Figure[] = [];
  readonly failures: string[] = [];
  readonly #contestant: Contestant;
  readonly #load: Load;

  private constructor(contestant: Contestant, load: Load) {
    this.#contestant = contestant;
    this.#load = load;
  }

  static async run(contestant: Contestant, plan: CallsPlan): Promise<CallsMeasurement> {
    const load = await Load.open(contestant);
    const measurement = new CallsMeasurement(contestant, load);
    for (const wanted of plan.crowds) await measurement.#crowd(wanted, plan.churnSeconds);
    await load.empty();
    await contestant.settled();
    await measurement.#rush(plan.rushSeconds);
    await load.close();
    return measurement;
  }

  /** Fills the line up to `wanted` waiting callers, then lets callers come and go. */
  async #crowd(wanted: number, churnSeconds: number): Promise<void> {
    const load = this.#load;
    const missing = Math.max(0, wanted + CROWD.phones.length - load.present);
    this.#say(`${missing} callers come at ${ARRIVALS_PER_SECOND} a second`);
    await load.arrive(missing, ARRIVALS_PER_SECOND);
    const waiting = load.waiting.length;
    this.#say(`${waiting} wait; ${ARRIVALS_PER_SECOND} come and ${ARRIVALS_PER_SECOND} go every second`);
    const before = this.#read();
    const lagMs = await this.#churn(churnSeconds);
    const after = this.#read();
    const idle = idleTimes(load.since(before.atMs), phones);
    const lost = this.#newlyLost();
    const due = packetsDue(waits(load.diary.events, isPhone, after.atMs), before.atMs, after.atMs);
    const title = `${wanted} waiting`;
    const { name } = this.#contestant;
    this.figures.push(timesFigure('calls', name, `${title}: freed -> INVITE`, idle));
    const add = (what: string, value: number, unit: string): void =>
      this.#add(`${title}: ${what}`, value, unit, idle.length);
    add('callers who wait', waiting, '');
    add(`operators idle > ${IDLE_MS_MAX} ms`, idle.filter((timeMs) => timeMs > IDLE_MS_MAX).length, '');
    add('lost callers', lost, '');
    add('music heard', (100 * (after.packets - before.packets)) / due, '%');
    if (lagMs !== undefined) add('event loop lag p99', lagMs, 'ms');
    const seconds = (after.atMs - before.atMs) / 1_000;
    for (const [part, used] of usedBetween(before, after)) add(part, used / seconds, 'cores');
  }

  /** Resolves with the worst lag of the event loop that was told meanwhile. */
  async #churn(seconds: number): Promise<number | undefined> {
    const { loopLagMs } = this.#contestant;
    const lagsMs: number[] = [];
    const look = async (): Promise<void> => void lagsMs.push((await loopLagMs?.()) ?? 0);
    const looking = setInterval(() => void look(), LOOK_EVERY_MS);
    await this.#load.churn(seconds, ARRIVALS_PER_SECOND);
    clearInterval(looking);
    await look();
    return loopLagMs === undefined ? undefined : Math.max(...lagsMs);
  }

  /** Many short calls: each is answered by an operator and ended by them. */
  async #rush(seconds: number): Promise<void> {
    this.#say(`${RUSH_PER_SECOND} calls a second for ${seconds} s`);
    const before = this.#read();
    await this.#load.rush(seconds, RUSH_PER_SECOND);
    const after = this.#read();
    const events = this.#load.since(before.atMs);
    const placed = events.filter((event) => event.kind === 'placed').length;
    const connected = events.filter((event) => event.kind === 'connected');
    const served = new Set(connected.map((event) => event.peer)).size;
    this.#newlyLost();
    const missed = placed - served;
    if (missed > 0) this.failures.push(`${missed} of ${placed} calls of the rush met no operator`);
    this.#add('rush: calls', placed, '', placed);
    this.#add('rush: failed calls', missed, '', placed);
    for (const [part, used] of usedBetween(before, after)) {
      this.#add(`rush: ${part} per call`, (1_000 * used) / placed, 'ms', placed);
    }
  }

  /** Callers who were lost since the last look, who are among the failures from now on. */
  #newlyLost(): number {
    const all = lostCallers(this.#load.diary.events, isPhone);
    const lost = all.filter((sentence) => !this.failures.includes(sentence));
    this.failures.push(...lost);
    return lost.length;
  }

  #add(measure: string, value: number, unit: string, tries: number): void {
    this.figures.push(valueFigure('calls', this.#contestant.name, measure, value, unit, tries));
  }

  #say(what: string): void {
    console.error(`${this.#contestant.name}: ${what}`);
  }

  #read(): Reading {
    const own = Object.entries({ ...this.#contestant.pids, 'these phones': process.pid });
    const cpu = new Map(own.map(([name, pid]) => [name, cpuSeconds(pid)]));
    const ours = [...cpu.values()].reduce((sum, seconds) => sum + seconds, 0);
    // Whatever else the machine does makes every figure worse: who reads them must know.
    cpu.set('all others', busySeconds() - ours);
    return { atMs: performance.now(), packets: this.#load.phones.callersSink.packetsHeard(), cpu };
  }
}

const usedBetween = (before: Reading, after: Reading): readonly (readonly [string, number])[] =>
  // The clocks of processes and of the machine differ by a few hundredths, which must not look like a gain.
  [...after.cpu].map(
    ([name, seconds]) => [name, Math.max(0, seconds - (before.cpu.get(name) ?? 0))] as const,
  );
