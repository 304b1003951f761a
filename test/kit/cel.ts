import { readFile } from 'node:fs/promises';

/**
 * A line of Asterisk's own diary (channel event logging): an oracle that knows nothing of Cordboard's
 * records.
 */
export type CelRow = {
  readonly event: string;
  /** Wall time in milliseconds. */
  readonly atMs: number;
  readonly channelId: string;
  /** The endpoint in the channel's name: a trunk's or a phone's. */
  readonly endpoint: string;
  /** The caller's number as the channel carries it. */
  readonly number: string;
  readonly bridgeId: string;
  readonly isHolding: boolean;
};

/** A caller and an operator who heard each other. Wall times in milliseconds. */
export type CelTalk = {
  readonly caller: string;
  readonly phone: string;
  readonly fromMs: number;
  readonly toMs: number;
};

/** A caller's channel. Wall times in milliseconds; null: never. */
export type CelCall = {
  readonly channelId: string;
  readonly begunMs: number;
  readonly answeredMs: number | null;
  readonly endedMs: number | null;
};

/** A phone that was called for a caller, answered or not. Wall times in milliseconds; without end: infinity. */
export type CelRing = { readonly phone: string; readonly begunMs: number; readonly endedMs: number };

/** Cordboard names the channels to phones after the caller's: "op-CALL-ATTEMPT-PHONE". */
const RINGS_FOR = /^op-(.+)-\d+-\d+$/;

type Stay = { readonly row: CelRow; toMs: number };

/** Asterisk's diary of one run, with the questions that a judge asks. */
export class Cel {
  readonly rows: readonly CelRow[];
  readonly #isPhone: (endpoint: string) => boolean;
  #talks: readonly CelTalk[] | undefined;
  #talksByCaller: ReadonlyMap<string, readonly CelTalk[]> | undefined;
  #byCaller: ReadonlyMap<string, readonly CelCall[]> | undefined;
  #rings: ReadonlyMap<string, readonly CelRing[]> | undefined;
  #numbers: ReadonlyMap<string, string> | undefined;

  /** `isPhone` tells operators' endpoints from trunks. */
  constructor(rows: readonly CelRow[], isPhone: (endpoint: string) => boolean) {
    this.rows = rows;
    this.#isPhone = isPhone;
  }

  /** What was written after `fromMs` (wall time). */
  static async read(path: string, isPhone: (endpoint: string) => boolean, fromMs = 0): Promise<Cel> {
    const rows = parseCel(await readFile(path, 'utf8'));
    return new Cel(
      rows.filter((row) => row.atMs >= fromMs),
      isPhone,
    );
  }

  /** Channels that began and did not end. */
  openChannels(): readonly string[] {
    const ended = new Set(this.rows.filter((row) => row.event === 'CHAN_END').map((row) => row.channelId));
    const begun = this.rows.filter((row) => row.event === 'CHAN_START');
    return begun.filter((row) => !ended.has(row.channelId)).map((row) => `${row.endpoint} ${row.channelId}`);
  }

  /** The channels on which this caller came; a phone that shows the caller's number is none of them. */
  callsOf(caller: string): readonly CelCall[] {
    return this.#calls().get(caller) ?? [];
  }

  /** Every talk of a caller with an operator, in the order in which they began. */
  talks(): readonly CelTalk[] {
    this.#talks ??= this.#findTalks();
    return this.#talks;
  }

  /** The talks of one caller, in the same order. */
  talksOf(caller: string): readonly CelTalk[] {
    this.#talksByCaller ??= Map.groupBy(this.talks(), (talk) => talk.caller);
    return this.#talksByCaller.get(caller) ?? [];
  }

  /** The phones that were called for the caller on this channel, in the order in which they were. */
  ringsFor(channelId: string): readonly CelRing[] {
    this.#rings ??= this.#findRings();
    return this.#rings.get(channelId) ?? [];
  }

  #findRings(): ReadonlyMap<string, readonly CelRing[]> {
    const ends = new Map<string, number>();
    for (const { event, channelId, atMs } of this.rows) if (event === 'HANGUP') ends.set(channelId, atMs);
    const found = new Map<string, CelRing[]>();
    for (const { event, channelId, endpoint, atMs } of this.rows) {
      const call = event === 'CHAN_START' ? RINGS_FOR.exec(channelId)?.[1] : undefined;
      if (call === undefined || !this.#isPhone(endpoint)) continue;
      const endedMs = ends.get(channelId) ?? Number.POSITIVE_INFINITY;
      found.set(call, [...(found.get(call) ?? []), { phone: endpoint, begunMs: atMs, endedMs }]);
    }
    return found;
  }

