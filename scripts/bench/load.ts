import { prngFrom } from '../../src/base/index.ts';
import { Diary, type OutgoingCall, type PhoneEvent } from '../../test/kit/phones/index.ts';
import { type BenchPhones, openBenchPhones } from './bench-phones.ts';
import type { Contestant } from './contestant.ts';
import { CROWD } from './layout.ts';

const ANSWER_AFTER_MS = 100;
const LEAVE_PER_SECOND = 40;

/** Callers by the hundred at one queue with twenty operators. */
export class Load {
  readonly diary: Diary;
  readonly phones: BenchPhones;
  readonly #calls = new Map<string, OutgoingCall>();
  readonly #chance = prngFrom(1);

  private constructor(diary: Diary, phones: BenchPhones) {
    this.diary = diary;
    this.phones = phones;
  }

  static async open(contestant: Contestant): Promise<Load> {
    const diary = new Diary();
    const behaviour = { kind: 'answer', afterMs: ANSWER_AFTER_MS } as const;
    return new Load(diary, await openBenchPhones(contestant, diary, CROWD.phones, behaviour));
  }

  /** Calls that were placed and are not over. */
  get present(): number {
    return this.#calls.size;
  }

  /** Calls that were answered and have no operator. */
  get waiting(): readonly OutgoingCall[] {
    const served = new Set([...this.phones.operators.values()].map(({ current }) => current?.callerNumber));
    return [...this.#calls.values()].filter((call) => call.state === 'talking' && !served.has(call.number));
  }

  /** Places so many calls a second until `count` are placed. */
  async arrive(count: number, perSecond: number): Promise<void> {
    await paced(count, perSecond, () => this.#arrive());
  }

  /**
   * For `seconds`: so many arrivals a second, and as many departures: an operator's hang-up and a caller's by
   * turns.
   */
  async churn(seconds: number, perSecond: number): Promise<void> {
    let count = 0;
    await paced(seconds * perSecond, perSecond, async () => {
      await this.#arrive();
      count += 1;
      if (count % 2 === 0) this.#operatorEnds();
      else this.#callerGivesUp();
    });
  }

  /**
   * Operators answer and end each call quickly while callers come at this pace; resolves when all calls are
   * over.
   */
  async rush(seconds: number, perSecond: number): Promise<void> {
    for (const operator of this.phones.operators.values()) {
      operator.behave({ kind: 'answer', afterMs: 50, talkMs: 150 });
    }
    const placed: OutgoingCall[] = [];
    await paced(seconds * perSecond, perSecond, async () => {
      placed.push(await this.#arrive());
    });
    const limit = new Promise((passed) => setTimeout(passed, 10_000).unref());
    await Promise.race([Promise.all(placed.map((call) => call.ended)), limit]);
  }

  /** Everybody leaves, a few at a time. */
  async empty(): Promise<void> {
    const all = [...this.#calls.values()];
    await paced(all.length, LEAVE_PER_SECOND, async () => all.pop()?.hangUp());
  }

  close(): Promise<void> {
    return this.phones.close();
  }

  /** What happened from one moment on. */
  since(atMs: number): readonly PhoneEvent[] {
    return this.diary.events.filter((event) => event.atMs >= atMs);
  }

  async #arrive(): Promise<OutgoingCall> {
    const number = this.phones.nextNumber();
    const call = await this.phones.line.call(number, CROWD.dialled);
    this.#calls.set(number, call);
    void call.ended.then(() => this.#calls.delete(number));
    return call;
  }

  /** The operator whose talk is the oldest hangs up. */
  #operatorEnds(): void {
    const talking = [...this.phones.operators.values()].flatMap(({ current }) =>
      current?.state === 'talking' ? [current] : [],
    );
    talking.toSorted((a, b) => a.rangAtMs - b.rangAtMs)[0]?.hangUp();
  }

  /** Any of those who wait. */
  #callerGivesUp(): void {
    const { waiting } = this;
    if (waiting.length > 0) this.#chance.pick(waiting).hangUp();
  }
}

/** Acts `count` times, so many times a second by the clock: what a busy moment delayed is made up for. */
async function paced(count: number, perSecond: number, act: () => Promise<unknown>): Promise<void> {
  const startMs = performance.now();
  for (let done = 0; done < count; done++) {
    const waitMs = startMs + (done * 1_000) / perSecond - performance.now();
    if (waitMs > 0) await new Promise((passed) => setTimeout(passed, waitMs));
    await act();
  }
}
