import type { KnownCaller } from '../flow-io.ts';
import { leaf, maybe, named, type Of, record, type Shape, wrongType } from '../schema.ts';
import { attributeType, isAttribute, variable } from '../schema-steps.ts';
import type { Run } from '../step-acts.ts';
import { stepKind } from '../step-kind.ts';

/** What a variable is when nothing else is known; it also says of which type it is. */
const otherwise: Shape<string | number | boolean> = leaf(
  {
    description: 'what it is otherwise: a text, a whole number, true or false',
    type: ['string', 'integer', 'boolean'],
  },
  (value) => (isAttribute(value) ? undefined : wrongType('a text, a whole number, true or false', value)),
);

const shape = record({ attributes: maybe(named(variable, otherwise)) });

type Params = Of<typeof shape>;

const OUTCOMES = ['found', 'unknown', 'blocked'] as const;

/**
 * Looks the caller's number up in callers.yaml: class and head start for the queues to come, the language if the flow
 * speaks it, and attributes as variables.
 */
export const callerLookup = stepKind({
  kind: 'caller_lookup',
  about: "looks the caller's number up in callers.yaml",
  shape,
  resume: 'again',
  answered: false,
  ends: false,
  inherits: ['blocked'],
  instant: () => true,
  outcomes: () => OUTCOMES.map((one) => ({ name: one, must: true })),
  variables: ({ attributes = {} }) =>
    Object.entries(attributes).flatMap(([name, value]) => {
      const declared = { name, path: ['attributes', name], type: attributeType(value), secret: false };
      return OUTCOMES.map((outcome) => ({ ...declared, outcome }));
    }),
  acts({ attributes = {} }, check) {
    for (const [name, value] of Object.entries(attributes)) {
      const known = check.world.attributes.get(name);
      if (known === undefined || known === attributeType(value)) continue;
      const say = `"${name}" is ${known} in callers.yaml and ${attributeType(value)} here`;
      check.wrong(['attributes', name], { code: 'BAD_VARIABLE', say, hint: 'let both have the same type' });
    }
    return {
      enter: (run) => run.emit({ kind: 'ask', question: { about: 'caller' } }),
      told(run, fact) {
        if (fact.about !== 'caller') return;
        keep(run, attributes, fact.caller);
        if (fact.caller !== null) take(run, fact.caller, check.languages);
        run.leave(fact.caller === null ? 'unknown' : fact.caller.isBlocked ? 'blocked' : 'found');
      },
    };
  },
});

/** A value of another type is as good as none: the file may be newer than the flow. */
function keep(run: Run, attributes: NonNullable<Params['attributes']>, caller: KnownCaller | null): void {
  for (const [name, value] of Object.entries(attributes)) {
    const has = caller !== null && Object.hasOwn(caller.attributes, name);
    const found = has ? caller.attributes[name]! : value;
    const kept = attributeType(found) === attributeType(value) ? found : value;
    run.state.variables[name] = typeof kept === 'number' ? String(kept) : kept;
  }
}

function take(run: Run, caller: KnownCaller, languages: readonly string[]): void {
  const { state } = run;
  state.rank = { class: caller.class ?? state.rank.class, boostMs: caller.boostMs ?? state.rank.boostMs };
  if (caller.language !== null && languages.includes(caller.language)) state.language = caller.language;
}
