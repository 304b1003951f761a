import type { Entry } from '../../src/journal/index.ts';
import { eventually } from '../../test/kit/eventually.ts';
import {
  type Behaviour,
  CallerLine,
  Diary,
  OperatorPhone,
  type OutgoingCall,
} from '../../test/kit/phones/index.ts';
import { RATE, toneLevel } from '../../test/kit/sound.ts';
import type { Connection } from './connect.ts';
import { storyLine } from './story-line.ts';

/** A tone counts as heard from this level on, where full scale is 1; the phones send theirs at 0.24. */
const HEARD = 0.1;
const OPERATOR_HERTZ = 1_000;
const CALLER_HERTZ = 600;

/** The people of the demonstration and what is told about them. */
export class Stage {
  readonly diary = new Diary();
  /** What was checked, and whether it was so. */
  readonly checks: { readonly what: string; readonly isSo: boolean }[] = [];
  readonly #connection: Connection;
  readonly #line: CallerLine;
  readonly #phones = new Map<string, OperatorPhone>();
  readonly #callers = new Map<string, string>();
  readonly #startedAtMs = performance.now();

  private constructor(connection: Connection, line: CallerLine) {
    this.#connection = connection;
    this.#line = line;
  }

  static async open(connection: Connection): Promise<Stage> {
    const diary = new Diary();
    const line = await CallerLine.open({ diary, server: connection.sip });
    return new Stage(connection, line);
  }

  say(text: string): void {
    const seconds = ((performance.now() - this.#startedAtMs) / 1_000).toFixed(1).padStart(5);
    console.log(`${seconds} s  ${text}`);
  }

  /** Prints each entry of our own callers' calls as it happens, until `signal` ends it. */
  async follow(signal: AbortSignal): Promise<void> {
    try {
      for await (const { kind, data } of this.#connection.api.events(signal)) {
        if (kind === 'entry') this.#tell(data as Entry);
      }
    } catch (err) {
      if (!signal.aborted) throw err;
    }
  }

  /** The operator's phone registers, and the operator is ready unless told otherwise. */
  async operator(id: string, behaviour: Behaviour, state = 'ready'): Promise<OperatorPhone> {
    const profile = this.#connection.bundle.operators.get(id);
    const account = this.#connection.accounts.get(profile?.phones[0] ?? '');
    if (account === undefined)
      throw new Error(`the bundle has no operator "${id}": the demonstration needs the example`);
    const phone = await OperatorPhone.open({ account, diary: this.#line.diary, behaviour });
    this.#phones.set(id, phone);
    await phone.register(this.#connection.sip);
    await eventually(`the phone of ${id} is seen`, async () =>
      (await this.#connection.api.operator(id)).phone === 'reachable' ? true : undefined,
    );
    await this.#connection.api.setState(id, state);
    return phone;
  }

  call(number: string, dialled: string): Promise<OutgoingCall> {
    return this.#line.call(number, dialled);
  }

  /** Resolves when an entry of this kind stands in the timeline of the caller's latest call. */
  async reaches(call: OutgoingCall, kind: Entry['kind'], withinMs = 30_000): Promise<Entry> {
    const ask = async (): Promise<Entry | undefined> => {
      const record = (await this.#connection.api.recordsOf(call.number)).at(-1);
      if (record === undefined) return undefined;
      const { timeline } = await this.#connection.api.story(record.callId);
      return timeline.findLast((entry) => entry.kind === kind);
    };
    return eventually(`${call.number}: ${kind}`, ask, withinMs);
  }

  /** Both have talked for a second or more: each heard the other's tone. */
  checkSound(call: OutgoingCall, phone: OperatorPhone): void {
    const lastSecond = (samples: Int16Array | undefined): Int16Array =>
      (samples ?? new Int16Array(0)).slice(-RATE);
    const atCaller = toneLevel(lastSecond(call.media.heard()), OPERATOR_HERTZ);
    const atOperator = toneLevel(lastSecond(phone.current?.media?.heard()), CALLER_HERTZ);
    this.check(`${call.number} heard ${phone.name}`, atCaller > HEARD);
    this.check(`${phone.name} heard ${call.number}`, atOperator > HEARD);
  }

  check(what: string, isSo: boolean): void {
    this.checks.push({ what, isSo });
    this.say(`${isSo ? 'yes' : 'NO '}: ${what}`);
  }

  /** Everybody hangs up and signs out. */
  async close(): Promise<void> {
    await this.#line.close();
    for (const [id, phone] of this.#phones) {
      await this.#connection.api.setState(id, 'offline');
      await phone.unregister();
      await phone.close();
    }
  }

  #tell(entry: Entry): void {
    if (entry.kind === 'callArrived') this.#callers.set(entry.callId, entry.caller);
    const caller = 'callId' in entry ? this.#callers.get(entry.callId) : undefined;
    const text = storyLine(entry, this.#connection.bundle.prompts);
    if (caller !== undefined && text !== '') this.say(`${caller}  ${text}`);
  }
}
