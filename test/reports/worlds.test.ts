import { describe, expect, test } from 'vitest';
import { type CallRecord, type Entry, foldRecord, type VisitOutcome } from '../../src/journal/index.ts';
import type { Report } from '../../src/reports/index.ts';
import { World } from '../simulation/world/world.ts';
import { Folding, spanOf } from './folding.ts';

const SEEDS = Number(process.env.SEEDS ?? 60);

/** What a store holds after the world of this seed: the orphans of processes that died are closed, as a start does it. */
async function journalOf(seed: number, crashAt: number): Promise<readonly Entry[]> {
  const lives: Entry[][] = [[]];
  const journal = (entry: Entry | null): unknown =>
    entry === null ? lives.push([]) : lives.at(-1)!.push(entry);
  const world = new World(seed, { crashAt, journal });
  await world.run();
  expect(world.violation).toBeNull();
  const entries: Entry[] = [];
  for (const life of lives) entries.push(...orphans(entries, life), ...life);
  return entries;
}

/** Calls with which the next process does not go on. */
function orphans(entries: readonly Entry[], next: readonly Entry[]): readonly Entry[] {
  const goOn = new Set(next.map((entry) => (isGoingOn(entry) ? entry.callId : '')));
  const open = [...recordsOf(entries).values()].filter(
    ({ outcome, callId }) => outcome === null && !goOn.has(callId),
  );
  return open.map(({ callId }) => {
    const heardMs = Math.max(
      ...entries.map((entry) => ('callId' in entry && entry.callId === callId ? entry.atMs : 0)),
    );
    return { kind: 'callEnded', callId, outcome: 'node_failure', where: null, by: 'system', atMs: heardMs };
  });
}

const isGoingOn = (entry: Entry): entry is Extract<Entry, { kind: 'adopted' | 'callArrived' }> =>
  entry.kind === 'adopted' || entry.kind === 'callArrived';

function recordsOf(entries: readonly Entry[]): Map<string, CallRecord> {
  const records = new Map<string, CallRecord>();
  for (const entry of entries)
    if ('callId' in entry) records.set(entry.callId, foldRecord(records.get(entry.callId), entry));
  return records;
}

type Visit = {
  readonly queue: string;
  readonly enteredMs: number;
  leftMs: number;
  outcome: VisitOutcome | null;
};

/** Every visit, told apart from the fold: one that was cut off fails with its call. */
function visitsOf(entries: readonly Entry[]): readonly Visit[] {
  const [visits, open] = [[] as Visit[], new Map<string, Visit>()];
  const ended = new Set<string>();
  const leaves = (callId: string, atMs: number, outcome: VisitOutcome): void => {
    const visit = open.get(callId);
    if (visit !== undefined) Object.assign(visit, { leftMs: atMs, outcome });
    open.delete(callId);
  };
  for (const entry of entries) {
    if (!('callId' in entry) || ended.has(entry.callId)) continue;
    const { callId, atMs } = entry;
    // Its beginning died with the process that saw it: both count in the moment of the end.
    if (entry.kind === 'queueLeft' && !open.has(callId)) {
      const { queue, outcome } = entry;
      visits.push({ queue, enteredMs: atMs, leftMs: atMs, outcome });
    }
    if (entry.kind === 'queueLeft') leaves(callId, atMs, entry.outcome);
    if (entry.kind === 'callEnded') {
      leaves(callId, atMs, 'failed');
      ended.add(callId);
    }
    if (entry.kind !== 'queueEntered') continue;
    // The process that saw the caller enter died in that moment: the next one knows nothing of it.
    leaves(callId, atMs, 'failed');
    const visit = { queue: entry.queue, enteredMs: atMs, leftMs: Number.POSITIVE_INFINITY, outcome: null };
    open.set(callId, visit);
    visits.push(visit);
  }
  return visits;
}

const ENDS = [
  'answered',
  'abandoned',
  'timeout',
  'full',
  'unstaffed',
  'left',
  'callback',
  'voicemail',
  'moved',
  'failed',
];

function checkQueues(report: Report, visits: readonly Visit[]): void {
  for (const { value, fromMs, toMs, figures } of report.rows) {
    const own = visits.filter(({ queue }) => queue === value);
    const waitingAt = (ms: number): number =>
      own.filter(({ enteredMs }) => enteredMs < ms).length - own.filter(({ leftMs }) => leftMs < ms).length;
    const leftBy = (outcome: string): number =>
      own.filter((visit) => visit.outcome === outcome && visit.leftMs >= fromMs && visit.leftMs < toMs)
        .length;
    expect(figures).toMatchObject({
      waitingAtStart: waitingAt(fromMs),
      waitingAtEnd: waitingAt(toMs),
      entered: own.filter(({ enteredMs }) => enteredMs >= fromMs && enteredMs < toMs).length,
      ...Object.fromEntries(ENDS.map((outcome) => [outcome, leftBy(outcome)])),
    });
    const ends = ENDS.reduce((sum, outcome) => sum + figures[outcome]!, 0);
    expect(figures.waitingAtStart! + figures.entered!).toBe(ends + figures.waitingAtEnd!);
  }
}

