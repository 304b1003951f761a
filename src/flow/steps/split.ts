import { percentileOf } from '../../base/index.ts';
import { listOf, maybe, name, record, whole } from '../schema.ts';
import { target } from '../schema-steps.ts';
import { type Outcome, stepKind, type WrittenTarget } from '../step-kind.ts';

const way = record({ percent: whole('the percentage', 1, 99), to: target });

/**
 * Sends a share of all callers each way. The same number always goes the same way, as long as the name and the shares
 * stay; a caller who hides the number goes the way of `else`, since nothing could be stable there.
 */
export const split = stepKind({
  kind: 'split',
  about: 'sends a stable share of the callers each way',
  shape: record({ name: maybe(name('the trial')), ways: listOf(way, 1, 10), else: target }),
  resume: 'again',
  answered: false,
  ends: false,
  inherits: [],
  finalizes: true,
  instant: () => true,
  outcomes: ({ ways, else: rest }) => [
    ...ways.map(({ to }, index) => outcome(wayName(index), to, ['ways', index, 'to'])),
    outcome('else', rest, ['else']),
  ],
  acts({ name: trial, ways }, check) {
    const total = ways.reduce((sum, { percent }) => sum + percent, 0);
    if (total > 99) {
      const say = `the ways take ${total} percent, and "else" gets nobody`;
      check.wrong(['ways'], { code: 'WRONG_VALUE', say, hint: 'leave at least 1 percent for "else"' });
    }
    const salt = trial ?? check.stepName;
    const ends = ways.map((_, index) => ways.slice(0, index + 1).reduce((sum, one) => sum + one.percent, 0));
    return {
      enter(run) {
        const { caller } = run.state.start;
        const at = percentileOf(`${salt}\n${caller}`);
        const index = caller === '' ? -1 : ends.findIndex((end) => at < end);
        run.leave(index < 0 ? 'else' : wayName(index));
      },
    };
  },
});

const wayName = (index: number): string => `way ${index + 1}`;

const outcome = (
  called: string,
  written: WrittenTarget,
  path: NonNullable<Outcome['target']>['path'],
): Outcome => ({
  name: called,
  must: true,
  target: { written, path },
});
