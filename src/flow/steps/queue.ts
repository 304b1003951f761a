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
    must: maybe(text('must', 1_000)),
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
  handsOver: true,
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
    const must = perLanguage(params.must, 'must', check);
    const needs = perLanguage(params.needs, 'needs', check);
    if (params.keep === true && params.needs === undefined) check.wrong(['keep'], NOTHING_TO_KEEP);
    const asks = check.languages.map((language) => {
      return { must: must.get(language) ?? '', needs: needs.get(language) ?? '' };
    });
    check.queue(params.name, asks, params.keep ?? false);
    const label = params.label ?? check.stepName;
    return {
      enter(run) {
        const { rank, language } = run.state;
        run.answer();
        run.dropEarly();
        run.emit({
          kind: 'enqueue',
          queue: params.name,
          must: must.get(language) ?? null,
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

const NOTHING_TO_KEEP = {
  code: 'WRONG_VALUE',
  say: '"keep" keeps the needs of the step, and it has none',
  hint: 'write "needs" beside it, or leave it out; "must" always holds',
} as const;

/**
 * What the step asks for, per language: `{{ language }}` in it is the caller's, so that `{{ language }} >= 3` finds who
 * speaks it.
 */
function perLanguage(
  written: string | undefined,
  key: 'must' | 'needs',
  check: StepCheck,
): ReadonlyMap<string, string> {
  const needs = new Map<string, string>();
  if (written === undefined) return needs;
  if (!written.includes('{{')) check.needs(written, [key]);
  for (const language of check.languages) {
    const filled = written.replace(LANGUAGE, language);
    if (filled.includes('{{')) {
      const hint = 'only {{ language }} can stand here';
      check.wrong([key], { code: 'BAD_NEEDS', say: `${key} cannot be made of variables`, hint });
      return needs;
    }
    if (written.includes('{{')) check.needs(filled, [key]);
    needs.set(language, filled);
  }
  return needs;
}