/** What is added up over intervals is the same whatever their length. */
function checkTotals(folding: Folding, span: ReturnType<typeof spanOf>): void {
  for (const by of ['queue', 'operator', 'reason', 'number', 'flow', 'step'] as const) {
    const [short, long] = (['5m', '1d'] as const).map((interval) =>
      folding.report({ by, interval, ...span }),
    );
    for (const { value, figures } of short!.totals) {
      const whole = long!.totals.find((total) => total.value === value)!.figures;
      for (const key of [
        'entered',
        'answered',
        'talks',
        'busyMs',
        'freeMs',
        'ended',
        'talkMs',
        'visits',
        'hungUp',
      ])
        if (key in figures) expect([by, value, key, figures[key]]).toEqual([by, value, key, whole[key]]);
      for (const key of ['asaMs', 'serviceLevel', 'longestWaitMs', 'occupancy'])
        if (key in figures) expect(figures[key] ?? 0).toBeCloseTo(whole[key] ?? 0, 6);
    }
  }
}

/** Calls that we make, to call somebody back, are no calls to a number of ours. */
function calledIn(entries: readonly Entry[], records: readonly CallRecord[]): readonly CallRecord[] {
  const ours = entries.filter((entry) => entry.kind === 'callArrived' && entry.callbackId !== undefined);
  const made = new Set(ours.map((entry) => 'callId' in entry && entry.callId));
  return records.filter(({ callId }) => !made.has(callId));
}

/** Call by call: what the records of the calls say, added up, is what the report says. */
function checkRecords(
  folding: Folding,
  span: ReturnType<typeof spanOf>,
  records: readonly CallRecord[],
): void {
  const report = folding.report({ by: 'number', interval: '15m', ...span });
  for (const { value, fromMs, toMs, figures } of report.rows) {
    const own = records.filter(({ dialled }) => dialled === value);
    const ended = own.filter(({ endedMs }) => endedMs !== null && endedMs >= fromMs && endedMs < toMs);
    const sum = (of: (record: CallRecord) => number): number =>
      ended.reduce((total, each) => total + of(each), 0);
    expect(figures.ended).toBe(ended.length);
    expect(figures.abandoned).toBe(ended.filter(({ outcome }) => outcome === 'abandoned').length);
    expect(figures.answered).toBe(ended.filter(({ outcome }) => outcome === 'answered').length);
    for (const [key, where] of [
      ['abandonedInFlow', 'flow'],
      ['abandonedInQueue', 'queue'],
      ['abandonedWhileRinging', 'ringing'],
    ])
      expect(figures[key!]).toBe(ended.filter(({ abandonedWhere }) => abandonedWhere === where).length);
    expect(figures.waitMs).toBeCloseTo(
      sum(({ waitMs }) => waitMs),
      6,
    );
    expect(figures.talkMs).toBeCloseTo(
      sum(({ talkMs }) => talkMs),
      6,
    );
    expect(figures.arrived).toBe(
      own.filter(({ arrivedMs }) => arrivedMs >= fromMs && arrivedMs < toMs).length,
    );
  }
}

/** Every millisecond between what is told of an operator is some occupation's, or they were not signed in. */
function checkOperators(folding: Folding, span: ReturnType<typeof spanOf>, entries: readonly Entry[]): void {
  const report = folding.report({ by: 'operator', ...span });
  for (const { value, figures } of report.totals) {
    const signedIn = ['freeMs', 'ringingMs', 'busyMs', 'wrappingUpMs', 'pausedMs'];
    expect(figures.signedInMs).toBe(signedIn.reduce((sum, key) => sum + figures[key]!, 0));
    if (value === null) continue;
    const talks = entries.filter((entry) => entry.kind === 'talkEnded' && entry.operator === value);
    expect(figures.talks).toBe(talks.length);
    const offers = ['answered', 'missed', 'declined', 'busy', 'unreachable', 'withdrawn'];
    expect(offers.reduce((sum, key) => sum + figures[key]!, 0)).toBeLessThanOrEqual(figures.offers!);
  }
}

