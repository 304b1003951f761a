import type { InSteps } from '../base/index.ts';
import type { Complaint, Path, QueueUse } from '../flow/index.ts';
import type { OperatorProfile } from '../operators/index.ts';
import { ANYBODY, both, fits, type Needs, needsText, parseNeeds, type QueueRules } from '../routing/index.ts';
import type { BundleFiles } from './bundle-files.ts';
import type { Floor } from './read-operators.ts';
import type { SourceFile } from './source-file.ts';

/** A hint names so many operators. */
const SHOWN_MAX = 3;

type Report = (path: Path, complaint: Complaint) => void;
type Operators = readonly OperatorProfile[];

/**
 * Checks that callers in every queue, and from every step, can be served by somebody who works here. Nothing
 * can be said of that while an operator or a queue has another mistake.
 */
export function* checkService(
  files: BundleFiles,
  queues: ReadonlyMap<string, QueueRules>,
  floor: Floor,
  uses: readonly (QueueUse & { readonly file: SourceFile })[],
): InSteps<void> {
  const isWhole = (file: SourceFile): boolean => file.readable && file.problems.list.length === 0;
  if (!isWhole(files.operators) || !isWhole(files.queues)) return;
  const operators = [...floor.operators.values()];
  const demanding = new Set(
    uses
      .filter(({ keepsNeeds, asks }) => !keepsNeeds && asks.some(({ needs }) => needs !== ''))
      .map(({ queue }) => queue),
  );
  const candidates = new Map<string, Operators>();
  for (const queue of queues.values()) {
    candidates.set(queue.id, candidatesOf(queue, operators));
    checkQueue(queue, operators, demanding.has(queue.id), (path, complaint) =>
      files.queues.problems.add(path, complaint, 'key'),
    );
    yield;
  }
  for (const use of uses) {
    const queue = queues.get(use.queue);
    if (queue === undefined) continue;
    const report: Report = (path, complaint) => use.file.problems.add(path, complaint);
    checkQueueUse(use, queue, candidates.get(queue.id) ?? [], report);
    yield;
  }
}

/** Operators bound to the queue who could ever get its calls. */
const candidatesOf = (queue: QueueRules, operators: Operators): Operators =>
  operators.filter(
    ({ id, skills, queues }) => Object.hasOwn(queues, queue.id) && fits(queue.must, skills, id),
  );

const able = (needs: Needs, operators: Operators): Operators =>
  operators.filter(({ id, skills }) => fits(needs, skills, id));

/**
 * A queue that nobody can serve, and stages that change nothing. A stage may be there for callers whose step adds
 * needs, since these end with stage 0: `demanding`.
 */
function checkQueue(queue: QueueRules, operators: Operators, demanding: boolean, report: Report): void {
  const path = ['queues', queue.id];
  if (!operators.some(({ queues }) => Object.hasOwn(queues, queue.id))) {
    const hint = `add "${queue.id}: {}" to the queues of an operator in operators.yaml`;
    return report(path, { code: 'QUEUE_UNSERVED', say: `no operator is bound to "${queue.id}"`, hint });
  }
  const candidates = candidatesOf(queue, operators);
  let eligible = new Set(able(queue.needs, candidates));
  for (const [index, stage] of queue.stages.entries()) {
    const wider = new Set([...eligible, ...able(stage.needs, candidates)]);
    const changesMore = stage.class !== null || stage.ringGroup !== null;
    if (wider.size === eligible.size && !changesMore && !demanding) {
      const say = 'this stage adds no operator to those before';
      report([...path, 'stages', index, 'after'], {
        code: 'BAD_STAGE',
        say,
        hint: 'ask for less in it, or leave it out',
      });
    }
    eligible = wider;
  }
  if (eligible.size > 0) return;
  const say = `no operator of "${queue.id}" meets ${wantedOf(queue, candidates)}, at any stage`;
  const hint = `ask for less, or give an operator the skills (${skillsOf(queue, operators)})`;
  report(path, { code: 'QUEUE_UNSERVED', say, hint });
}

/** What nobody meets: the queue's `must`, or the least that one of its stages asks for. */
function wantedOf({ must, needs, stages }: QueueRules, candidates: Operators): string {
  const text = needsText(candidates.length === 0 ? must : (stages.at(-1)?.needs ?? needs));
  return `"${text}"`;
}

/** Who is bound to the queue, with the skills: "anna: help 3, en 5". */
function skillsOf(queue: QueueRules, operators: Operators): string {
  const bound = operators.filter(({ queues }) => Object.hasOwn(queues, queue.id));
  const shown = bound.slice(0, SHOWN_MAX).map(({ id, skills }) => {
    const levels = Object.entries(skills).map(([skill, level]) => `${skill} ${level}`);
    return `${id}: ${levels.length === 0 ? 'none' : levels.join(', ')}`;
  });
  return [...shown, ...(bound.length > SHOWN_MAX ? ['…'] : [])].join('; ');
}

/**
 * A step whose `must` nobody in its queue meets, or whose needs nobody does, when no later stage lets go of them
 * either. That a queue has nobody at all is told of the queue.
 */
function checkQueueUse(use: QueueUse, queue: QueueRules, candidates: Operators, report: Report): void {
  if (candidates.length === 0) return;
  for (const ask of use.asks) {
    const [must, needs] = [parseNeeds(ask.must), parseNeeds(ask.needs)];
    if (!must.ok || !needs.ok) continue;
    const allowed = able(must.needs, candidates);
    if (allowed.length === 0) {
      const say = `no operator of "${queue.id}" meets "${ask.must}", and "must" holds at every stage`;
      const hint = 'ask for less, or give an operator of the queue the skills';
      return report(use.paths.must, { code: 'QUEUE_UNSERVED', say, hint });
    }
    const kept = use.keepsNeeds ? needs.needs : ANYBODY;
    const stages = [both(queue.needs, needs.needs), ...queue.stages.map((stage) => both(stage.needs, kept))];
    if (stages.some((stage) => able(stage, allowed).length > 0)) continue;
    const asked = [ask.must, ask.needs].filter((text) => text !== '').map((text) => `"${text}"`);
    if (asked.length === 0) continue;
    const say = `no operator of "${queue.id}" meets ${asked.join(' and ')} together with what the queue needs`;
    const more = use.keepsNeeds ? 'leave out "keep"' : 'add a stage to the queue that does';
    const path = ask.needs === '' ? use.paths.must : use.paths.name;
    return report(path, { code: 'QUEUE_UNSERVED', say, hint: `ask for less, or ${more}` });
  }
}
