import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CallRecord } from '../../src/journal/index.ts';
import { soundPortsFor } from '../../src/settings/index.ts';
import { eventually } from '../../test/kit/eventually.ts';
import { Hotline, type HotlineOptions } from '../../test/kit/hotline.ts';
import type { HotlineApi } from '../../test/kit/hotline-api.ts';
import {
  CallerLine,
  Diary,
  OperatorPhone,
  type OutgoingCall,
  type PhoneMedia,
  RtpSink,
  RtpStream,
} from '../../test/kit/phones/index.ts';
import { crowdBundle } from '../bench/bench-bundle.ts';
import { lostCallers } from '../bench/judge-calls.ts';
import type { DrillLoad } from './drill.ts';
import { type Allowance, diaryFaults } from './judge-diary.ts';
import { NEWCOMERS, Newcomers, placesFor } from './newcomers.ts';
import { notOneClosed, recordsOf } from './records-kept.ts';
import { writeBundle } from './write-bundle.ts';

const DIALLED = '100';
const FIRST_PHONE = 1_001;
const PER_SECOND = 20;
/** Below all ports that tests choose for other things; somewhere among them, since another drill may run. */
const SOUND_PORTS = { from: 10_000, to: 19_900 } as const;
/** So many pairs are listened to; the sound of the others is thrown away by the kernel. */
const LISTENED = 3;
const SETTLED_MS = 60_000;
/** A hang-up is known within this. */
const HEARD_MS = 500;
const CALLER_HOST = '127.0.0.2';

export const passes = (ms: number): Promise<void> => new Promise((passed) => setTimeout(passed, ms));

/** How a load differs from the usual: another way to start the hotline, other files in the bundle. */
export type LoadPlan = {
  readonly start?: (options: HotlineOptions) => Promise<Hotline>;
  readonly files?: readonly (readonly [name: string, text: string])[];
  /** Another bundle, in which "100" leads to these phones. */
  readonly bundleFor?: (phones: readonly string[]) => ReadonlyMap<string, string>;
};

/**
 * How far Asterisk's diary can be compared: all of it; not with times of Cordboard where that has another clock
 * ('untimed'); not at all where Asterisk itself could not write it ('torn'); with an allowance for what Cordboard can
 * only have known later.
 */
export type Comparison = 'whole' | 'untimed' | 'torn' | Allowance;

/**
 * A hotline in which some callers wait with music, and others talk with the only operators of their queue. New ones come
 * and go, where the load says so: they are in no figure of the others.
 */
export class StandardLoad {
  readonly hotline: Hotline;
  readonly diary: Diary;
  readonly phones: readonly OperatorPhone[];
  readonly talking: OutgoingCall[] = [];
  readonly waiting: OutgoingCall[] = [];
  /** When the first caller came, or a moment before (wall time). */
  readonly startedMs = Date.now();
  /** The bundle's. */
  readonly folder: string;
  readonly #line: CallerLine;
  /** Who has called on top. */
  readonly #others = new Set<string>();
  readonly #sinks: readonly RtpSink[];
  readonly #newcomers: Newcomers | undefined;

  private constructor(parts: Pick<StandardLoad, 'hotline' | 'diary' | 'phones'>, own: Own) {
    this.hotline = parts.hotline;
    this.diary = parts.diary;
    this.phones = parts.phones;
    this.#line = own.line;
    this.#sinks = own.sinks;
    this.#newcomers = own.newcomers;
    this.folder = own.folder;
  }

  /** Resolves when all are where they belong. */
  static async open(
    load: DrillLoad,
    settings: Readonly<Record<string, string>> = {},
    { start, files = [], bundleFor }: LoadPlan = {},
  ): Promise<StandardLoad> {
    const folder = await crowdFolder(load, files, bundleFor);
    const options = { bundle: folder, settings: { ...roomFor(load), ...settings } };
    const hotline = await (start === undefined ? Hotline.start(options) : start(options));
    const diary = new Diary();
    const sinks = [await RtpSink.open(CALLER_HOST), await RtpSink.open('127.0.0.1')] as const;
    const media = mediaFrom(sinks[0], CALLER_HOST);
    const line = await CallerLine.open({ diary, server: hotline.sip, host: CALLER_HOST, media });
    const [phones, phoneMedia]: [OperatorPhone[], typeof media] = [[], mediaFrom(sinks[1], '127.0.0.1')];
    for (const number of phoneNumbers(load)) phones.push(await phoneOf(hotline, diary, number, phoneMedia));
    const newcomers = load.coming === undefined ? undefined : await Newcomers.open(hotline, ...sinks);
    const standard = new StandardLoad({ hotline, diary, phones }, { line, sinks, folder, newcomers });
    try {
      await standard.#fill(load);
    } catch (err) {
      await standard.close();
      throw err;
    }
    return standard;
  }

  /** Opens one, and closes it whatever happens in it. */
  static async with<T>(
    load: DrillLoad,
    settings: Readonly<Record<string, string>>,
    act: (standard: StandardLoad) => Promise<T>,
  ): Promise<T> {
    const standard = await StandardLoad.open(load, settings);
    try {
      return await act(standard);
    } finally {
      await standard.close();
    }
  }

