import type { Prng } from '../../src/base/index.ts';
import type { CallRecord } from '../../src/journal/index.ts';
import type { Cel, CelCall } from '../../test/kit/cel.ts';
import type { OperatorPhone, OutgoingCall } from '../../test/kit/phones/index.ts';
import { passes, type StandardLoad } from '../drills/standard-load.ts';
import { isOver } from '../drills/talk-traffic.ts';
import { type Outage, outageAround } from './outages.ts';

/** So long a caller waits for an operator before giving up, and so long two talk, at most. */
const PATIENCE_MS_MAX = 20_000;
const TALK_MS_MAX = 8_000;
/** Whoever has hung up, or was hung up on, is let go within this; a fault of the line may last that long. */
const LET_GO_MS = 60_000;
const CLOSED_MS = 60_000;
const LOOK_MS = 250;
const TWO_PHONES_MS_MAX = 3_000;
const STORIES_MAX = 50;

/** What became of the calls so far. */
export type Tally = {
  calls: number;
  talked: number;
  gaveUp: number;
  /** Sentences: calls that nobody told Cordboard of, all of each within an outage. Their records came later. */
  readonly unseen: string[];
  readonly faults: string[];
  /** What phones have done and seen of calls with a fault, of the first ones. */
  readonly stories: string[];
};

/** Callers, what became of them, and when Cordboard could not hear of any. */
export type Lives = {
  readonly standard: StandardLoad;
  readonly prng: Prng;
  readonly tally: Tally;
  readonly outages: readonly Outage[];
};

/** One call of a number, which has called before: whatever was earlier than this belongs to that. Wall time. */
type Visit = { readonly number: string; readonly sinceMs: number };

/** One caller of random patience: talks for a while with whoever answers, or hangs up before. Never rejects. */
export async function oneLife(lives: Lives, number: string): Promise<void> {
  const { standard, prng, tally } = lives;
  const [patienceMs, talkMs] = [prng.below(PATIENCE_MS_MAX), 300 + prng.below(TALK_MS_MAX)];
  const operatorEnds = prng.chance(1, 2);
  tally.calls += 1;
  const visit = { number, sinceMs: Date.now() };
  const call = await standard.dial(number);
  try {
    if (await isAnswered(standard, number, patienceMs)) {
      tally.talked += 1;
      await passes(talkMs);
    } else tally.gaveUp += 1;
    const phones = operatorEnds ? await phonesWith(standard, number) : [];
    for (const phone of phones) phone.hangUp();
    if (phones.length === 0) call.hangUp();
    else await letGoBy(standard, call, visit);
    await isOver(call, LET_GO_MS);
    await judgeRecords(lives, visit, await recordsAtLast(standard, visit));
  } catch (err) {
    call.hangUp();
    tally.faults.push(`${number}: ${err instanceof Error ? err.message : String(err)}`);
    if (tally.stories.length < STORIES_MAX) tally.stories.push(storyOf(standard, number));
  }
}

async function isAnswered(standard: StandardLoad, number: string, patienceMs: number): Promise<boolean> {
  const endMs = performance.now() + patienceMs;
  while (performance.now() < endMs) {
    await passes(LOOK_MS);
    if (talkingWith(standard, number).length > 0) return true;
  }
  return false;
}

const talkingWith = ({ phones }: StandardLoad, number: string): readonly OperatorPhone[] =>
  phones.filter(({ current }) => current?.state === 'talking' && current.callerNumber === number);

/** The phone that talks with this caller, if any still does. One that was let go of may know it a moment later. */
async function phonesWith(standard: StandardLoad, number: string): Promise<readonly OperatorPhone[]> {
  const found = talkingWith(standard, number);
  if (found.length <= 1) return found;
  await passes(TWO_PHONES_MS_MAX);
  const still = talkingWith(standard, number);
  if (still.length > 1) throw new Error(`it is at ${still.map(({ name }) => name).join(' and ')} at once`);
  return still;
}

const isRight = ([record, ...more]: readonly CallRecord[]): boolean =>
  record !== undefined && record.outcome !== null && more.length === 0;

