import { eventually } from '../../test/kit/eventually.ts';
import type { PhoneEvent } from '../../test/kit/phones/index.ts';
import type { Drill, DrillFigure, DrillLoad, DrillRun } from './drill.ts';
import { aftermath } from './offers-meanwhile.ts';
import { Siege } from './siege.ts';
import { passes, StandardLoad } from './standard-load.ts';
import { together } from './together.ts';

/** As asterisk-config/http.conf says; and so many more. */
const LIMIT = 1_000;
const REQUESTS = LIMIT + 100;
/** Connections that rest for longer than Cordboard keeps them are gone by then, and somebody else has them. */
const QUIET_MS = 13_000;
/** Behind 30 s Asterisk lets go of who does not go on. */
const HELD_MS = 11_000;
const LOOK_EVERY_MS = 250;
/** So many operators hang up at once, and so many call. */
const AT_ONCE = 5;
/** Whoever is free has the next caller, or it is told that something is wrong. */
const OFFER_MS_MAX = 2_000;
const TOLD_MS_MAX = 5_000;
const AGAIN_MS = 20_000;
const NEVER = Number.POSITIVE_INFINITY;
/** It tells of our rules for operators, not of what is wrong. */
const NOT_IT = 'idle_operator';

/** Somebody on the machine takes all connections of Asterisk's interface, and never ends what they ask for. */
export const halfOpen: Drill = {
  id: 'D15',
  title: `${REQUESTS} requests to the interface of Asterisk that never end, where it takes ${LIMIT}`,
  promise:
    'Callers are offered as ever, or keep their places while it is told within 5 seconds that something is wrong; talks go on, and all is well when it is over.',
  coming: 1,
  run: async (load) =>
    together(
      await StandardLoad.with(load, {}, (standard) => inACrowd(standard, load)),
      await StandardLoad.with({ waiting: 0, talking: 1 }, {}, atRest),
    ),
};

/** The load is there; several operators hang up at once, and several people call. */
async function inACrowd(standard: StandardLoad, load: DrillLoad): Promise<DrillRun> {
  const [before, fromMs] = [await standard.order(), performance.now()];
  const count = Math.min(AT_ONCE, load.talking);
  const late: string[] = [];
  const held = await besieged(standard, async () => {
    for (const phone of standard.phones.slice(0, count)) phone.hangUp();
    for (let index = 0; index < count; index++) {
      const number = `+78${String(index).padStart(9, '0')}`;
      late.push(number);
      standard.waiting.push(await standard.dial(number));
    }
  });
  const rings = await ringsSince(standard, fromMs, count);
  const faults = outOfTurn(rings, before.slice(0, count));
  await waitsLike(standard, before.slice(count), late).catch((err: Error) =>
    faults.push(`${err.message}: ${String(err.cause)}`),
  );
  const pairs = await standard.pairs();
  if (pairs !== load.talking) faults.push(`${pairs} pairs talk, ${load.talking} ought to`);
  const after = await aftermath(standard);
  return {
    evidence: held.evidence,
    figures: [
      ...offerOrWord(
        `${count} operators hang up: until all have the next caller`,
        lastMs(rings, count),
        held,
      ),
      { what: 'longest gap in the sound of talkers', value: held.gapMs, unit: 'ms' },
      ...after.figures,
    ],
    faults: [...faults, ...after.faults],
  };
}

/** There has been no call for a while; then somebody calls, and an operator is free. */
async function atRest(standard: StandardLoad): Promise<DrillRun> {
  standard.talking[0]!.hangUp();
  const fromMs = performance.now();
  const held = await besieged(standard, async () => {
    standard.waiting.push(await standard.dial('+77000000000'));
  });
  const rings = await ringsSince(standard, fromMs, 1);
  const after = await aftermath(standard);
  return {
    evidence: held.evidence,
    figures: [
      ...offerOrWord('the first call for a while: until the operator rings', lastMs(rings, 1), held),
      ...after.figures,
    ],
    faults: after.faults,
  };
}

type Held = {
  readonly evidence: readonly string[];
  /** When `act` began. */
  readonly actedMs: number;
  /** When it was first told that something is wrong, from then on; infinity: never. */
  readonly toldMs: number;
  readonly gapMs: number;
};

