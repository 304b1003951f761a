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

  /** From now on so many come each second. */
  come(perSecond: number): void {
    this.#coming = setInterval(() => void this.#another(), 1_000 / perSecond);
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

  /** Nobody comes any more, and who is there goes. Resolves with whom the exchange let go by itself: sentences. */
  async end(): Promise<readonly string[]> {
    clearInterval(this.#coming);
    for (const leaving of this.#leaving) clearTimeout(leaving);
    await this.#line.hangUpAll();
    return lostCallers(this.#diary.events, this.isPhone).map((line) => `dropped: ${line}`);
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
    const leaving = setTimeout(() => {
      this.#leaving.delete(leaving);
      call.hangUp();
    }, STAY_MS);
    this.#leaving.add(leaving);
  }
}