  /** Callers whose sound is listened to, all of them in a talk. */
  get listened(): readonly OutgoingCall[] {
    return this.talking.slice(0, LISTENED);
  }

  /** The numbers of those who wait, in their order as the board has it, of whoever serves them now. */
  async order(api: HotlineApi = this.hotline.api): Promise<readonly string[]> {
    const { queues } = await api.board();
    const newcomers = new Set(this.newcomers);
    const callers = queues.flatMap(({ waiting }) => waiting.map(({ caller }) => caller));
    return callers.filter((caller) => !newcomers.has(caller));
  }

  /** Callers whom the exchange let go though nobody had hung up. */
  lost(): readonly string[] {
    const names = new Set(this.phones.map(({ name }) => name));
    return lostCallers(this.diary.events, (phone) => names.has(phone));
  }

  /** The talks that Asterisk carries now. */
  async pairs(): Promise<number> {
    return (await this.talkers()).length;
  }

  /** The numbers of those who are in a talk of two, as Asterisk says. */
  async talkers(): Promise<readonly string[]> {
    const { witness } = this.hotline;
    const [bridges, channels] = await Promise.all([witness.bridges(), witness.channels()]);
    const newcomers = new Set(this.newcomers);
    const known = channels.filter(({ id, caller }) => !id.startsWith('op-') && !newcomers.has(caller.number));
    const numbers = new Map(known.map(({ id, caller }) => [id, caller.number]));
    const talks = bridges.filter(
      ({ bridge_type, channels: legs }) => bridge_type === 'mixing' && legs.length === 2,
    );
    return talks.flatMap(({ channels: legs }) => legs.flatMap((id) => numbers.get(id) ?? []).slice(0, 1));
  }

  /** Asterisk's channels, but for those of who comes and goes. */
  async legs(): Promise<readonly string[]> {
    const newcomers = new Set(this.newcomers);
    const channels = await this.hotline.witness.channels();
    const others = channels.filter(({ name, caller }) => {
      return !newcomers.has(caller.number) && this.#newcomers?.isPhone(phoneIn(name)) !== true;
    });
    return others.map(({ id }) => id);
  }

  /** The numbers of those who came and went, so far. */
  get newcomers(): readonly string[] {
    return this.#newcomers?.numbers ?? [];
  }

  /** "14 who came meanwhile, of whom 7 talked"; undefined where none come. */
  get newcomersText(): string | undefined {
    return this.#newcomers?.text;
  }

  /**
   * Who comes and goes does so no more: those who are there stay (`Newcomers.stay`). Resolves with them when Cordboard
   * has heard who has gone.
   */
  async keepNewcomers(): Promise<readonly OutgoingCall[]> {
    const there = this.#newcomers?.stay() ?? [];
    await passes(HEARD_MS);
    return there;
  }

