import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EdgeWorld, NODES, type NodeName } from '../../test/kit/edge/edge-world.ts';
import { sipServerProgram } from '../../test/kit/edge/sip-server-process.ts';
import { eventually } from '../../test/kit/eventually.ts';
import {
  type OperatorPhone,
  type OutgoingCall,
  type PhoneMedia,
  RtpSink,
  RtpStream,
} from '../../test/kit/phones/index.ts';
import { Ear, type Heard } from '../../test/kit/tones.ts';
import { crowdBundle } from '../bench/bench-bundle.ts';
import { lostCallers } from '../bench/judge-calls.ts';
import type { DrillLoad } from './drill.ts';
import { passes, roomFor } from './standard-load.ts';
import { writeBundle } from './write-bundle.ts';

const DIALLED = '100';
const CALLER_HOST = '127.0.0.2';
const CALLED_EVERY_MS = 50;
const SETTLED_MS = 30_000;
const LISTENED_MS = 1_500;
const ASKED_EVERY_MS = 12;
/** Each who talks has a tone of its own, by which the other side knows who speaks: there are not more of them. */
const TALKERS_MAX = 20;
const CALLER_HERTZ = (index: number): number => 300 + 50 * Math.min(index, TALKERS_MAX);
const PHONE_HERTZ = (index: number): number => 2_000 + 50 * index;
/** So many of those who wait are listened to; the sound of the others is thrown away by the kernel. */
const LISTENED = 20;
/** Both nodes take theirs from these. */
const SOUND_PORTS = { CORDBOARD_ASTERISK_RTP_FROM: '10000', CORDBOARD_ASTERISK_RTP_TO: '19899' } as const;
/** What can be made of the load that is asked for. */
export const EDGE_LOAD_MAX = { waiting: 200, talking: TALKERS_MAX } as const;

/** Why drills of the edge cannot be run here; null: they can. */
export async function lacksSipServer(): Promise<string | null> {
  if (sipServerProgram() !== undefined) return null;
  return 'DRACHTIO_SERVER names no drachtio-server, which is in no package registry (DRACHTIO_SERVER=/path/to/drachtio)';
}

export type EdgeDrillLoad = DrillLoad & { readonly idle?: number };

/** Two nodes behind a SIP edge: some callers wait, others talk with the only operators there are; each has a tone. */
export class EdgeLoad {
  readonly world: EdgeWorld;
  readonly phones: OperatorPhone[] = [];
  readonly talking: OutgoingCall[] = [];
  readonly waiting: OutgoingCall[] = [];
  /** Phones of operators who pause. */
  readonly idle: OperatorPhone[] = [];
  readonly #ears = new WeakMap<PhoneMedia, Ear>();
  readonly #sink: RtpSink;

  private constructor(world: EdgeWorld, sink: RtpSink) {
    this.world = world;
    this.#sink = sink;
  }

  /** Opens one, with some operators more who pause, and closes it whatever happens in it. */
  static async with<T>(load: EdgeDrillLoad, act: (edge: EdgeLoad) => Promise<T>): Promise<T> {
    const folder = await mkdtemp(join(tmpdir(), 'cordboard-drill-'));
    const phones = load.talking + (load.idle ?? 0);
    const numbers = Array.from({ length: phones }, (_, index) => String(1_001 + index));
    await writeBundle(folder, crowdBundle(numbers));
    const sink = await RtpSink.open(CALLER_HOST);
    const media = mediaFrom(sink, load);
    const settings = { CORDBOARD_LIMITS_CALLS: roomFor(load).CORDBOARD_LIMITS_CALLS!, ...SOUND_PORTS };
    const world = await EdgeWorld.open(sipServerProgram() ?? '', folder, { media, settings });
    const edge = new EdgeLoad(world, sink);
    try {
      await edge.#fill(numbers, load);
      return await act(edge);
    } finally {
      await world.close();
      await sink.close();
      await rm(folder, { recursive: true });
    }
  }

  /** One caller more, who is none of those. */
  another(): Promise<OutgoingCall> {
    return this.world.call(DIALLED);
  }

  /** Everybody who was there from the beginning. */
  get callers(): readonly OutgoingCall[] {
    return [...this.talking, ...this.waiting];
  }

  /** The numbers of those who wait, in their order. */
  async order(): Promise<readonly string[]> {
    const { queues } = await this.world.api.board();
    return queues.flatMap(({ waiting }) => waiting.map(({ caller }) => caller));
  }

  /** The phone on which this caller talks. */
  phoneWith({ number }: OutgoingCall): OperatorPhone | undefined {
    return this.phones.find(({ current }) => current?.state === 'talking' && current.callerNumber === number);
  }

  /** The callers whom a node carries now, by what it says itself; none when it says nothing. */
  async carriedBy(node: NodeName): Promise<readonly OutgoingCall[]> {
    const channels = await this.world.nodes[node].witness.channels().catch(() => []);
    const numbers = new Set(channels.flatMap(({ state, caller }) => (state === 'Up' ? [caller.number] : [])));
    return this.callers.filter(({ number }) => numbers.has(number));
  }

  /** What was heard on a call since then: names are numbers of those who speak, "sound" is music or a prompt. */
  heard(media: PhoneMedia | undefined, sinceMs: number): readonly Heard[] {
    if (media === undefined) return [];
    const ear = this.#ears.get(media) ?? new Ear(media, this.#tones());
    this.#ears.set(media, ear);
    return ear.sounds().filter(({ toMs }) => toMs > sinceMs);
  }

