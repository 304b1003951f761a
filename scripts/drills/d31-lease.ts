import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { LEASE_MS } from '../../src/leader/index.ts';
import { eventually } from '../../test/kit/eventually.ts';
import type { HotlineApi } from '../../test/kit/hotline-api.ts';
import { PostgresProcess } from '../../test/kit/postgres-process.ts';
import { isRunning } from '../../test/kit/processes.ts';
import { SecondMachine, standsBy } from '../../test/kit/second-machine.ts';
import type { TcpGate } from '../../test/kit/tcp-gate.ts';
import type { Drill, DrillLoad, DrillRun } from './drill.ts';
import { passes, StandardLoad } from './standard-load.ts';

const TAKE_OVER_MS_MAX = 6_000;
const AGAIN_MS = 20_000;
const OFFER_MS = 5_000;
/** What happened longer ago than this is known to whoever takes over. */
const SETTLED_MS = 1_500;
/** A process that was frozen lies so long beside the one that took over before it wakes. */
const FROZEN_BESIDE_MS = 1_000;
const GONE_MS = 2_000;
/** The API takes 200 requests a second. */
const ASKED_EVERY_MS = 12;

/** One of the two, as the drill sees it. */
type Side = {
  readonly name: string;
  readonly url: string;
  readonly api: () => Promise<HotlineApi>;
  readonly pid: () => Promise<number>;
  readonly parent: number;
  /** Its name in the lease. */
  readonly owner: () => Promise<string>;
  /** The gate on its way to Redis, where there is one. */
  readonly redis: TcpGate | undefined;
  /** Bytes that it has sent to Asterisk; undefined where nobody counts them. */
  readonly sent: () => number | undefined;
};

type Scene = { readonly standard: StandardLoad; readonly redis: Redis; readonly key: string };
type Turn = { readonly from: Side; readonly to: Side; readonly pid: number };
type Fault = {
  readonly what: string;
  readonly act: (scene: Scene, turn: Turn) => Promise<void>;
  /** When the other one has taken over; resolves with what it saw. */
  readonly after?: (turn: Turn, faults: string[]) => Promise<string>;
};

const frozen: Fault = {
  what: 'stopped in its work with its parent',
  act: async (_, { from, pid }) => {
    // A parent that looks on would end it before it wakes.
    for (const one of [from.parent, pid]) process.kill(one, 'SIGSTOP');
  },
  after: wakes,
};
const cutOff: Fault = {
  what: 'cut off from Redis, alone',
  act: async (_, { from }) => from.redis?.wallUp(),
  after: async ({ from, pid }, faults) => {
    const lastedMs = await endsItself(pid, faults);
    from.redis?.reopen();
    return `Asterisk told it that another one had come, and it had ended ${lastedMs} ms behind that`;
  },
};
const robbed: Fault = {
  what: 'robbed of its lease by hand',
  act: async ({ redis, key }, { to }) => void (await redis.set(key, `${await to.owner()} 0`, 'PX', LEASE_MS)),
};

/** Two machines stand by for each other; whatever happens to the lease, one serves the calls, and never both. */
export const lease: Drill = {
  id: 'D31',
  title: 'a Cordboard on another machine takes over',
  promise:
    'Within 6 seconds another one serves all calls, in their order; one that froze does nothing more when it wakes.',
  coming: 1,
  run: async (load) => {
    const postgres = await PostgresProcess.start();
    try {
      return await between(load, postgres.url(await postgres.newSchema()));
    } finally {
      await postgres.end();
    }
  },
};

async function between(load: DrillLoad, store: string): Promise<DrillRun> {
  const settings = {
    CORDBOARD_STORE_URL: store,
    CORDBOARD_TAKEOVER_LEASE: 'true',
    CORDBOARD_TAKEOVER_SPARE: 'false',
  };
  const standard = await StandardLoad.open(load, settings);
  const machine = await SecondMachine.start(standard.hotline, standard.folder);
  const redis = new Redis(machine.launched.settings.CORDBOARD_REDIS_URL!);
  try {
    return await turns({ standard, redis, key: 'cordboard:lease' }, machine);
  } finally {
    redis.disconnect();
    await machine.stop();
    await standard.close();
  }
}