/** `act` is done when the siege has lasted for a while; resolves when it is over. */
async function besieged(standard: StandardLoad, act: () => Promise<void>): Promise<Held> {
  const fromMs = performance.now();
  const siege = await Siege.lay(standard.hotline.launched.settings.CORDBOARD_ASTERISK_ARI_URL!, REQUESTS);
  try {
    const quiet = await lookAt(standard, siege, QUIET_MS);
    const actedMs = performance.now();
    await act();
    const looks = await lookAt(standard, siege, HELD_MS);
    const all = [...quiet, ...looks];
    const unanswered = all.filter(({ isAnswered }) => !isAnswered).length;
    const evidence =
      `${siege.open} requests lay there and others were sent away ${siege.refused} times; of ${all.length} requests ` +
      `of somebody new, one after the other, ${unanswered} were not answered`;
    return {
      evidence: unanswered >= 0.9 * all.length ? [evidence] : [],
      actedMs,
      toldMs: looks.find(({ isTold }) => isTold)?.atMs ?? NEVER,
      gapMs: standard.longestGapMs(fromMs),
    };
  } finally {
    siege.raise();
  }
}

/** Either is good: the next offer in time, or that it is told in time why there is none. */
function offerOrWord(what: string, offeredMs: number, { actedMs, toldMs }: Held): readonly DrillFigure[] {
  const since = (atMs: number): number => Math.min(atMs - actedMs, HELD_MS + AGAIN_MS);
  const offer = { what, value: since(offeredMs), unit: 'ms' };
  if (offer.value <= OFFER_MS_MAX) return [{ ...offer, atMost: OFFER_MS_MAX }];
  const told = { what: `${what}: it is told that something is wrong`, value: since(toldMs), unit: 'ms' };
  return [offer, { ...told, atMost: TOLD_MS_MAX }];
}

type Look = { readonly atMs: number; readonly isAnswered: boolean; readonly isTold: boolean };

async function lookAt({ hotline }: StandardLoad, siege: Siege, forMs: number): Promise<readonly Look[]> {
  const { api } = hotline;
  const looks: Look[] = [];
  for (const endMs = performance.now() + forMs; performance.now() < endMs; await passes(LOOK_EVERY_MS)) {
    const alarms = (await api.alarms()).filter(({ id }) => !id.startsWith(NOT_IT));
    const isTold = alarms.length > 0 || !(await api.isReady());
    looks.push({ atMs: performance.now(), isTold, isAnswered: await siege.isAnswered() });
  }
  return looks;
}

/** The first so many phones that ring; fewer, when no more do. */
async function ringsSince(
  { diary }: StandardLoad,
  fromMs: number,
  count: number,
): Promise<readonly PhoneEvent[]> {
  const rings = () => diary.events.filter(({ kind, atMs }) => kind === 'rang' && atMs > fromMs);
  const isEnough = (): true | undefined => (rings().length >= count ? true : undefined);
  await eventually(`${count} phones ring`, isEnough, AGAIN_MS).catch(() => undefined);
  return rings().slice(0, count);
}

/** When the last of so many rang; not there: never. */
const lastMs = (rings: readonly PhoneEvent[], count: number): number => rings[count - 1]?.atMs ?? NEVER;

/** Those who were to be offered, and nobody else, whoever was the first among them. */
function outOfTurn(rings: readonly PhoneEvent[], expected: readonly string[]): string[] {
  const offered = rings
    .map(({ peer }) => peer)
    .toSorted()
    .join(', ');
  const first = expected.toSorted().join(', ');
  return offered === first
    ? []
    : [`${offered || 'nobody'} were offered, and ${first} were the first in line`];
}

/** Resolves when these wait, in this order, and behind them those who came last, in any order. */
async function waitsLike(
  standard: StandardLoad,
  first: readonly string[],
  last: readonly string[],
): Promise<void> {
  const isSame = async (): Promise<true> => {
    const now = await standard.order();
    const [head, tail] = [now.slice(0, first.length), now.slice(first.length)];
    if (head.join() === first.join() && tail.toSorted().join() === last.toSorted().join()) return true;
    throw new Error(`${now.length} wait, the first is ${now[0]}, the last ${now.at(-1)}`);
  };
  await eventually('all wait as before, and who called meanwhile behind them', isSame, AGAIN_MS);
}
