import { eventually } from '../../test/kit/eventually.ts';
import type { FaultyLine } from '../../test/kit/faulty-line/index.ts';
import { percentile } from '../bench/figures.ts';
import type { Drill, DrillFigure, DrillLoad, DrillRun } from './drill.ts';
import { type FaultyLoad, onFaultyLine } from './faulty-load.ts';
import { aftermath, offersMeanwhile } from './offers-meanwhile.ts';
import { passes, roomFor, type StandardLoad } from './standard-load.ts';
import { BRIEF, type StormEnd, storm, withStorm } from './storm.ts';

/** Each way. The second is more than a ping or a request may take. */
const [SLOW_MS, AWAY_MS] = [300, 2_000] as const;
const PER_SECOND = 10;
const SECONDS = 30;
/** Meanwhile some still come. */
const TRICKLE = { dialled: BRIEF, perSecond: 1, seconds: 20 } as const;
const ANSWERED_MS_MAX = 3_000;
const NOTICED_MS = 20_000;
const AGAIN_MS = 40_000;
const SETTLED_MS = 3_000;
/** The end of a talk is told, and some requests for the next one follow each other, at twice `SLOW_MS` each. */
const OFFER_MS_MAX = 4_000;
const ADMITTED = /^cordboard_admitted_calls_per_second (\d+(?:\.\d+)?)$/m;

/** Who calls "200" hears a prompt and is let go. */
const WITH_BRIEF = [
  ['numbers.yaml', JSON.stringify({ numbers: { 100: 'crowd', [BRIEF]: 'brief' } })],
  [
    'brief.flow.yaml',
    JSON.stringify({
      flow: 'brief',
      start: 'first',
      steps: { first: { play: 'goodbye', next: 'end' }, end: { hangup: 'normal' } },
    }),
  ],
] as const;

/** All that passes between Cordboard and Asterisk takes its time. */
export const slowLine: Drill = {
  id: 'D04S',
  title: 'the line to Asterisk is slow: 300 milliseconds each way, and then 2 seconds',
  promise:
    'Nobody is dropped, and no phone rings for two callers. With 300 milliseconds fewer new calls are let in, in place of all of them late; 2 seconds are as good as no line, and Cordboard says so. When it is quick again all is as before.',
  run: (load) => onFaultyLine(load, (faulty) => slowed(faulty, load), WITH_BRIEF, roomFor(withStorm(load))),
};

async function slowed(faulty: FaultyLoad, load: DrillLoad): Promise<DrillRun> {
  const { standard } = faulty;
  const seen = standard.diary.events.length;
  const late = await lateLine(faulty);
  const deafFromMs = performance.now();
  const away = await awayLine(faulty);
  const deafMs = performance.now() - deafFromMs;
  const faults = [...late.faults, ...away.faults, ...rungForTwo(standard, seen)];
  const pairs = await standard.pairs();
  if (pairs !== load.talking) faults.push(`${pairs} pairs talk, ${load.talking} ought to`);
  const after = await aftermath(standard, { lateMs: deafMs });
  return {
    evidence: [...late.evidence, ...away.evidence],
    figures: [...late.figures, ...away.figures, ...after.figures],
    faults: [...faults, ...after.faults],
  };
}

/** Many call, and operators are freed all the while. */
async function lateLine({ standard, line }: FaultyLoad): Promise<DrillRun> {
  const { api } = standard.hotline;
  line.slow(SLOW_MS);
  const tookMs = await roundTripMs(line);
  const looks: number[] = [];
  const look = async (): Promise<void> => void looks.push(await admitted(standard));
  const [end, meanwhile] = await Promise.all([
    storm(standard, { dialled: BRIEF, perSecond: PER_SECOND, seconds: SECONDS }),
    offersMeanwhile(standard, SECONDS * 1_000, look, OFFER_MS_MAX),
  ]);
  const wasReady = await api.isReady();
  line.heal();
  const healedMs = performance.now();
  const usual = looks[0]!;
  const isUsual = async (): Promise<true | undefined> =>
    (await admitted(standard)) >= usual ? true : undefined;
  await eventually('all new calls are let in again', isUsual, AGAIN_MS);
  const againS = (performance.now() - healedMs) / 1_000;
  return {
    evidence: [`${wayText(SLOW_MS, tookMs)}, ${cameText(end)}`],
    figures: [
      ...meanwhile.figures,
      ...answerFigures(end),
      { what: 'new calls a second that were let in, at least', value: Math.min(...looks), unit: 'calls' },
      { what: 'from the mending until all are let in again', value: againS, unit: 's', atMost: 15 },
    ],
    faults: [
      ...meanwhile.faults,
      ...notSlow(SLOW_MS, tookMs),
      ...(wasReady ? [] : ['it was not ready on a line that was only slow']),
    ],
  };
}