/** Twice there and back, and then what becomes of a lease that is nobody's: the first one serves again in the end. */
async function turns(scene: Scene, machine: SecondMachine): Promise<DrillRun> {
  const { standard } = scene;
  const { hotline } = standard;
  const first: Side = {
    name: 'the first',
    url: hotline.api.url,
    api: async () => hotline.api,
    pid: () => hotline.pidOf('cordboard'),
    parent: hotline.launched.pid,
    owner: () => ownerOf(hotline.launched.data),
    redis: undefined,
    sent: () => undefined,
  };
  const second: Side = {
    name: 'the second',
    url: machine.url,
    api: () => machine.api(),
    pid: () => machine.pid(),
    parent: machine.launched.pid,
    owner: () => ownerOf(machine.launched.data),
    redis: machine.redisGate,
    sent: () => machine.gate.bytesIn,
  };
  const runs: DrillRun[] = [];
  for (const [from, to, fault] of [
    [first, second, frozen],
    [second, first, frozen],
    [first, second, robbed],
    [second, first, cutOff],
  ] as const)
    runs.push(await takenOver(scene, { from, to, fault }));
  const { holder, ...run } = await bereft(scene, first, second);
  runs.push(run);
  if (holder === second) runs.push(await takenOver(scene, { from: second, to: first, fault: robbed }));
  const [evidence, figures] = [runs.flatMap((each) => each.evidence), runs.flatMap((each) => each.figures)];
  const faults = runs.flatMap((each) => each.faults);
  // The second one cannot read Asterisk's diary: whoever came or went while nobody served did so until it took over.
  const awayMs = 1_000 * Math.max(...figures.map(({ value }) => value));
  const after = [
    ...(await standard.end({ deafMs: awayMs, lateMs: awayMs })),
    ...(await untrueStories(standard)),
  ];
  faults.push(...standard.lost().map((line) => `dropped: ${line}`), ...after);
  const dropped = { what: 'callers dropped', value: standard.lost().length, unit: 'callers', atMost: 0 };
  return { evidence, figures: [dropped, ...figures], faults };
}

/**
 * Of those who came and went: calls that were over, and that a machine took up as it served again, and talks of which
 * the records know nothing. Sentences. What a process that froze had still to write of them comes late, and is none of
 * that.
 */
async function untrueStories({ hotline: { api }, newcomers }: StandardLoad): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const number of newcomers) {
    const [record] = await api.recordsOf(number);
    if (record === undefined) continue;
    const { timeline } = await api.story(record.callId);
    const end = timeline.findIndex(({ kind }) => kind === 'callEnded');
    if (timeline.slice(end).some(({ kind }) => kind === 'adopted'))
      faults.push(`the call of ${number} was over, and was taken up again`);
    const hasTalked = timeline.slice(0, end).some(({ kind }) => kind === 'talkBegan');
    if (hasTalked && (record.outcome !== 'answered' || record.talkMs === 0))
      faults.push(`${number} has talked, and is ${record.outcome} after ${record.talkMs} ms of it`);
    await passes(ASKED_EVERY_MS);
  }
  return faults;
}

/** The lease is gone: whoever is quicker has it, and the other one stands by. */
async function bereft(
  scene: Scene,
  first: Side,
  second: Side,
): Promise<DrillRun & { readonly holder: Side | undefined }> {
  const { standard, redis, key } = scene;
  await passes(SETTLED_MS);
  const before = await standard.order(await first.api());
  const faultMs = performance.now();
  await redis.del(key);
  const settled = async (): Promise<Side | undefined> => {
    const owner = (await redis.get(key))?.split(' ')[0];
    const [serves, stands] = (await first.owner()) === owner ? [first, second] : [second, first];
    const isSo = owner === (await serves.owner()) && (await isReady(serves)) && (await standsBy(stands.url));
    return isSo ? serves : undefined;
  };
  const holder = await eventually('one of them has the lease, and serves', settled, AGAIN_MS);
  const tookMs = performance.now() - faultMs;
  const order = await standard.order(await holder.api());
  const faults =
    order.join() === before.join() ? [] : [`${holder.name} has another order: ${order.slice(0, 3)} …`];
  faults.push(...(await offersInTurn(scene, before)));
  const what = 'until one of them serves, the lease being deleted by hand';
  return {
    holder,
    evidence: [`the lease was deleted by hand, and ${holder.name} had it then`],
    figures: [{ what, value: tookMs / 1_000, unit: 's', atMost: TAKE_OVER_MS_MAX / 1_000 }],
    faults,
  };
}