/**
 * The operator has hung up: so the caller is let go. But one who was never heard, since the line was away when they
 * answered, leaves a caller who waits, whom the next one gets: then it is the caller who hangs up.
 */
async function letGoBy(standard: StandardLoad, call: OutgoingCall, visit: Visit): Promise<void> {
  const { number, sinceMs } = visit;
  const hungUpMs = Date.now();
  const endMs = performance.now() + LET_GO_MS;
  while (call.state !== 'ended' && performance.now() < endMs) {
    await passes(LOOK_MS);
    if (talkingWith(standard, number).length === 0) continue;
    const talks = (await diaryOf(standard, number)).talksOf(number);
    const heard = talks.find(({ fromMs }) => fromMs >= sinceMs && fromMs < hungUpMs);
    if (heard !== undefined) throw new Error(`${heard.phone} has hung up, and the caller has another one`);
    call.hangUp();
  }
}

function diaryOf({ hotline, phones }: StandardLoad, number: string): Promise<Cel> {
  const names = new Set(phones.map(({ name }) => name));
  return hotline.witness.latelyOf(number, (endpoint) => names.has(endpoint));
}

/** What Cordboard writes of a caller of whom nobody has told it: they met no flow. */
const isUnseen = ({ outcome, flow }: CallRecord): boolean =>
  flow === null && (outcome === 'failed' || outcome === 'overflow');

/** As soon as the record is closed, and is the only one; else what there is in the end. */
async function recordsAtLast(
  { hotline: { api } }: StandardLoad,
  { number, sinceMs }: Visit,
): Promise<readonly CallRecord[]> {
  const endMs = performance.now() + CLOSED_MS;
  for (;;) {
    await passes(4 * LOOK_MS);
    const all = await api.recordsOf(number).catch(() => []);
    const records = all.filter(({ arrivedMs }) => arrivedMs >= sinceMs);
    if (isRight(records) || performance.now() > endMs) return records;
  }
}

/** Throws what is wrong with them. A call that Cordboard says it has not seen was one by Asterisk's own diary, too. */
async function judgeRecords(
  { standard, tally, outages }: Lives,
  { number, sinceMs }: Visit,
  records: readonly CallRecord[],
): Promise<void> {
  if (records.length > 1) throw new Error(`it has ${records.length} records`);
  if (records[0]?.outcome === null) throw new Error('its record is not closed');
  if (records.length === 1 && !isUnseen(records[0]!)) return;
  const all = (await diaryOf(standard, number)).callsOf(number);
  const calls = all.filter(({ begunMs }) => begunMs >= sinceMs);
  const stay = `it was in Asterisk ${spansText(calls)}`;
  if (records.length === 0) throw new Error(`it has no record; ${stay}`);
  const outage = outageAround(calls, outages);
  if (outage === undefined) throw new Error(`its record says that it was not seen; ${stay}`);
  tally.unseen.push(`${number}: ${stay}, while ${outage.what} ${spanText(outage)}`);
}

/** A line for each thing that the caller's phone, or an operator's about this caller, has done or seen. */
function storyOf({ diary }: StandardLoad, number: string): string {
  const lines = diary.events
    .filter(({ phone, peer }) => phone === number || peer === number)
    .map(({ atMs, phone, kind, peer, status }) => {
      return `  ${clockText(performance.timeOrigin + atMs)} ${phone} ${kind} ${peer} ${status || ''}`.trimEnd();
    });
  return [number, ...lines].join('\n');
}

const spansText = (calls: readonly CelCall[]): string =>
  calls.length === 0
    ? 'never'
    : calls.map(({ begunMs, endedMs }) => spanText({ fromMs: begunMs, toMs: endedMs })).join(', ');

const spanText = ({ fromMs, toMs }: { readonly fromMs: number; readonly toMs: number | null }): string =>
  `from ${clockText(fromMs)} to ${toMs === null ? 'now' : clockText(toMs)}`;

const clockText = (wallMs: number): string => new Date(wallMs).toISOString().slice(11, 23);
