import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../../src/machine/system-clock.ts';
import type {
  BoardSeen,
  EdgeShown,
  KeptContact,
  KeptPhone,
  NodeShown,
  NodeWitness,
} from '../../../src/sip/index.ts';
import { type EdgeRedis, openEdgeRedis, openNodeWitness } from '../../../src/sip/redis/index.ts';
import { RedisProcess } from '../../jobs/bullmq/redis-process.ts';
import { eventually } from '../../kit/eventually.ts';

const PREFIX = 'test';
const CONTACTS = `${PREFIX}:sip-contacts`;
const NODE: NodeShown = {
  node: 'a',
  state: 'up',
  isDraining: false,
  calls: 3,
  sinceWallMs: 1_800_000_000_000,
};
const SHOWN: EdgeShown = { nodes: [NODE], phones: ['1001'], refused: { banned: 2 } };
const LOST = { node: 'a', socket: 'lost', calls: 2 } as const;

/** An edge, and what it is told. */
class Edge {
  readonly redis: EdgeRedis;
  readonly kept: (readonly KeptPhone[])[] = [];
  readonly seen: BoardSeen[] = [];
  /** How often it has had something to do. */
  turns = 0;

  constructor(warnings: string[] = []) {
    const log = pino({ level: 'info' }, { write: (line: string) => warnings.push(line) });
    const after = (delayMs: number, fire: () => void) =>
      systemClock.after(delayMs, () => {
        this.turns += 1;
        fire();
      });
    const clock = { now: systemClock.now, after };
    this.redis = openEdgeRedis({ redisUrl: redis.url, prefix: PREFIX, clock, log });
  }

  start(): this {
    this.redis.contacts.start((phones) => this.kept.push(phones));
    this.redis.board.start((seen) => this.seen.push(seen));
    return this;
  }

  /** What was kept before, as soon as that is known. */
  phones(): Promise<readonly KeptPhone[]> {
    return eventually('what was kept is told', () => this.kept[0], 10_000);
  }

  /** Several of its turns are over. */
  hasTried(): Promise<true> {
    const from = this.turns;
    return eventually('it has tried', () => (this.turns > from + 3 ? true : undefined));
  }

  /** A look that begins from now on, at which this is so. */
  sees(what: string, isSo: (seen: BoardSeen) => boolean): Promise<BoardSeen> {
    const from = this.seen.length;
    return eventually(what, () => this.seen.slice(from).find(isSo), 10_000);
  }
}

let redis: RedisProcess;
let open: { close(): void }[];
beforeAll(async () => {
  redis = await RedisProcess.prepare();
  await redis.start();
});
afterAll(() => redis.end());
beforeEach(async () => {
  open = [];
  await redis.ask(async (ask) => ask.flushall());
});
afterEach(() => {
  for (const one of open) one.close();
});

function edge(warnings?: string[]): Edge {
  const one = new Edge(warnings);
  open.push(one.redis);
  return one.start();
}

function witness(): NodeWitness {
  const one = openNodeWitness({ redisUrl: redis.url, prefix: PREFIX, log: pino({ level: 'silent' }) });
  open.push(one);
  return one;
}

/** Cordboard says it again and again, and the edge sees it. */
const reported = (one: Edge, cordboard: NodeWitness): Promise<true> =>
  eventually(
    'the report is seen',
    () => {
      cordboard.report([LOST]);
      return one.seen.at(-1)?.reports.length === 1 ? true : undefined;
    },
    10_000,
  );

function contact(uri: string, how: Partial<KeptContact> = {}): KeptContact {
  return {
    ...{ uri, target: `${uri};transport=tcp`, flow: null, callId: 'c1', sequence: 7 },
    untilWallMs: 1_800_000_120_000,
    ...how,
  };
}

const rows = (): Promise<Record<string, string>> => redis.ask(async (ask) => ask.hgetall(CONTACTS));
const stands = (phoneIds: string): Promise<true> =>
  eventually(
    `${phoneIds} stand there`,
    async () => (namesIn(await rows()) === phoneIds ? true : undefined),
    10_000,
  );