async function takenOver(
  scene: Scene,
  { from, to, fault }: { readonly from: Side; readonly to: Side; readonly fault: Fault },
): Promise<DrillRun> {
  const { standard } = scene;
  const faults: string[] = [];
  await passes(SETTLED_MS);
  const [before, pid] = [await standard.order(await from.api()), await from.pid()];
  const faultMs = performance.now();
  await fault.act(scene, { from, to, pid });
  await eventually(`${to.name} serves`, async () => ((await isReady(to)) ? true : undefined), AGAIN_MS);
  const tookMs = performance.now() - faultMs;
  const order = await standard.order(await to.api());
  if (order.join() !== before.join()) faults.push(`${to.name} has another order: ${order.slice(0, 3)} …`);
  const evidence = [`${from.name} (process ${pid}) was ${fault.what}, and ${to.name} took over`];
  if (fault.after !== undefined) evidence.push(await fault.after({ from, to, pid }, faults));
  await eventually(
    `${from.name} stands by`,
    async () => ((await standsBy(from.url)) ? true : undefined),
    AGAIN_MS,
  );
  faults.push(...(await offersInTurn(scene, before)));
  const what = `until ${to.name} serves, ${from.name} being ${fault.what}`;
  return {
    evidence,
    figures: [{ what, value: tookMs / 1_000, unit: 's', atMost: TAKE_OVER_MS_MAX / 1_000 }],
    faults,
  };
}

async function ownerOf(data: string): Promise<string> {
  return (JSON.parse(await readFile(join(data, 'leader.json'), 'utf8')) as { owner: string }).owner;
}

async function isReady(side: Side): Promise<boolean> {
  const answer = await fetch(`${side.url}/health/ready`, { signal: AbortSignal.timeout(1_000) }).catch(
    () => undefined,
  );
  await answer?.arrayBuffer();
  return answer?.ok ?? false;
}

/** It finds all events of meanwhile, and its own commands of before. */
async function wakes({ from, pid }: Turn, faults: string[]): Promise<string> {
  await passes(FROZEN_BESIDE_MS);
  const sent = from.sent();
  for (const one of [pid, from.parent]) process.kill(one, 'SIGCONT');
  const lastedMs = await endsItself(pid, faults);
  const sentThen = from.sent();
  if (sent === undefined || sentThen === undefined)
    return `it woke again, and ended itself within ${lastedMs} ms`;
  if (sent !== sentThen) faults.push(`${from.name} sent ${sentThen - sent} bytes to Asterisk after it woke`);
  return `it woke again, ended itself within ${lastedMs} ms, and sent ${sentThen - sent} bytes to Asterisk`;
}

/** Resolves with the milliseconds that it took. */
async function endsItself(pid: number, faults: string[]): Promise<number> {
  const fromMs = performance.now();
  const isGone = (): true | undefined => (isRunning(pid) ? undefined : true);
  await eventually(`process ${pid} ends itself`, isGone, GONE_MS).catch((err: unknown) =>
    faults.push(String(err)),
  );
  return Math.round(performance.now() - fromMs);
}

/** An operator hangs up: the first in line is offered, by a leg of the grant that holds now. */
async function offersInTurn(
  { standard, redis, key }: Scene,
  before: readonly string[],
): Promise<readonly string[]> {
  const { diary, phones, hotline } = standard;
  const faults: string[] = [];
  const seen = diary.events.length;
  phones.at(-1)!.hangUp();
  const offer = await diary.until('an operator rings', ({ kind }) => kind === 'rang', OFFER_MS, seen);
  if (offer.peer !== before[0])
    faults.push(`${offer.peer} was offered, and ${before[0]} was the first in line`);
  const granted = await redis.hget(`${key}-before`, 'epoch');
  const rings = (await hotline.witness.channels()).filter(({ name }) =>
    name.includes(`PJSIP/${offer.phone}-`),
  );
  const epochs = new Set(rings.map(({ channelvars }) => channelvars?.cb_epoch));
  if (!epochs.has(granted ?? ''))
    faults.push(`the leg is of the grant ${[...epochs].join()}, and ${granted} holds`);
  return faults;
}
