import { type Figure, type Target, valueFigure } from '../figures.ts';
import type { EventTimes } from './measure-events.ts';
import { runPart } from './run-part.ts';
import type { WorldSize } from './world.ts';

const UNLIKE_NAIVE = 'decisions unlike the naive router';
const UNLIKE_SINGLE = 'decisions unlike those of one pass';

export const TARGETS: readonly Target[] = [
  { measure: 'event: mean', field: 'value', atMost: 60 },
  { measure: 'event: p99', field: 'value', atMost: 400 },
  { measure: 'event: p99.9', field: 'value', atMost: 1 },
  { measure: 'core: mean', field: 'value', atMost: 20 },
  { measure: '2,000 needs / 150', field: 'value', atMost: 6 },
  { measure: '1,000,000 waiting / 10,000', field: 'value', atMost: 2 },
  { measure: '10,000 operators / 1,000', field: 'value', atMost: 2 },
  { measure: 'naive router / event', field: 'value', atLeast: 1_000 },
  { measure: UNLIKE_NAIVE, field: 'value', atMost: 0 },
  { measure: 'memory for a waiting caller', field: 'value', atMost: 200 },
  { measure: 'longest pause for garbage', field: 'value', atMost: 10 },
  { measure: 'growth of what is held', field: 'value', atMost: 1 },
  { measure: 'one instant: longest part', field: 'value', atMost: 50 },
  { measure: UNLIKE_SINGLE, field: 'value', atMost: 0 },
];

/** Decisions that were wrong, whatever they cost. */
export const wrongDecisions = (figures: readonly Figure[]): number =>
  figures
    .filter(({ measure }) => measure === UNLIKE_NAIVE || measure === UNLIKE_SINGLE)
    .reduce((sum, { value }) => sum + (value ?? 0), 0);

/** Each timed world sees so many: a thousandth of them is a few hundred. */
const TIMED_MAX = 300_000;
/** A naive event takes milliseconds. */
const NAIVE = { warmUp: 400, events: 400 };

const meanOf = ([one, other]: readonly [number, number]): number => (one + other) / 2;

/** All measurements, one after the other, each in a process of its own. */
export class RoutingBench {
  readonly #events: number;
  readonly #usual: WorldSize;
  readonly #figures: Figure[] = [];

  constructor(events: number, seed: number) {
    this.#events = events;
    this.#usual = { waiting: 100_000, operators: 10_000, needs: 150, seed };
  }

  async run(): Promise<readonly Figure[]> {
    const usual = await this.#times('100,000 waiting', {});
    this.#addTimes(usual);
    await this.#measureCore();
    this.#addRatio('2,000 needs / 150', await this.#times('2,000 needs', { needs: 2_000 }), usual);
    const [many, few] = [
      await this.#times('1,000,000 waiting', { waiting: 1_000_000 }),
      await this.#times('10,000 waiting', { waiting: 10_000 }),
    ];
    this.#addRatio('1,000,000 waiting / 10,000', many, few);
    this.#addRatio(
      '10,000 operators / 1,000',
      usual,
      await this.#times('1,000 operators', { operators: 1_000 }),
    );
    await this.#measureNaive(usual);
    await this.#measureMemory();
    await this.#measureGarbage();
    await this.#measureStorm();
    return this.#figures;
  }

  async #times(what: string, changes: Partial<WorldSize>): Promise<EventTimes> {
    const count = Math.min(this.#events, TIMED_MAX);
    console.error(`${what}: ${count} events`);
    const times = await runPart('events', { ...this.#usual, ...changes }, count);
    this.#add(`${what}: mean`, times.meanNs, 'ns', count);
    this.#add(`${what}: U before`, times.unitNs[0], 'ns', 1);
    this.#add(`${what}: U after`, times.unitNs[1], 'ns', 1);
    return times;
  }

  async #measureCore(): Promise<void> {
    const count = Math.min(this.#events, TIMED_MAX);
    console.error(`the core alone: ${count} events`);
    const { meanNs, unitNs, events } = await runPart('core', this.#usual, count);
    this.#add('core: mean', meanNs / meanOf(unitNs), 'U', events);
  }

  #addTimes({ unitNs, clockNs, kinds, decisions, events, ...times }: EventTimes): void {
    const unit = meanOf(unitNs);
    this.#add('two looks at the clock, in every event', clockNs, 'ns', 1);
    for (const { kind, count, meanNs } of kinds) {
      this.#add(`${kind}: share of the events`, (100 * count) / events, '%', count);
      this.#add(`${kind}: mean`, meanNs, 'ns', count);
    }
    this.#add('decisions per event', decisions / events, '', events);
    this.#add('event: mean', times.meanNs / unit, 'U', events);
    this.#add('event: median', times.p50Ns / unit, 'U', events);
    this.#add('event: p99', times.p99Ns / unit, 'U', events);
    this.#add('event: p99.9', times.p999Ns / 1e6, 'ms', events);
    this.#add('event: longest', times.maxNs / 1e6, 'ms', events);
  }

  /** Each in the U of its own minute: the machine may have become slower in between. */
  #addRatio(measure: string, one: EventTimes, other: EventTimes): void {
    const units = ({ meanNs, unitNs }: EventTimes): number => meanNs / meanOf(unitNs);
    this.#add(measure, units(one) / units(other), 'times', one.events);
  }

  async #measureNaive(usual: EventTimes): Promise<void> {
    console.error(`the naive router: ${NAIVE.warmUp} and ${NAIVE.events} events`);
    const naive = await runPart('naive', this.#usual, NAIVE.warmUp, NAIVE.events);
    this.#add('naive router: mean', naive.meanNs / 1e6, 'ms', naive.events);
    this.#add('naive router / event', naive.meanNs / usual.meanNs, 'times', naive.events);
    this.#add(UNLIKE_NAIVE, naive.different, '', naive.decisions);
  }

  async #measureMemory(): Promise<void> {
    console.error('memory');
    const { bytesPerCaller, callers } = await runPart('memory', this.#usual);
    this.#add('memory for a waiting caller', bytesPerCaller, 'bytes', callers);
  }

  async #measureGarbage(): Promise<void> {
    console.error(`garbage: ${this.#events} events`);
    const garbage = await runPart('garbage', this.#usual, this.#events);
    this.#add('longest pause for garbage', garbage.longestPauseMs, 'ms', garbage.pauses);
    this.#add('share of time in pauses', garbage.pausePercent, '%', garbage.pauses);
    this.#add('held in all', garbage.megabytes, 'MB', garbage.events);
    this.#add('growth of what is held', garbage.growthPercent, '%', garbage.events);
  }

  async #measureStorm(): Promise<void> {
    console.error(`${this.#usual.waiting} stage changes at one instant`);
    const storm = await runPart('storm', this.#usual);
    this.#add('one instant: single pass', storm.singlePassMs, 'ms', storm.callers);
    this.#add('one instant: longest part', storm.longestPartMs, 'ms', storm.parts);
    this.#add(UNLIKE_SINGLE, storm.different, '', storm.decisions);
  }

  #add(measure: string, value: number, unit: string, tries: number): void {
    this.#figures.push(valueFigure('routing', 'cordboard', measure, value, unit, tries));
  }
}