const namesIn = (found: Record<string, string>): string => Object.keys(found).toSorted().join(' ');

describe('contacts of phones', () => {
  const anna = [
    contact('sip:anna@one'),
    contact('sip:anna@two', { flow: { instance: '<urn:uuid:1>', regId: 2 } }),
  ];
  const bert = [contact('sip:bert@one')];

  test('are told to the edge behind this one as they were, and once', async () => {
    const before = edge();
    expect(await before.phones()).toEqual([]);
    before.redis.contacts.keep('anna', anna);
    before.redis.contacts.keep('bert', bert);
    await stands('anna bert');
    before.redis.contacts.keep('bert', []);
    await stands('anna');
    before.redis.close();
    const after = edge();
    expect(await after.phones()).toEqual([{ phoneId: 'anna', contacts: anna }]);
    expect(after.kept).toHaveLength(1);
  });

  test('are gone by themselves when there is no edge any more', async () => {
    edge().redis.contacts.keep('anna', anna);
    await stands('anna');
    const leftMs = await redis.ask(async (ask) => ask.pttl(CONTACTS));
    expect(leftMs).toBeGreaterThan(3_600_000);
    expect(leftMs).toBeLessThanOrEqual(7_200_000);
  });

  test('that cannot be read are left out, and told of', async () => {
    const unreadable = ['{', '[]x', '{"uri":"sip:x"}', JSON.stringify([{ ...bert[0], target: 7 }])];
    await redis.ask(async (ask) => {
      for (const [at, row] of unreadable.entries()) await ask.hset(CONTACTS, `p${at}`, row);
      await ask.hset(CONTACTS, 'bert', JSON.stringify(bert));
    });
    const warnings: string[] = [];
    expect(await edge(warnings).phones()).toEqual([{ phoneId: 'bert', contacts: bert }]);
    expect(warnings.filter((line) => line.includes('cannot be read'))).toHaveLength(unreadable.length);
  });

  test('of many phones are all written', async () => {
    const one = edge();
    for (let phone = 0; phone < 1_000; phone++) one.redis.contacts.keep(`p${phone}`, bert);
    await eventually('all stand there', async () =>
      Object.keys(await rows()).length === 1_000 ? true : undefined,
    );
  });
});

describe('a Redis that is away', () => {
  test('at the start is read before it is written, when it comes', async () => {
    await redis.ask(async (ask) => ask.config('SET', 'appendfsync', 'always'));
    const before = edge();
    before.redis.contacts.keep('anna', [contact('sip:anna@one')]);
    await stands('anna');
    before.redis.close();
    await redis.kill();
    const after = edge();
    after.redis.contacts.keep('anna', [contact('sip:anna@two')]);
    await after.hasTried();
    await redis.start();
    expect((await after.phones())[0]!.contacts[0]!.uri).toBe('sip:anna@one');
    await eventually('the new one stands there', async () => {
      return (await rows()).anna?.includes('sip:anna@two') === true ? true : undefined;
    });
  });

  test('and has lost everything is told everything again', async () => {
    const one = edge();
    one.redis.contacts.keep('anna', [contact('sip:anna@one')]);
    one.redis.contacts.keep('bert', [contact('sip:bert@one')]);
    await stands('anna bert');
    await redis.kill();
    one.redis.contacts.keep('bert', []);
    one.redis.contacts.keep('carl', [contact('sip:carl@one')]);
    redis.loseData();
    await redis.start();
    await stands('anna carl');
  });

  test('stops nobody, is told of once, and is used again when it is back', async () => {
    const warnings: string[] = [];
    const [one, cordboard] = [edge(warnings), witness()];
    await one.sees('the board', () => true);
    await redis.kill();
    await eventually('it is noticed', () => (warnings.length > 0 ? true : undefined));
    for (let times = 0; times < 50; times++) {
      one.redis.contacts.keep('anna', [contact(`sip:anna@${times}`)]);
      one.redis.board.show(SHOWN);
      cordboard.report([LOST]);
    }
    await expect(cordboard.drain('a', true)).rejects.toThrow();
    await expect(cordboard.shown()).rejects.toThrow();
    await expect(cordboard.draining()).rejects.toThrow();
    await one.hasTried();
    await redis.start();
    await stands('anna');
    await reported(one, cordboard);
    expect(warnings.filter((line) => line.includes('is away'))).toHaveLength(1);
    expect(warnings.filter((line) => line.includes('answers again'))).toHaveLength(1);
  });

  test('since it stands still is waited for by nobody, and goes on where it was', async () => {
    const [one, cordboard] = [edge(), witness()];
    await one.sees('the board', () => true);
    redis.signal('SIGSTOP');
    const asked = [cordboard.drain('a', true), cordboard.shown()];
    one.redis.contacts.keep('anna', [contact('sip:anna@one')]);
    one.redis.board.show(SHOWN);
    cordboard.report([LOST]);
    for (const answer of await Promise.allSettled(asked)) expect(answer.status).toBe('rejected');
    redis.signal('SIGCONT');
    await stands('anna');
    await reported(one, cordboard);
  });

  test('since it is full takes what it could not take when there is room', async () => {
    const warnings: string[] = [];
    const one = edge(warnings);
    await one.phones();
    await redis.ask(async (ask) => ask.config('SET', 'maxmemory', '1'));
    one.redis.contacts.keep('anna', [contact('sip:anna@one')]);
    await eventually('it refuses', () => (warnings.some((line) => line.includes('OOM')) ? true : undefined));
    await redis.ask(async (ask) => ask.config('SET', 'maxmemory', '0'));
    await stands('anna');
  });
});

