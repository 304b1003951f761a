import { durationMs, flag, maybe, name, record, text } from '../schema.ts';
import { boost, queueClass } from '../schema-steps.ts';
import type { StepCheck } from '../step-check.ts';
import { stepKind } from '../step-kind.ts';

const queueName = name('a queue');
const LANGUAGE = /\{\{\s*language\s*\}\}/g;

/**
 * Puts the caller into a queue. Who answers, and how long the caller waits, is the queue's affair; the step
 * ends when the wait is over without an operator, or when the operator has hung up.
 */
export const queue = stepKind({
  kind: 'queue',
  about: 'puts the caller into a queue',
  shape: record({
    name: queueName,
    needs: maybe(text('needs', 1_000)),
    keep: maybe(flag('the needs hold in every stage')),
    class: queueClass,
    boost,
    label: maybe(text('the label', 60)),
  }),
  short: { scalar: { key: 'name', shape: queueName } },
  resume: 'ask',
  answered: true,
  ends: true,
  inherits: ['timeout', 'full', 'unstaffed', 'left'],
  instant: () => false,
  outcomes: (params, world) => {
    const exits = world.queues.get(params.name) ?? [];
    return [
      ...['timeout', ...exits].map((one) => ({ name: one, must: true })),
      ...['full', 'unstaffed'].map((one) => ({ name: one, must: true, instant: true })),
      ...['after_talk', 'left']
        .filter((one) => !exits.includes(one))
        .map((one) => ({ name: one, must: false })),
    ];
  },
  acts(params, check) {
    const needs = needsOf(params.needs, check);
    check.queue(params.name, [...new Set(needs.values())], ['name']);
    const label = params.label ?? check.stepName;
    return {
      enter(run) {
        const { rank, language } = run.state;
        run.answer();
        run.dropEarly();
        run.emit({
          kind: 'enqueue',
          queue: params.name,
          needs: needs.get(language) ?? null,
          keepsNeeds: params.keep ?? false,
          class: params.class ?? rank.class,
          boostMs: durationMs(params.boost, rank.boostMs),
          label,
        });
      },
      digit() {},
      queueEnded(run, outcome) {
        if (outcome === 'after_talk' && !run.handles(outcome)) run.hangUp('normal', 'self_served');
        else run.leave(outcome);
      },
    };
  },
});

/**
 * The needs per language: `{{ language }}` in them is the caller's, so that `{{ language }} >= 3` finds who
 * speaks it.
 */
function needsOf(written: string | undefined, check: StepCheck): ReadonlyMap<string, string> {
  const needs = new Map<string, string>();
  if (written === undefined) return needs;
  if (!written.includes('{{')) check.needs(written, ['needs']);
  for (const language of check.languages) {
    const filled = written.replace(LANGUAGE, language);
    if (filled.includes('{{')) {
      const hint = 'only {{ language }} can stand here';
      check.wrong(['needs'], { code: 'BAD_NEEDS', say: 'needs cannot be made of variables', hint });
      return needs;
    }
    if (written.includes('{{')) check.needs(filled, ['needs']);
    needs.set(language, filled);
  }
  return needs;
}
