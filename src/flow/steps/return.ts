import { PLAIN_EXIT } from '../flow-signature.ts';
import { maybe, name, named, record } from '../schema.ts';
import { unknownKey } from '../schema-problems.ts';
import { variable } from '../schema-steps.ts';
import { ALL_TYPES, checkedSetting, setting, settled } from '../setting.ts';
import { stepKind } from '../step-kind.ts';

const exit = name('an exit');

/** Ends a flow that was called by `subflow`: gives values back, and says by which exit. */
export const returnStep = stepKind({
  kind: 'return',
  about: 'returns to the step that called this flow',
  shape: record({ exit: maybe(exit), outputs: maybe(named(variable, setting)) }),
  short: { scalar: { key: 'exit', shape: exit } },
  resume: 'again',
  answered: false,
  ends: true,
  inherits: [],
  instant: () => true,
  outcomes: () => [],
  acts({ exit: called = PLAIN_EXIT, outputs = {} }, check) {
    check.returns = called;
    if (called === 'error') {
      const say = 'every step ends with "error" when something failed';
      check.wrong(['exit'], { code: 'BAD_NAME', say, hint: 'choose another name for the exit' });
    }
    const values = Object.entries(outputs).map(([output, written]) => {
      const type = check.outputs.get(output);
      if (type === undefined)
        check.wrong(['outputs', output], unknownKey(output, [...check.outputs.keys()]), 'key');
      const wanted = type === undefined ? ALL_TYPES : [type];
      return [output, checkedSetting(written, ['outputs', output], wanted, { check })] as const;
    });
    return {
      enter(run) {
        const given = values.map(([output, value]) => [output, run.left ? undefined : settled(value, run)]);
        if (!run.left) run.giveBack(called, Object.fromEntries(given));
      },
    };
  },
});
