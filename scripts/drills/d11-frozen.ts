import { eventually } from '../../test/kit/eventually.ts';
import type { OutgoingCall } from '../../test/kit/phones/index.ts';
import type { Drill, DrillFigure, DrillLoad, DrillRun } from './drill.ts';
import { behindDeath } from './exchange-death.ts';
import { notStopped, stateOf, statesOf } from './process-state.ts';
import { passes, StandardLoad } from './standard-load.ts';

const FROZEN_MS = 10_000;
const NOTICED_MS = 15_000;
const AGAIN_MS = 40_000;
/** Behind it everything that was late has come. */
const SETTLED_MS = 3_000;
const ENDED_MS = 60_000;
/** The parent waits for half a minute, and its last look takes some seconds. */
const ENDED_S = { atLeast: 29, atMost: 36 } as const;
const WITHIN_S = 45;

/** Asterisk is there and does nothing, as when its threads wait for each other. */
export const exchangeFrozen: Drill = {
  id: 'D11F',
  title: 'an Asterisk that does nothing any more (SIGSTOP), for 10 seconds and for good',
  promise:
    'For 10 seconds: silence, and then all calls go on as they were, in their order. For good: its parent ends it after half a minute, each call has its record, and 45 seconds after its last work new callers are served.',
  coming: 1,
  run: (load) => StandardLoad.with(load, {}, (standard) => frozenTwice(standard, load)),
};

async function frozenTwice(standard: StandardLoad, load: DrillLoad): Promise<DrillRun> {
  const awhile = await frozenAwhile(standard, load);
  const forGood = await frozenForGood(standard);
  return {
    evidence: [...awhile.evidence, ...forGood.evidence],
    figures: [...awhile.figures, ...forGood.figures],
    faults: [...awhile.faults, ...forGood.faults],
  };
}

/** An operator hangs up meanwhile, which Asterisk hears of late. */
async function frozenAwhile(standard: StandardLoad, load: DrillLoad): Promise<DrillRun> {
  const { hotline, diary } = standard;
  const before = await standard.order();
  const pid = await hotline.pidOf('asterisk');
  const isReady = async (wanted: boolean): Promise<true | undefined> =>
    (await hotline.api.isReady()) === wanted ? true : undefined;
  const frozenMs = performance.now();
  process.kill(pid, 'SIGSTOP');
  let [state, noticedMs] = ['', 0];
  try {
    await eventually('it is not ready', () => isReady(false), NOTICED_MS);
    noticedMs = performance.now() - frozenMs;
    standard.phones.at(-1)!.hangUp();
    await passes(FROZEN_MS - noticedMs);
    state = stateOf(pid);
  } finally {
    process.kill(pid, 'SIGCONT');
  }
  const [seen, thawedMs] = [diary.events.length, performance.now()];
  await eventually('it is ready again', () => isReady(true), AGAIN_MS);
  const readyMs = performance.now();
  const offer = await diary.until('the freed operator rings', ({ kind }) => kind === 'rang', AGAIN_MS, seen);
  await passes(SETTLED_MS);
  const faults = await unlike(standard, load, before, seen);
  if ((await hotline.pidOf('asterisk')) !== pid) faults.push('another Asterisk runs: it was ended');
  const figures: DrillFigure[] = [
    { what: 'until it says that it is not ready', value: noticedMs / 1_000, unit: 's', atMost: 5 },
    { what: 'from the thaw until it is ready', value: (readyMs - thawedMs) / 1_000, unit: 's', atMost: 9 },
    { what: 'from then to the first offer', value: (offer.atMs - readyMs) / 1_000, unit: 's', atMost: 5 },
    { what: 'longest gap in the sound of talkers', value: standard.longestGapMs(frozenMs), unit: 'ms' },
  ];
  const seconds = Math.round((thawedMs - frozenMs) / 1_000);
  const evidence = `Asterisk (process ${pid}) was in state "${state}" for ${seconds} s, ${crowdText(load)}`;
  return { evidence: [evidence], figures, faults: [...faults, ...notStopped('Asterisk', [state])] };
}

const crowdText = ({ waiting, talking }: DrillLoad): string =>
  `with ${waiting} waiting and ${talking} talking`;

/** What is not as it was, but for the first in line, who has the operator that was freed. */
async function unlike(
  standard: StandardLoad,
  { waiting, talking }: DrillLoad,
  before: readonly string[],
  seen: number,
): Promise<string[]> {
  const faults = standard.lost().map((line) => `dropped: ${line}`);
  const rung = standard.diary.events.slice(seen).filter(({ kind }) => kind === 'rang');
  if (rung.map(({ peer }) => peer).join() !== before[0])
    faults.push(
      `phones rang for ${rung.map(({ peer }) => peer).join(', ')}: the first in line is ${before[0]}`,
    );
  if ((await standard.order()).join() !== before.slice(1).join()) faults.push('the order is another one');
  const [pairs, legs] = [await standard.pairs(), await standard.legs()];
  if (pairs !== talking) faults.push(`${pairs} pairs talk, ${talking} ought to`);
  const due = 2 * talking + waiting - 1;
  if (legs.length !== due) faults.push(`Asterisk holds ${legs.length} legs, and ${due} belong to somebody`);
  return faults;
}

async function frozenForGood(standard: StandardLoad): Promise<DrillRun> {
  const { hotline } = standard;
  const came = await standard.keepNewcomers();
  const calls = [...standard.talking, ...standard.waiting, ...came].filter(({ state }) => state !== 'ended');
  const [pid, sinceMs] = [await hotline.pidOf('asterisk'), performance.now()];
  process.kill(pid, 'SIGSTOP');
  const states = await statesOf(pid, sinceMs + ENDED_MS);
  const value = (performance.now() - sinceMs) / 1_000;
  const words = /ALARM: Asterisk has not answered .*/.exec(hotline.launched.output)?.[0];
  const death = await behindDeath(standard, { sinceMs, calls, withinS: WITHIN_S });
  return {
    evidence: [
      `Asterisk (process ${pid}) was in state "${states[0]}" at each of ${states.length} looks, until it was ended`,
    ],
    figures: [{ what: 'until its parent ends it', value, unit: 's', ...ENDED_S }, ...death.figures],
    faults: [
      // At the last look it may have been about to end.
      ...notStopped('Asterisk', states.slice(0, -1)),
      ...(words === undefined ? ['the parent has not said why'] : []),
      ...death.faults,
      ...(await notAnswered(standard, calls)),
    ],
  };
}

/** Whoever had ended before the death has not the one record of that. */
async function notAnswered(
  { hotline, talking }: StandardLoad,
  lost: readonly OutgoingCall[],
): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const { number } of talking.filter((call) => !lost.includes(call))) {
    const outcomes = (await hotline.api.recordsOf(number)).map(({ outcome }) => outcome);
    if (outcomes.join() !== 'answered')
      faults.push(`${number} hung up before, and has ${outcomes.join(', ')}`);
  }
  return faults;
}
