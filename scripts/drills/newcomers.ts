import type { Hotline } from '../../test/kit/hotline.ts';
import {
  CallerLine,
  Diary,
  OperatorPhone,
  type OutgoingCall,
  type RtpSink,
} from '../../test/kit/phones/index.ts';
import { lostCallers } from '../bench/judge-calls.ts';

/** The queue of those who talk, with operators of their own; who dials the other number gives up in the line. */
export const NEWCOMERS = {
  name: 'newcomers',
  dialled: '101',
  phones: ['1901', '1902', '1903', '1904'],
} as const;
const LINE = '100';
/** So long each is there: those who talk are answered at once. */
const STAY_MS = 2_500;
/** One by one, and the first talks. */
const COME_MS = 10_000;
/** On a machine that is busy one may be late. */
const SILENT_MS_MAX = 3_000;
/** Some are still there when the next ones have come already, if nobody hears that they went. */
export const placesFor = (perSecond: number): number => Math.ceil((2 * perSecond * STAY_MS) / 1_000);
const ANSWER = { kind: 'answer', afterMs: 50 } as const;

/**
 * People who come and go all the while, beside those who wait and talk: every other one talks, with operators of their
 * own, and the others come to the end of the line and give up. What their phones do stands in a diary of their own.
 */
export class Newcomers {
  readonly #calls: OutgoingCall[] = [];
  readonly #diary: Diary;
  readonly #line: CallerLine;
  readonly #phones: readonly OperatorPhone[];
  readonly #leaving = new Set<NodeJS.Timeout>();
  #coming: NodeJS.Timeout | undefined;
  #count = 0;
  #lastMs = 0;
  /** They came until they were stopped. */
  #lasted = false;

  private constructor(diary: Diary, line: CallerLine, phones: readonly OperatorPhone[]) {
    this.#diary = diary;
    this.#line = line;
    this.#phones = phones;
  }

  /** Nobody comes yet. Their sound is thrown away, and that of their operators. */
  static async open(hotline: Hotline, callers: RtpSink, operators: RtpSink): Promise<Newcomers> {
    const diary = new Diary();
    const { host } = callers.address;
    const line = await CallerLine.open({ diary, server: hotline.sip, host, media: () => callers.media() });
    const phones: OperatorPhone[] = [];
    for (const number of NEWCOMERS.phones) {
      const [account, media] = [hotline.account(number), () => operators.media()];
      const phone = await OperatorPhone.open({ account, diary, behaviour: ANSWER, media });
      await phone.register(hotline.sip);
      await hotline.api.setState(`op-${number}`, 'ready');
      phones.push(phone);
    }
    return new Newcomers(diary, line, phones);
  }

  /** From now on so many come each second; resolves when the first of them talks. */
  async come(perSecond: number): Promise<void> {
    this.#coming = setInterval(() => void this.#another(), 1_000 / perSecond);
    await this.#diary.until('one who came talks', ({ kind }) => kind === 'connected', COME_MS);
  }

  /** Those who have come so far. */
  get numbers(): readonly string[] {
    return this.#calls.map(({ number }) => number);
  }

  /** "14 who came meanwhile, of whom 7 talked" */
  get text(): string {
    const talks = this.#diary.events.filter(({ kind, phone }) => kind === 'connected' && this.isPhone(phone));
    return `${this.#calls.length} who came meanwhile, of whom ${talks.length} talked`;
  }

  /** From now on nobody comes, and nobody goes. Those who are there: answered, and not over. */
  stay(): readonly OutgoingCall[] {
    if (this.#coming !== undefined) this.#lasted = performance.now() - this.#lastMs <= SILENT_MS_MAX;
    clearInterval(this.#coming);
    this.#coming = undefined;
    for (const leaving of this.#leaving) clearTimeout(leaving);
    this.#leaving.clear();
    return this.#calls.filter(({ state }) => state === 'talking');
  }

  /**
   * Nobody comes any more, and who is there goes. Resolves with whom the exchange let go by itself, or turned away where
   * there was room for all: sentences.
   */
  async end(room: 'for all' | 'not for all' = 'for all'): Promise<readonly string[]> {
    this.stay();
    await this.#line.hangUpAll();
    const due = this.#diary.events.filter(({ kind }) => room === 'for all' || kind !== 'wasRefused');
    const faults = lostCallers(due, this.isPhone).map((line) => `dropped: ${line}`);
    return this.#lasted ? faults : [...faults, 'nobody came any more'];
  }

  /** Whether the phone is one of their operators'. */
  readonly isPhone = (name: string): boolean => this.#phones.some((phone) => phone.name === name);

  async close(): Promise<void> {
    await this.end();
    await this.#line.close();
    for (const phone of this.#phones) await phone.close();
  }

  async #another(): Promise<void> {
    this.#count += 1;
    const dialled = this.#count % 2 === 0 ? LINE : NEWCOMERS.dialled;
    const call = await this.#line.call(`+75${String(this.#count).padStart(9, '0')}`, dialled);
    this.#calls.push(call);
    this.#lastMs = performance.now();
    const leaving = setTimeout(() => {
      this.#leaving.delete(leaving);
      call.hangUp();
    }, STAY_MS);
    this.#leaving.add(leaving);
  }
}
