import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CallStory } from '../../../src/journal/index.ts';
import { eventually } from '../../../test/kit/eventually.ts';
import { freePort } from '../../../test/kit/free-port.ts';
import { Hotline } from '../../../test/kit/hotline.ts';
import { parseMessageLog, startSipp } from '../../../test/kit/sipp/index.ts';
import { Desks, failedCalls } from './desks.ts';
import type { Evidence, PhoneSight } from './evidence.ts';
import { type Deed, lineOf, type Person, peopleFrom } from './people.ts';
import { type Sight, sightsOf } from './sights.ts';
import { Supervision } from './supervision.ts';

export type TrafficPlan = {
  readonly calls: number;
  readonly callsPerSecond: number;
  /** Callers and operators are the same for the same one. */
  readonly seed: number;
  /** So often an operator's phone is lost; it comes back after `LOST_MS`. */
  readonly losses: number;
};

/** What came of it: what all witnesses say, and what was done meanwhile. */
export type Traffic = {
  readonly evidence: Evidence;
  readonly deeds: ReadonlyMap<Deed, number>;
  readonly lostPhones: readonly string[];
  readonly seconds: number;
};

const PHONES = Array.from({ length: 14 }, (_, index) => String(1_001 + index));
const DIALLED = '100';
/** A caller is gone after this at the latest, whatever happens. */
const LONGEST_CALL_MS = 60_000;
/** Longer than it may take until the exchange notices, so that callers meet the loss. */
const LOST_MS = 45_000;
const SETTLED_MS = 20_000;
/** The API takes 200 requests a second; each caller takes two. */
const ASKED_EVERY_MS = 12;

const passes = (ms: number): Promise<void> => new Promise((passed) => setTimeout(passed, ms));

/** Starts a hotline, lets the people call, and asks all witnesses when everything is over. */
export async function runTraffic(plan: TrafficPlan): Promise<Traffic> {
  const hotline = await Hotline.start({
    bundle: fileURLToPath(new URL('../../../test/asterisk/bundles/mixed', import.meta.url)),
    settings: { CORDBOARD_LOG_LEVEL: 'warn' },
  });
  try {
    return await lettingCall(hotline, plan);
  } finally {
    await hotline.stop();
  }
}

async function lettingCall(hotline: Hotline, plan: TrafficPlan): Promise<Traffic> {
  const people = peopleFrom(plan.seed, plan.calls);
  const spanMs = (1_000 * plan.calls) / plan.callsPerSecond;
  const withinMs = 2 * spanMs + LONGEST_CALL_MS;
  const startedMs = performance.now();
  const desks = await Desks.open(hotline, PHONES, plan.seed, withinMs);
  const supervision = Supervision.begin(hotline.api, people, plan.seed);
  const losing = losePhones(desks, plan.losses, spanMs);
  const callers = await letPeopleCall(hotline, people, plan.callsPerSecond, withinMs);
  const lostPhones = await losing;
  await supervision.end();
  const leftovers = [...callers.faults, ...supervision.faults, ...(await leftBehind(hotline))];
  leftovers.push(...(await desks.close()));
  const seconds = (performance.now() - startedMs) / 1_000;
  const seen = { callers: callers.sights, phones: await phoneSights(desks), losses: desks.losses };
  const evidence = { ...(await collect(hotline, people)), ...seen, leftovers };
  return { evidence, deeds: supervision.done, lostPhones, seconds };
}

async function letPeopleCall(
  hotline: Hotline,
  people: readonly Person[],
  callsPerSecond: number,
  withinMs: number,
): Promise<{ readonly sights: readonly Sight[]; readonly faults: readonly string[] }> {
  const here = { host: '127.0.0.2', port: await freePort() };
  const crowd = { scenario: 'person', here, server: hotline.sip, service: DIALLED } as const;
  const pace = { calls: people.length, callsPerSecond, lines: people.map(lineOf), withinMs };
  const sipp = await startSipp({ ...crowd, ...pace }, hotline.launched.data);
  const faults = await failedCalls(sipp, "of the callers' calls");
  const sights = sightsOf(parseMessageLog(await readFile(sipp.messages, 'utf8')));
  return { sights, faults };
}

/** One after the other, spread over the span. Resolves with whose they were. */
async function losePhones(desks: Desks, losses: number, spanMs: number): Promise<readonly string[]> {
  const lost: string[] = [];
  for (let index = 0; index < losses; index++) {
    const phone = desks.phones[(5 * index + 3) % desks.phones.length]!;
    await passes(Math.max(0, spanMs / losses - LOST_MS));
    await desks.lose(phone);
    lost.push(phone);
    await passes(LOST_MS);
    await desks.bringBack(phone);
  }
  return lost;
}

/** What is still there when all callers have gone: sentences, or none. */
async function leftBehind({ api, launched, witness }: Hotline): Promise<readonly string[]> {
  const left: string[] = [];
  const must = async (what: string, isSo: () => Promise<true>): Promise<void> => {
    await eventually(what, isSo, SETTLED_MS).catch((err: Error) =>
      left.push(`${err.message} (${err.cause})`),
    );
  };
  await must('Asterisk has no channel and no bridge', async () => {
    await witness.isEmpty();
    return true;
  });
  await must('the board has no call, and every operator is free', async () => {
    const { calls, operators } = await api.board();
    const busy = operators.filter(({ unit }) => unit === 'offered' || unit === 'busy');
    const stuck = [...calls.map(({ caller }) => caller), ...busy.map(({ id, unit }) => `${id} is ${unit}`)];
    if (stuck.length > 0) throw new Error(stuck.join(', '));
    return true;
  });
  await must('Asterisk keeps no recording', async () => {
    const files = await readdir(join(launched.data, 'run/asterisk/spool/recording'), { recursive: true });
    if (files.length > 0) throw new Error(files.join(', '));
    return true;
  });
  return left;
}

async function phoneSights({ runs }: Desks): Promise<readonly PhoneSight[]> {
  const all = await Promise.all(
    runs.map(async ({ phone, sipp }) => {
      const text = await readFile(sipp.messages, 'utf8').catch(() => '');
      return sightsOf(parseMessageLog(text)).map((sight) => ({ ...sight, phone }));
    }),
  );
  return all.flat();
}

async function collect(
  { api, witness }: Hotline,
  people: readonly Person[],
): Promise<Pick<Evidence, 'people' | 'cel' | 'stories' | 'reported'>> {
  const stories = new Map<string, readonly CallStory[]>();
  for (const { number } of people) {
    const records = await api.recordsOf(number);
    stories.set(number, await Promise.all(records.map(({ callId }) => api.story(callId))));
    await passes(ASKED_EVERY_MS);
  }
  const cel = await witness.cel((endpoint) => PHONES.includes(endpoint));
  const [byNumber, byQueue] = [await api.reportTotal('number'), await api.reportTotal('queue')];
  const reported = {
    arrived: byNumber.arrived ?? 0,
    talks: byNumber.talks ?? 0,
    talkMs: byNumber.talkMs ?? 0,
    entered: byQueue.entered ?? 0,
    visitsAnswered: byQueue.answered ?? 0,
  };
  return { people, cel, stories, reported };
}