  #findTalks(): readonly CelTalk[] {
    const stays = this.#stays().filter((stay) => !stay.row.isHolding);
    const phones = stays.filter((stay) => this.#isPhone(stay.row.endpoint));
    const callers = stays.filter((stay) => !this.#isPhone(stay.row.endpoint));
    const talks = callers.flatMap((caller) =>
      phones
        .filter((phone) => phone.row.bridgeId === caller.row.bridgeId)
        .map((phone) => ({
          caller: this.#numberOf(caller.row.channelId),
          phone: phone.row.endpoint,
          fromMs: Math.max(caller.row.atMs, phone.row.atMs),
          toMs: Math.min(caller.toMs, phone.toMs),
        })),
    );
    return talks.filter((talk) => talk.toMs >= talk.fromMs).sort((a, b) => a.fromMs - b.fromMs);
  }

  /** Whether this caller ever waited in a holding bridge. */
  waited(caller: string): boolean {
    return this.#stays().some((stay) => stay.row.isHolding && this.#numberOf(stay.row.channelId) === caller);
  }

  /**
   * One caller with two operators, or one operator with two callers, at one instant (I2, I3): sentences, or
   * none.
   */
  doubleTalks(longerThanMs = 0): readonly string[] {
    const talks = this.talks();
    return talks.flatMap((one, index) =>
      talks
        .slice(index + 1)
        .filter((other) => Math.min(one.toMs, other.toMs) - Math.max(one.fromMs, other.fromMs) > longerThanMs)
        .filter((other) => other.caller === one.caller || other.phone === one.phone)
        .map((other) => `${one.caller} with ${one.phone} while ${other.caller} with ${other.phone}`),
    );
  }

  /** A channel's number may be rewritten later in its life; its first line has the caller's own. */
  #numberOf(channelId: string): string {
    this.#numbers ??= new Map(this.rows.toReversed().map((row) => [row.channelId, row.number]));
    return this.#numbers.get(channelId) ?? '';
  }

  #calls(): ReadonlyMap<string, readonly CelCall[]> {
    if (this.#byCaller !== undefined) return this.#byCaller;
    const moments = new Map<string, number>();
    for (const { event, channelId, atMs } of this.rows) moments.set(`${event} ${channelId}`, atMs);
    const found = new Map<string, CelCall[]>();
    for (const { event, channelId, endpoint, number, atMs } of this.rows) {
      if (event !== 'CHAN_START' || this.#isPhone(endpoint)) continue;
      const at = (what: string): number | null => moments.get(`${what} ${channelId}`) ?? null;
      const call = { channelId, begunMs: atMs, answeredMs: at('ANSWER'), endedMs: at('HANGUP') };
      found.set(number, [...(found.get(number) ?? []), call]);
    }
    this.#byCaller = found;
    return found;
  }

  /** From BRIDGE_ENTER to BRIDGE_EXIT; without end while the channel is still there. */
  #stays(): readonly Stay[] {
    const stays: Stay[] = [];
    for (const row of this.rows) {
      if (row.event === 'BRIDGE_ENTER') stays.push({ row, toMs: Number.POSITIVE_INFINITY });
      if (row.event !== 'BRIDGE_EXIT') continue;
      const stay = stays.findLast(
        (each) => each.row.channelId === row.channelId && each.row.bridgeId === row.bridgeId,
      );
      if (stay !== undefined) stay.toMs = row.atMs;
    }
    return stays;
  }
}

/**
 * The columns are those of `cel_custom.conf`: event, time, linked id, channel id, channel, number, extension,
 * details.
 */
export function parseCel(text: string): CelRow[] {
  return text
    .split('\n')
    .filter((line) => line.endsWith('"'))
    .map(parseFields)
    .map(([event = '', time = '0', , channelId = '', channel = '', number = '', , details = '']) => ({
      event,
      atMs: Number(time) * 1_000,
      channelId,
      endpoint: /^\w+\/(.+)-[0-9a-f]{8}$/.exec(channel)?.[1] ?? channel,
      number,
      ...bridgeOf(details),
    }));
}

/** Fields in quotes, a quote inside doubled (RFC 4180). */
const parseFields = (line: string): string[] =>
  [...line.matchAll(/"((?:[^"]|"")*)"(?:,|$)/g)].map((match) => match[1]!.replaceAll('""', '"'));

function bridgeOf(details: string): { readonly bridgeId: string; readonly isHolding: boolean } {
  if (!details.includes('bridge_id')) return { bridgeId: '', isHolding: false };
  const parsed = JSON.parse(details) as { bridge_id: string; bridge_technology: string };
  return { bridgeId: parsed.bridge_id, isHolding: parsed.bridge_technology === 'holding_bridge' };
}
