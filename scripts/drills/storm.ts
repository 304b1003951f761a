import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../test/kit/free-port.ts';
import { type SippResult, startSipp } from '../../test/kit/sipp/index.ts';
import { crowdBundle } from '../bench/bench-bundle.ts';
import type { DrillLoad } from './drill.ts';
import type { StandardLoad } from './standard-load.ts';

/** Who calls it hears a short prompt and is let go; nobody is needed for it. */
export const BRIEF = '200';
/** Who calls it comes into a queue of few places in which nobody works. */
export const LONELY = '300';

const ABSENT = '1999';
const CALLER_HOST = '127.0.0.2';
/** The longest that a call of a storm may take behind the last arrival. */
const REST_MS = 90_000;

/** How one call of a storm was answered: after so long, at this moment of the storm (both milliseconds). */
type Answer = { readonly atMs: number; readonly tookMs: number };

/** What came of a storm. `failed`: calls that were neither answered nor turned away in good order. */
export type StormEnd = SippResult & {
  readonly answered: readonly Answer[];
  readonly refused: readonly Answer[];
};

export type StormPlan = {
  readonly dialled: string;
  readonly perSecond: number;
  readonly seconds: number;
};

/** The load, with room for calls of a storm that are under way at the same time. */
export const withStorm = ({ waiting, talking }: DrillLoad): DrillLoad => ({
  waiting: waiting + 200,
  talking,
});

/** Callers who come by the hundred, beside the standard load; resolves when all are through. */
export async function storm(
  { hotline }: { readonly hotline: Pick<StandardLoad['hotline'], 'sip'> },
  plan: StormPlan,
): Promise<StormEnd> {
  const scratch = await mkdtemp(join(tmpdir(), 'cordboard-storm-'));
  try {
    const calls = plan.perSecond * plan.seconds;
    const sipp = await startSipp(
      {
        ...{ scenario: 'storm', here: { host: CALLER_HOST, port: await freePort() }, server: hotline.sip },
        ...{ service: plan.dialled, calls, callsPerSecond: plan.perSecond, isTimed: true },
        ...{ words: { caller: '+7495' }, withinMs: plan.seconds * 1_000 + REST_MS },
      },
      scratch,
    );
    const result = await sipp.result;
    return { ...result, ...answersIn(await readFile(sipp.times, 'utf8')) };
  } finally {
    await rm(scratch, { recursive: true });
  }
}

/** Lines of SIPp's own file: moment; response time; its number, 1 for an answer and 2 for a refusal. */
function answersIn(text: string): Pick<StormEnd, 'answered' | 'refused'> {
  const rows = text
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(';').map(Number) as [number, number, number]);
  const first = Math.min(...rows.map(([atMs]) => atMs));
  const of = (which: number): readonly Answer[] =>
    rows.flatMap(([at, tookMs, number]) => (number === which ? [{ atMs: at - first, tookMs }] : []));
  return { answered: of(1), refused: of(2) };
}

/** The bundle of the standard load, with two numbers more. */
export function stormBundle(phones: readonly string[]): ReadonlyMap<string, string> {
  const files = new Map(crowdBundle(phones));
  const change = (name: string, more: (content: Record<string, Record<string, unknown>>) => void): void => {
    const content = JSON.parse(files.get(name) ?? '{}') as Record<string, Record<string, unknown>>;
    more(content);
    files.set(name, JSON.stringify(content));
  };
  change('numbers.yaml', ({ numbers }) => Object.assign(numbers!, { [BRIEF]: 'brief', [LONELY]: 'lonely' }));
  change('queues.yaml', ({ queues }) =>
    Object.assign(queues!, { lonely: { limits: { waiting: 20, wait: '1m', unstaffed: '2s' } } }),
  );
  // Somebody works for it, and is never there.
  change('operators.yaml', ({ devices, operators }) => {
    Object.assign(devices!, { [ABSENT]: {} });
    Object.assign(operators!, { absent: { name: 'Absent', device: ABSENT, queues: { lonely: {} } } });
  });
  const flow = (name: string, steps: object): void =>
    void files.set(`${name}.flow.yaml`, JSON.stringify({ flow: name, start: 'first', steps }));
  const end = { hangup: 'normal' };
  flow('brief', { first: { play: 'goodbye', next: 'end' }, end });
  const sorry = { play: 'sorry', next: 'end' };
  const on = { full: 'sorry', unstaffed: 'sorry', timeout: 'sorry', error: 'sorry' };
  flow('lonely', { first: { queue: 'lonely', on }, sorry, end });
  return files;
}
