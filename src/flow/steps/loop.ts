import { maybe, record, text, whole } from '../schema.ts';
import { stepKind } from '../step-kind.ts';

const times = whole('the number of rounds', 1, 100);

/**
 * Goes round again, so often at most, or until an expression is true. It stands at the end of what is repeated; when it
 * is done it counts from the beginning.
 */
export const loop = stepKind({
  kind: 'loop',
  about: 'goes round again, so often at most, or until an expression is true',
  shape: record({ times, until: maybe(text('an expression', 1_000)) }),
  short: { scalar: { key: 'times', shape: times } },
  resume: 'again',
  answered: false,
  ends: false,
  inherits: [],
  finalizes: true,
  instant: () => true,
  outcomes: () => [
    { name: 'again', must: true },
    { name: 'done', must: true },
  ],
  acts({ times: most, until }, check) {
    const enough =
      until === undefined ? null : check.expression(until, ['until'], ['bool'], { secretsToo: true });
    return {
      enter(run) {
        const { rounds } = run.state;
        const soFar = Object.hasOwn(rounds, run.stepName) ? rounds[run.stepName]! : 0;
        const isEnough = enough === null ? false : run.evaluate(enough);
        if (isEnough === undefined) return;
        const again = isEnough === false && soFar < most;
        rounds[run.stepName] = again ? soFar + 1 : 0;
        run.leave(again ? 'again' : 'done');
      },
    };
  },
});
