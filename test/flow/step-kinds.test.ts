import { describe, expect, test } from 'vitest';
import { Problems } from '../../src/flow/index.ts';
import type { Outcome, ReadStep } from '../../src/flow/step-kind.ts';
import { STEP_KINDS } from '../../src/flow/steps/step-kinds.ts';
import { WORLD } from './any-step.ts';
import { KINDS, type KindRow } from './step-kinds.ts';

function read(kind: string, written: unknown): ReadStep {
  const problems = new Problems();
  const step = STEP_KINDS.get(kind)!.read(written, [], problems);
  if (step === undefined) throw new Error(JSON.stringify(problems.list));
  return step;
}

/** What a kind promises, in the words of the table. */
function promisesOf({ kind, answered, instant }: ReadStep): string {
  const { resume, ends, handsOver, finalizes, inherits } = kind;
  return [
    resume,
    answered ? 'speaks' : [],
    instant ? 'at once' : [],
    ends ? 'ends' : [],
    handsOver ? 'hands over' : [],
    finalizes ? 'after hang-up' : [],
    inherits.length === 0 ? [] : `defaults ${inherits.join(' ')}`,
  ]
    .flat()
    .join(', ');
}

const outcomeText = ({ name, must, byCaller, instant, gone, or, target }: Outcome): string =>
  [
    `${name}${must ? '!' : ''}`,
    byCaller === true ? 'by caller' : [],
    instant === true ? 'at once' : [],
    gone === true ? 'gone' : [],
    or === undefined ? [] : `or ${or}`,
    target === undefined ? [] : `to ${String(target.written)} of ${target.path.join('.')}`,
  ]
    .flat()
    .join(' ');

describe('each kind of step', () => {
  test('has a row in the table, and no row is of another', () => {
    expect([...new Set(KINDS.map(([kind]) => kind))]).toEqual([...STEP_KINDS.keys()]);
  });

  test.each<KindRow>(KINDS)('%s keeps what it promises', (kind, written, promises, outcomes) => {
    const step = read(kind, written);
    expect(promisesOf(step)).toBe(promises);
    expect((step.outcomes(WORLD) ?? []).map(outcomeText)).toEqual(outcomes);
  });
});