function answerFigures({ answered, refused, failed }: StormEnd): readonly DrillFigure[] {
  const tookMs = answered.map((answer) => answer.tookMs);
  return [
    { what: 'calls turned away with 503', value: refused.length, unit: 'calls', atLeast: 1 },
    { what: 'calls neither served nor turned away', value: failed, unit: 'calls', atMost: 0 },
    {
      what: 'until a call was answered, p95',
      value: percentile(tookMs, 95),
      unit: 'ms',
      atMost: ANSWERED_MS_MAX,
    },
  ];
}

/** An operator is freed and the last in line gives up, of which nobody is told in time. */
async function awayLine({ standard, line }: FaultyLoad): Promise<DrillRun> {
  const { hotline, diary, phones } = standard;
  const before = await standard.order();
  const isReady = async (wanted: boolean): Promise<true | undefined> =>
    (await hotline.api.isReady()) === wanted ? true : undefined;
  const slowMs = performance.now();
  line.slow(AWAY_MS);
  const tookMs = await roundTripMs(line);
  const coming = storm(standard, TRICKLE);
  const [seen, freed] = [diary.events.length, phones.at(-1)!];
  freed.hangUp();
  standard.waiting.at(-1)!.hangUp();
  await eventually('it is not ready', () => isReady(false), NOTICED_MS);
  const noticedS = (performance.now() - slowMs) / 1_000;
  await passes(TRICKLE.seconds * 1_000 - noticedS * 1_000);
  line.heal();
  const healedMs = performance.now();
  await eventually('it is ready again', () => isReady(true), AGAIN_MS);
  const readyS = (performance.now() - healedMs) / 1_000;
  const end = await coming;
  await passes(SETTLED_MS);
  const rung = diary.events.slice(seen).filter(({ kind }) => kind === 'rang');
  const faults = [...notSlow(AWAY_MS, tookMs)];
  if (rung.map(({ peer }) => peer).join() !== before[0])
    faults.push(
      `phones rang for ${rung.map(({ peer }) => peer).join(', ')}: the first in line was ${before[0]}`,
    );
  if ((await standard.order()).join() !== before.slice(1, -1).join()) faults.push('the order is another one');
  return {
    evidence: [`${wayText(AWAY_MS, tookMs)}, ${cameText(end)}`],
    figures: [
      { what: 'until it says that it is not ready', value: noticedS, unit: 's', atMost: 10 },
      { what: 'from the mending until it is ready', value: readyS, unit: 's', atMost: 9 },
      { what: 'calls neither served nor turned away, of those', value: end.failed, unit: 'calls', atMost: 0 },
    ],
    faults,
  };
}

/** A fault that has not acted proves nothing. */
const notSlow = (latencyMs: number, tookMs: number): readonly string[] =>
  tookMs < 2 * latencyMs ? ['the line was not slow'] : [];

const wayText = (latencyMs: number, tookMs: number): string =>
  `with ${latencyMs} ms each way a request took ${Math.round(tookMs)} ms`;
const cameText = ({ created, answered, refused }: StormEnd): string =>
  `while ${created} calls came: ${answered.length} answered, ${refused.length} turned away`;

/** A phone that rings or talks refuses a second call as busy: that nobody is to be offered. */
function rungForTwo({ diary, phones }: StandardLoad, seen: number): readonly string[] {
  const names = new Set(phones.map(({ name }) => name));
  return diary.events
    .slice(seen)
    .filter(({ phone, kind }) => names.has(phone) && kind === 'refused')
    .map(({ phone, peer }) => `${phone} was rung for ${peer} while it had somebody`);
}

/** How long the line takes there and back. */
async function roundTripMs({ port }: FaultyLine): Promise<number> {
  const fromMs = performance.now();
  const answer = await fetch(`http://127.0.0.1:${port}/ari/asterisk/info`);
  await answer.arrayBuffer();
  return performance.now() - fromMs;
}

/** New calls a second that are let in at most. */
const admitted = async ({ hotline }: StandardLoad): Promise<number> =>
  Number(ADMITTED.exec(await hotline.api.metrics())?.[1] ?? Number.NaN);