  /** Who comes and goes is gone (`Newcomers.end`). */
  async endNewcomers(...room: Parameters<Newcomers['end']>): Promise<readonly string[]> {
    return (await this.#newcomers?.end(...room)) ?? [];
  }

  /** The longest time between two packets of sound that these callers heard, the second of them since `fromMs`. */
  longestGapMs(fromMs: number): number {
    const gaps = this.listened.flatMap(({ media }) => {
      const times = media.packets().map(({ atMs }) => atMs);
      return times.slice(1).flatMap((atMs, index) => (atMs >= fromMs ? [atMs - times[index]!] : []));
    });
    return Math.max(0, ...gaps);
  }

  /** One caller more. */
  another(): Promise<OutgoingCall> {
    return this.dial(`+78${String(this.talking.length).padStart(9, '0')}`);
  }

  /** Somebody of this number calls. */
  dial(number: string): Promise<OutgoingCall> {
    this.#others.add(number);
    return this.#line.call(number, DIALLED);
  }

  /** The calls that go on, and who has called. */
  async calls(): Promise<ReadonlyMap<string, string>> {
    const { calls } = await this.hotline.api.board();
    return new Map(calls.map(({ callId, caller }) => [callId, caller]));
  }

  /**
   * Everybody hangs up. Resolves with what does not fit together then: calls without one record each, legs left over,
   * and what Asterisk's diary tells otherwise.
   */
  async end(diary: Comparison = 'whole'): Promise<readonly string[]> {
    const { api, witness } = this.hotline;
    const faults = [...(await this.endNewcomers())];
    const all = [...this.talking, ...this.waiting];
    for (const call of all) {
      call.hangUp();
      await passes(1_000 / (2 * PER_SECOND));
    }
    await witness.isEmpty().catch((err: Error) => faults.push(String(err.cause ?? err)));
    const numbers = new Set([...all.map(({ number }) => number), ...this.newcomers]);
    const kept = await recordsOf(api, numbers);
    // Who was turned away has none.
    const others = await recordsOf(api, this.#others.difference(numbers), 0);
    const records = [...kept.values(), ...others.values()].flat();
    faults.push(...notOneClosed(kept));
    if (diary === 'torn') return faults;
    const allowed = typeof diary === 'string' ? {} : diary;
    return [...faults, ...(await this.diaryFaults(diary === 'untimed' ? [] : records, allowed))];
  }

  /** What Asterisk's diary tells otherwise than these records, and of talks that ought not to be. */
  async diaryFaults(
    records: readonly CallRecord[] = [],
    allowed: Allowance = {},
  ): Promise<readonly string[]> {
    const names = new Set(this.phones.map(({ name }) => name));
    const isPhone = (endpoint: string): boolean =>
      names.has(endpoint) || this.#newcomers?.isPhone(endpoint) === true;
    const { witness } = this.hotline;
    // What is missing in the end is a fault, and told as one.
    const cel = await witness.cel(isPhone).catch(() => witness.diarySoFar(isPhone));
    return diaryFaults(cel, records, allowed);
  }

  async close(): Promise<void> {
    await this.#newcomers?.close();
    await this.#line.close();
    for (const phone of this.phones) await phone.close();
    await Promise.all(this.#sinks.map((sink) => sink.close()));
    await this.hotline.stop();
    await rm(this.folder, { recursive: true });
  }

  async #fill({ talking, waiting, coming }: DrillLoad): Promise<void> {
    const { api } = this.hotline;
    for (const { name } of this.phones) await api.setState(`op-${name}`, 'ready');
    const calls: OutgoingCall[] = [];
    while (calls.length < talking + waiting) {
      const number = `+79${String(calls.length + 1).padStart(9, '0')}`;
      calls.push(await this.#line.call(number, DIALLED));
      await passes(1_000 / PER_SECOND);
    }
    await eventually(`${talking} talk and ${waiting} wait`, () => this.#isFull(talking, waiting), SETTLED_MS);
    // On a busy machine an earlier one may have come into the line behind the next.
    const talkers = new Set(await this.talkers());
    for (const call of calls) (talkers.has(call.number) ? this.talking : this.waiting).push(call);
    if (coming !== undefined) await this.#newcomers?.come(coming);
  }

  async #isFull(talking: number, waiting: number): Promise<true> {
    const [order, pairs] = [await this.order(), await this.pairs()];
    if (order.length !== waiting || pairs !== talking)
      throw new Error(`${pairs} talk, ${order.length} wait, ${this.lost().join(', ')}`);
    return true;
  }
}

/** "PJSIP/abc-00000001" → "abc" */
const phoneIn = (channel: string): string => /^PJSIP\/(.+)-[0-9a-f]+$/.exec(channel)?.[1] ?? channel;

type Own = {
  readonly line: CallerLine;
  readonly sinks: readonly RtpSink[];
  readonly folder: string;
  readonly newcomers: Newcomers | undefined;
};

const phoneNumbers = ({ talking }: DrillLoad): readonly string[] =>
  Array.from({ length: talking }, (_, index) => String(FIRST_PHONE + index));

/** A bundle with a queue, and an operator for each who is to talk. */
async function crowdFolder(
  load: DrillLoad,
  more: LoadPlan['files'] = [],
  bundleFor: LoadPlan['bundleFor'] = (phones) =>
    crowdBundle(phones, load.coming === undefined ? [] : [NEWCOMERS]),
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'cordboard-drill-'));
  await writeBundle(folder, [...bundleFor(phoneNumbers(load)), ...more]);
  return folder;
}

/** Room for all legs, and for callers who come on top. */
export function roomFor({ waiting, talking, coming = 0 }: DrillLoad): Readonly<Record<string, string>> {
  const calls = Math.ceil(1.2 * (waiting + talking)) + 20 + placesFor(coming);
  const ports = soundPortsFor(calls);
  const room = SOUND_PORTS.to - SOUND_PORTS.from - ports;
  const from = SOUND_PORTS.from + 2 * Math.floor((Math.random() * room) / 2);
  return {
    CORDBOARD_LOG_LEVEL: 'warn',
    CORDBOARD_TAKEOVER_SPARE: 'true',
    CORDBOARD_LIMITS_CALLS: String(calls),
    CORDBOARD_ASTERISK_RTP_FROM: String(from),
    CORDBOARD_ASTERISK_RTP_TO: String(from + ports),
  };
}

/** The first ones really hear and speak. */
function mediaFrom(sink: RtpSink, host: string): () => Promise<PhoneMedia> {
  let made = 0;
  return async () => {
    made += 1;
    return made <= LISTENED ? RtpStream.open(host, { kind: 'tone', hertz: 1_000 }) : sink.media();
  };
}

async function phoneOf(
  hotline: Hotline,
  diary: Diary,
  number: string,
  media: () => Promise<PhoneMedia>,
): Promise<OperatorPhone> {
  const behaviour = { kind: 'answer', afterMs: 50 } as const;
  const phone = await OperatorPhone.open({ account: hotline.account(number), diary, behaviour, media });
  await phone.register(hotline.sip);
  return phone;
}