  /** Whether somebody listens to what this caller hears. */
  isListenedTo({ media }: OutgoingCall): boolean {
    return media.address !== this.#sink.address;
  }

  /** Who has an operator hears and is heard, who waits hears music; by the phones that are listened to, since then. */
  hasSound(call: OutgoingCall, sinceMs: number): boolean {
    if (!this.isListenedTo(call)) return true;
    const heard = this.heard(call.media, sinceMs);
    if (!this.talking.includes(call)) return heard.length > 0;
    const phone = this.phoneWith(call);
    if (phone === undefined) return false;
    const isHeard = this.heard(phone.current?.media, sinceMs).some(({ what }) => what === call.number);
    return isHeard && heard.some(({ what }) => what === phone.name);
  }

  /** Resolves with the moment from which on all have been listened to for a while. */
  async listened(): Promise<number> {
    const fromMs = performance.now();
    await passes(LISTENED_MS);
    return fromMs;
  }

  /** Numbers of those who have no sound since then, both ways in a talk. */
  dumb(sinceMs: number): readonly string[] {
    return this.callers.flatMap((call) => (this.hasSound(call, sinceMs) ? [] : [call.number]));
  }

  /** The longest time without a packet of sound that somebody who talks had since then. */
  longestGapMs(calls: readonly OutgoingCall[], fromMs: number, toMs = performance.now()): number {
    const gaps = calls
      .filter((call) => this.isListenedTo(call))
      .flatMap(({ media }) => {
        const times = media.packets().flatMap(({ atMs }) => (atMs >= fromMs && atMs < toMs ? [atMs] : []));
        return [fromMs, ...times].map((atMs, index) => (times[index] ?? toMs) - atMs);
      });
    return Math.max(0, ...gaps);
  }

  /** Callers whom the exchange let go though nobody had hung up. */
  lost(): readonly string[] {
    const names = new Set(this.phones.map(({ name }) => name));
    return lostCallers(this.world.diary.events, (phone) => names.has(phone));
  }

  /** Resolves with whoever has not one record, which is closed. */
  async recordFaults(calls: readonly OutgoingCall[]): Promise<readonly string[]> {
    const faults: string[] = [];
    for (const { number } of calls) {
      const records = await this.world.api.recordsOf(number);
      const said = records.map(({ outcome }) => outcome ?? 'open').join(', ');
      if (records.length !== 1 || records[0]?.outcome == null) faults.push(`${number} has records: ${said}`);
      await passes(ASKED_EVERY_MS);
    }
    return faults;
  }

  /** Resolves when nothing is left on the nodes that are there. */
  async areNodesEmpty(withinMs: number): Promise<void> {
    const areEmpty = async (): Promise<true> => {
      for (const node of NODES) {
        const left = await this.world.nodes[node].witness.channels().catch(() => []);
        if (left.length > 0) throw new Error(`${node} has ${left.length}: ${left.map(({ name }) => name)}`);
      }
      return true;
    };
    await eventually('the nodes carry nobody', areEmpty, withinMs);
  }

  #tones(): Readonly<Record<string, number>> {
    const callers = this.talking.map(({ number }, index) => [number, CALLER_HERTZ(index)] as const);
    const phones = this.phones.map(({ name }, index) => [name, PHONE_HERTZ(index)] as const);
    return Object.fromEntries([...callers, ...phones]);
  }

  async #fill(numbers: readonly string[], { talking, waiting }: DrillLoad): Promise<void> {
    for (const [index, number] of numbers.entries()) {
      const host = `127.0.0.${41 + index}`;
      const media = (): Promise<PhoneMedia> => toneAt(host, PHONE_HERTZ(index));
      const phone = await this.world.ready(`op-${number}`, number, host, { media });
      this.phones.push(phone);
      if (index >= talking) {
        await this.world.api.setState(`op-${number}`, 'paused');
        this.idle.push(phone);
      }
    }
    for (let count = 0; count < talking + waiting; count++) {
      (count < talking ? this.talking : this.waiting).push(await this.world.call(DIALLED));
      await passes(CALLED_EVERY_MS);
    }
    const isFull = async (): Promise<true> => {
      const [order, pairs] = [await this.order(), this.talking.filter((call) => this.phoneWith(call)).length];
      if (order.length !== waiting || pairs !== talking)
        throw new Error(`${pairs} talk, ${order.length} wait, ${this.lost().join(', ')}`);
      return true;
    };
    await eventually(`${talking} talk and ${waiting} wait`, isFull, SETTLED_MS);
  }
}

/** Those who talk, the first of those who wait, and whoever comes behind them really hear and speak. */
function mediaFrom(sink: RtpSink, { talking, waiting }: DrillLoad): () => Promise<PhoneMedia> {
  let made = 0;
  return async () => {
    const index = made++;
    const isHeard = index < talking + LISTENED || index >= talking + waiting;
    return isHeard ? toneAt(CALLER_HOST, CALLER_HERTZ(index)) : sink.media();
  };
}

const toneAt = (host: string, hertz: number): Promise<PhoneMedia> =>
  RtpStream.open(host, { kind: 'tone', hertz });
