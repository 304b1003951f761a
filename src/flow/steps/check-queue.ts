import type { QueueFacts } from '../flow-io.ts';
import { duration, durationMs, maybe, name, type Of, record, whole } from '../schema.ts';
import { variable } from '../schema-steps.ts';
import type { Run } from '../step-acts.ts';
import { type Outcome, stepKind } from '../step-kind.ts';

/** What can be kept in variables; times are whole seconds. */
const FIGURES = ['available', 'waiting', 'wait', 'closes'] as const;

const shape = record({
  name: name('a queue'),
  waiting: maybe(whole('the number of waiting callers', 1, 10_000)),
  wait: maybe(duration('the expected wait', 1_000, 86_400_000)),
  schedule: maybe(name('a schedule')),
  closing: maybe(duration('the time before closing', 0, 86_400_000)),
  into: maybe(
    record({
      available: maybe(variable),
      waiting: maybe(variable),
      wait: maybe(variable),
      closes: maybe(variable),
    }),
  ),
});

type Params = Of<typeof shape>;

/** Goes on by how a queue is at this moment, before the caller enters it. */
export const checkQueue = stepKind({
  kind: 'check_queue',
  about: 'goes on by how many wait in a queue, who is there, and when it closes',
  shape,
  short: { scalar: { key: 'name', shape: name('a queue') } },
  resume: 'again',
  answered: false,
  ends: false,
  inherits: ['unstaffed', 'closing', 'busy'],
  instant: () => true,
  outcomes,
  variables: (params) =>
    FIGURES.flatMap((figure) => {
      const into = params.into?.[figure];
      if (into === undefined) return [];
      const declared = { name: into, path: ['into', figure], type: 'int', secret: false } as const;
      return outcomes(params).map((outcome) => ({ ...declared, outcome: outcome.name }));
    }),
  acts(params, check) {
    const { name: queue, schedule = null } = params;
    check.queue(queue, [], false);
    if (schedule !== null) check.schedule(schedule, ['schedule']);
    else if (params.closing !== undefined) {
      const hint = 'add "schedule: some-schedule" beside it';
      check.wrong(['closing'], { code: 'MISSING_KEY', say: 'nothing says when it closes', hint });
    }
    return {
      enter: (run) => run.emit({ kind: 'ask', question: { about: 'queue', name: queue, schedule } }),
      told(run, fact) {
        if (fact.about !== 'queue') return;
        if (fact.queue === null) return run.fail(`there is no queue "${queue}" any more`);
        if (schedule !== null && fact.queue.opensForMs === null)
          return run.fail(`nothing is known of the hours of "${schedule}" at this time`);
        keep(run, params, fact.queue);
        run.leave(outcomeOf(params, fact.queue));
      },
    };
  },
});

/** Those that are asked about must lead somewhere. */
function outcomes({ schedule, waiting, wait }: Params): readonly Outcome[] {
  return [
    ...(schedule === undefined ? [] : [{ name: 'closing', must: true }]),
    { name: 'unstaffed', must: true },
    { name: 'available', must: false, or: 'ok' },
    ...(waiting === undefined && wait === undefined ? [] : [{ name: 'busy', must: true }]),
    { name: 'ok', must: true },
  ];
}

/** The first that is true. Who would be served at once is not told of a crowd. */
function outcomeOf({ waiting, wait, closing }: Params, facts: QueueFacts): string {
  if (facts.opensForMs !== null && facts.opensForMs <= durationMs(closing, 0)) return 'closing';
  if (!facts.isStaffed) return 'unstaffed';
  if (facts.availableCount > 0) return 'available';
  const isCrowded = waiting !== undefined && facts.waitingCount >= waiting;
  const isLong = wait !== undefined && facts.waitMs !== null && facts.waitMs >= durationMs(wait, 0);
  return isCrowded || isLong ? 'busy' : 'ok';
}

function keep(run: Run, { into = {} }: Params, facts: QueueFacts): void {
  const figures = {
    available: facts.availableCount,
    waiting: facts.waitingCount,
    wait: seconds(facts.waitMs),
    closes: seconds(facts.opensForMs),
  };
  for (const figure of FIGURES) {
    const variableName = into[figure];
    if (variableName !== undefined) run.state.variables[variableName] = String(figures[figure]);
  }
}

/** −1 says that it is not known. */
const seconds = (ms: number | null): number => (ms === null ? -1 : Math.round(ms / 1_000));
