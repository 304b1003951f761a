import { open, stat } from 'node:fs/promises';
import type { EndRead, JoinsRead } from '../switchboard/index.ts';

/** A caller who was in the exchange, by its own words. Wall times in milliseconds. */
export type Visit = {
  /** The channel, after which the call is named. */
  readonly channelId: string;
  readonly caller: string;
  readonly dialled: string;
  readonly arrivedMs: number;
  readonly leftMs: number;
  /** Who ended it: the caller, or the dialplan behind its last word. */
  readonly endedBy: 'caller' | 'dialplan';
  /** ITU-T Q.850. */
  readonly cause: number;
};

/**
 * By the names of the legs: how each has ended, and when each came into a bridge in which people talk. `readBytes`:
 * where the first line begins that was not there to its end yet.
 */
export type LegsInDiary = {
  readonly ends: ReadonlyMap<string, EndRead>;
  readonly joins: ReadonlyMap<string, JoinsRead>;
  readonly readBytes: number;
};

/** So much is read at once: others have their turn behind it. */
const PIECE_BYTES = 128 * 1_024;
/** A channel that Asterisk itself made for somebody who came by a trunk (`trunk-NAME`, pjsip.conf). */
const FROM_TRUNK = /^PJSIP\/trunk-.+-[0-9a-f]{8}$/;
const OWN_NAME = /(^|-)\d+\.\d+$/;
const OF_LEG = /^"(HANGUP|BRIDGE_ENTER)","(\d+\.\d+)","[^"]*","([^"]+)"/;
/** Bridges in which two talk begin so; in those where callers wait nobody hears anybody. */
const INTO_TALK = '""bridge_id"":""br-';
const BY_DIALPLAN = '""hangupsource"":""dialplan/builtin""';
/** ITU-T Q.850, as it stands in the details of a line. */
const ANSWERED_ELSEWHERE = '""hangupcause"":26,';
/** The channels of a leg of ours are numbered, one for each contact. */
const CONTACT = /-\d+$/;
/** A number that callers may dial (`[trunk]` of extensions.conf). */
const DIALLED = /^\+?\d{1,15}$/;

/** Asterisk's diary of channel events (cel_custom.conf), which another process writes to and its parent keeps small. */
export class ExchangeDiary {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** Bytes that are written so far; 0 when there is no diary. */
  async size(): Promise<number> {
    try {
      return (await stat(this.#path)).size;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
      throw error;
    }
  }

  /** Callers who came and went between these bytes. Rejects when they cannot be read. */
  async visits(from: number, to: number): Promise<readonly Visit[]> {
    const [come, visits] = [new Map<string, Row>(), [] as Visit[]];
    for await (const line of this.#lines(from, to)) {
      const row = rowIn(line);
      if (row === undefined) continue;
      const arrival = come.get(row.channelId);
      if (row.event === 'CHAN_START' && DIALLED.test(row.extension)) come.set(row.channelId, row);
      else if (row.event === 'HANGUP' && arrival !== undefined) visits.push(visitOf(arrival, row));
    }
    return visits;
  }

  /**
   * What has become of legs between these bytes. A contact that was only told that another one has answered is no leg's
   * end. Rejects when they cannot be read.
   */
  async legs(from: number, to: number): Promise<LegsInDiary> {
    const [ends, joins] = [new Map<string, EndRead>(), new Map<string, JoinsRead>()];
    let readBytes = from;
    for await (const line of this.#lines(from, to)) {
      readBytes += line.length + 1;
      const [, event, seconds, channelId = ''] = OF_LEG.exec(line) ?? [];
      const [atMs, legId] = [Math.round(1_000 * Number(seconds)), owned(channelId.replace(CONTACT, ''))];
      // A leg of ours rings at several contacts, and ends with the last of them.
      if (event === 'HANGUP' && !line.includes(ANSWERED_ELSEWHERE))
        ends.set(legId, line.includes(BY_DIALPLAN) ? { atMs, isByDialplan: true } : { atMs });
      if (event === 'BRIDGE_ENTER' && line.includes(INTO_TALK))
        joins.set(legId, { firstMs: joins.get(legId)?.firstMs ?? atMs, lastMs: atMs });
    }
    return { ends, joins, readBytes };
  }

  async *#lines(from: number, to: number): AsyncGenerator<string> {
    const file = await open(this.#path, 'r');
    let rest = '';
    try {
      for (let at = from; at < to; ) {
        const piece = Buffer.alloc(Math.min(PIECE_BYTES, to - at));
        const { bytesRead } = await file.read(piece, 0, piece.length, at);
        if (bytesRead === 0) return;
        at += bytesRead;
        // As Latin-1, so that no byte is lost where a character is cut in two; all that is looked for is ASCII.
        const lines = (rest + piece.toString('latin1', 0, bytesRead)).split('\n');
        rest = lines.pop() ?? '';
        yield* lines;
      }
    } finally {
      await file.close();
    }
  }
}

type Row = {
  readonly event: 'CHAN_START' | 'HANGUP';
  readonly atMs: number;
  readonly channelId: string;
  readonly number: string;
  readonly extension: string;
  readonly details: string;
};

/** The beginning or the end of a caller's channel; undefined for anything else. */
function rowIn(line: string): Row | undefined {
  if (!line.startsWith('"CHAN_START"') && !line.startsWith('"HANGUP"')) return undefined;
  const [event, seconds, , channelId = '', channel = '', number = '', extension = '', details = ''] =
    fieldsOf(line);
  const atMs = Math.round(1_000 * Number(seconds));
  if (!FROM_TRUNK.test(channel) || !OWN_NAME.test(channelId) || !Number.isFinite(atMs)) return undefined;
  return { event: event as Row['event'], atMs, channelId, number, extension, details };
}

/**
 * The same text by itself. V8 cuts no piece out of a string, it points into the whole: whoever remembers the name of
 * one leg would keep 128 KiB of the diary.
 */
const owned = (text: string): string => Buffer.from(text, 'latin1').toString('latin1');

/** Fields in quotes, a quote inside doubled (RFC 4180). */
const fieldsOf = (line: string): readonly string[] =>
  [...line.matchAll(/"((?:[^"]|"")*)"(?:,|$)/g)].map((match) => owned(match[1]!.replaceAll('""', '"')));

function visitOf({ channelId, number, extension, atMs }: Row, end: Row): Visit {
  const source = /"hangupsource":"([^"]*)"/.exec(end.details)?.[1];
  return {
    ...{ channelId, caller: number, dialled: extension, arrivedMs: atMs, leftMs: end.atMs },
    endedBy: source === 'dialplan/builtin' ? 'dialplan' : 'caller',
    cause: Number(/"hangupcause":(\d+)/.exec(end.details)?.[1] ?? 0),
  };
}