/** Whoever hung up in a flow did so at one step: of the steps together, and of each. */
function checkSteps(folding: Folding, span: ReturnType<typeof spanOf>, entries: readonly Entry[]): number {
  const left = new Map<string, number>();
  const visits = new Map<string, number>();
  const at = new Map<string, string>();
  const records = new Map<string, CallRecord>();
  const one = (counts: Map<string, number>, step: string) => counts.set(step, (counts.get(step) ?? 0) + 1);
  for (const entry of entries) {
    if (!('callId' in entry)) continue;
    const { callId } = entry;
    if (entry.kind === 'stepEntered') {
      at.set(callId, `${entry.flow}/${entry.step}`);
      one(visits, at.get(callId)!);
    }
    const before = records.get(callId);
    records.set(callId, foldRecord(before, entry));
    const isOver = entry.kind === 'callEnded' && (before?.outcome ?? null) === null;
    if (isOver && entry.where === 'flow') one(left, at.get(callId) ?? '');
  }
  const { totals } = folding.report({ by: 'step', interval: '15m', ...span });
  const all = totals.at(-1)!.figures;
  const told = (key: string) =>
    totals.flatMap(({ value, figures }) =>
      value === null || figures[key] === 0 ? [] : [[value, figures[key]!] as const],
    );
  expect(new Map(told('hungUp'))).toEqual(left);
  expect(new Map(told('visits'))).toEqual(visits);
  const reasons = folding.report({ by: 'reason', interval: '15m', ...span }).totals.at(-1)!.figures;
  expect(all.hungUp).toBe(reasons.abandonedInFlow);
  return all.hungUp!;
}

const WITHIN_TALKS = [
  ['consults', ({ kind }) => kind === 'consultRang'],
  ['consultsAnswered', ({ kind }) => kind === 'consultAnswered'],
  ['conferences', ({ kind }) => kind === 'conferenceBegan'],
  ['transferredToQueue', (entry) => entry.kind === 'transferred' && 'queue' in entry.to],
  ['transferredToOperator', (entry) => entry.kind === 'transferred' && 'operator' in entry.to],
  ['transferredToFlow', (entry) => entry.kind === 'transferred' && 'flow' in entry.to],
] as const satisfies readonly (readonly [string, (entry: Entry) => boolean])[];

/** What happened within talks is told as often as it is written; holds are part of the talks. Tells how often. */
function checkTalks(folding: Folding, span: ReturnType<typeof spanOf>, entries: readonly Entry[]): number {
  const { totals } = folding.report({ by: 'operator', ...span });
  const { figures } = totals.find(({ value }) => value === null)!;
  const counts = WITHIN_TALKS.map(([key, isIt]) => [key, entries.filter(isIt).length] as const);
  expect(figures).toMatchObject(Object.fromEntries(counts));
  for (const told of totals) {
    expect(told.figures.holdMs!).toBeLessThanOrEqual(told.figures.talkMs! + 1_000);
    const held = entries.filter((entry) => entry.kind === 'held' && entry.operator === told.value).length;
    if (told.value !== null) expect(told.figures.holds!).toBeLessThanOrEqual(held);
  }
  return counts.reduce((sum, [, count]) => sum + count, figures.holds!);
}

describe('reports of a whole call centre', () => {
  test(`reconcile with every journal of ${SEEDS} seeds, whatever the weather`, async () => {
    let [rows, failures, hungUp, within] = [0, 0, 0, 0];
    for (let seed = 1; seed <= SEEDS; seed++) {
      const entries = await journalOf(seed, seed % 3 === 0 ? 400 + seed * 7 : Number.POSITIVE_INFINITY);
      const folding = new Folding();
      for (let at = 0; at < entries.length; at += 1 + (seed % 40))
        folding.take(entries.slice(at, at + 1 + (seed % 40)));
      const span = spanOf(entries);
      const records = [...recordsOf(entries).values()];
      const report = folding.report({ by: 'queue', interval: seed % 2 === 0 ? '5m' : '15m', ...span });
      checkQueues(report, visitsOf(entries));
      checkTotals(folding, span);
      checkRecords(folding, span, calledIn(entries, records));
      checkOperators(folding, span, entries);
      hungUp += checkSteps(folding, span, entries);
      within += checkTalks(folding, span, entries);
      rows += report.rows.length;
      failures += records.filter(({ outcome }) => outcome === 'node_failure').length;
    }
    expect(rows).toBeGreaterThan(SEEDS);
    expect(failures).toBeGreaterThan(0);
    expect(hungUp).toBeGreaterThan(0);
    expect(within).toBeGreaterThan(0);
  }, 120_000);
});
