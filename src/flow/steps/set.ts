import { named } from '../schema.ts';
import { variable } from '../schema-steps.ts';
import { ALL_TYPES, checkedSetting, literalType, setting, settled } from '../setting.ts';
import { stepKind } from '../step-kind.ts';

/** Sets variables, each of one type for the whole flow. */
export const set = stepKind({
  kind: 'set',
  about: 'sets variables',
  shape: named(variable, setting),
  resume: 'again',
  answered: false,
  ends: false,
  inherits: [],
  finalizes: true,
  instant: () => true,
  outcomes: () => [{ name: 'done', must: true }],
  variables: (settings) =>
    Object.entries(settings).map(([name, value]) => ({
      name,
      path: [name],
      outcome: 'done',
      type: typeof value === 'string' ? { expression: value } : literalType(value),
      secret: false,
    })),
  acts(settings, check) {
    const names = Object.keys(settings);
    const values = Object.entries(settings).map(([name, value], index) => {
      const known = names.slice(0, index);
      return [name, checkedSetting(value, [name], ALL_TYPES, { check, known })] as const;
    });
    return {
      enter(run) {
        for (const [name, value] of values) {
          const result = settled(value, run);
          if (result === undefined) return;
          run.state.variables[name] = result;
        }
        run.leave('done');
      },
    };
  },
});