describe('the board of nodes', () => {
  test('tells the edge what Cordboard has said, and how long ago', async () => {
    const [one, cordboard] = [edge(), witness()];
    expect(await one.sees('nothing', () => true)).toEqual({ reports: [], ageMs: null, draining: [] });
    await reported(one, cordboard);
    const { reports, ageMs } = one.seen.at(-1)!;
    expect(reports).toEqual([LOST]);
    await one.sees('it grows older', (seen) => seen.ageMs! > ageMs!);
  });

  test('says nothing when what stands there is no report', async () => {
    const one = edge();
    await redis.ask(async (ask) =>
      ask.set(`${PREFIX}:node-reports`, '[{"node":"a","socket":"?"}]', 'PX', 60_000),
    );
    expect(await one.sees('it', () => true)).toEqual({ reports: [], ageMs: null, draining: [] });
  });

  test('tells which nodes are to be emptied until somebody says otherwise', async () => {
    const [one, cordboard] = [edge(), witness()];
    await eventually('it is connected', async () => cordboard.shown().then(() => true));
    await cordboard.drain('a', true);
    await cordboard.drain('b', true);
    await cordboard.drain('b', true);
    await one.sees('both', ({ draining }) => draining.toSorted().join() === 'a,b');
    expect([...(await cordboard.draining())].toSorted()).toEqual(['a', 'b']);
    await cordboard.drain('a', false);
    await one.sees('one', ({ draining }) => draining.join() === 'b');
    await cordboard.drain('b', false);
    await one.sees('none', ({ draining }) => draining.length === 0);
    expect(await cordboard.draining()).toEqual([]);
  });

  test('shows Cordboard what the edge says, until the edge says it no more', async () => {
    const [one, cordboard] = [edge(), witness()];
    const shown = await eventually('it is shown', async () => {
      one.redis.board.show(SHOWN);
      return (await cordboard.shown()) ?? undefined;
    });
    expect(shown).toEqual(SHOWN);
    const { refused: _, ...older } = SHOWN;
    await redis.ask(async (ask) => ask.set(`${PREFIX}:nodes-shown`, JSON.stringify(older), 'PX', 3_000));
    expect(await cordboard.shown()).toEqual({ ...older, refused: {} });
    await eventually('it is gone', async () => ((await cordboard.shown()) === null ? true : undefined));
  });
});
