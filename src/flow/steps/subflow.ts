import { type FlowSignature, isSubflow } from '../flow-signature.ts';
import { maybe, name, named, type Of, record } from '../schema.ts';
import { unknownKey } from '../schema-problems.ts';
import { variable } from '../schema-steps.ts';
import { checkedSetting, setting, settled } from '../setting.ts';
import type { StepCheck } from '../step-check.ts';
import { stepKind } from '../step-kind.ts';
import { unknownName } from '../unknown-name.ts';

const flowName = name('a flow');

const shape = record({
  flow: flowName,
  inputs: maybe(named(variable, setting)),
  outputs: maybe(named(variable, variable)),
});

type Params = Of<typeof shape>;

/**
 * Lets another flow do a part of the work. It has variables of its own: it gets what `inputs` give it, and when it
 * returns, `outputs` say which variable takes which of its outputs. Its exits are the outcomes of this step.
 */
export const subflow = stepKind({
  kind: 'subflow',
  about: 'lets another flow do a part of the work and return',
  shape,
  short: { scalar: { key: 'flow', shape: flowName } },
  resume: 'again',
  answered: false,
  ends: false,
  inherits: [],
  instant: () => true,
  outcomes({ flow }, world) {
    const exits = [...(world.signatures.get(flow)?.exits.keys() ?? [])];
    return exits.length === 0 ? undefined : exits.map((exit) => ({ name: exit, must: true }));
  },
  variables({ flow, outputs = {} }, world) {
    const signature = world.signatures.get(flow);
    return Object.entries(outputs).flatMap(([output, taker]) => {
      const type = signature?.outputs.get(output);
      if (signature === undefined || type === undefined) return [];
      const by = [...signature.exits].filter(([, given]) => given.has(output)).map(([exit]) => exit);
      return [{ name: taker, path: ['outputs', output], outcome: by, type, secret: false }];
    });
  },
  acts(params, check) {
    const { flow, outputs = {} } = params;
    const signature = signatureFor(flow, check);
    const inputs = signature === undefined ? [] : inputsFor(params, signature, check);
    for (const output of Object.keys(outputs)) {
      const known = [...(signature?.outputs.keys() ?? [output])];
      if (!known.includes(output)) check.wrong(['outputs', output], unknownKey(output, known), 'key');
    }
    return {
      enter(run) {
        const given = inputs.map(([input, value]) => [input, run.left ? undefined : settled(value, run)]);
        if (!run.left) run.call(flow, Object.fromEntries(given));
      },
      returned(run, exit, values) {
        for (const [output, taker] of Object.entries(outputs))
          if (Object.hasOwn(values, output)) run.state.variables[taker] = values[output]!;
        run.leave(exit);
      },
    };
  },
});

/** The signature of the flow, if it can be called at all. */
function signatureFor(flow: string, check: StepCheck): FlowSignature | undefined {
  const { flows, signatures, languages } = check.world;
  const signature = signatures.get(flow);
  if (!flows.has(flow)) check.wrong(['flow'], unknownName('UNKNOWN_FLOW', 'flow', flow, flows));
  if (signature === undefined) return undefined;
  check.calls = flow;
  if (signature.exits.size === 0) {
    const say = `"${flow}" never returns`;
    const hint = isSubflow(signature) ? 'let it end with `return`' : `write goto: { flow: ${flow} }`;
    check.wrong(['flow'], { code: 'NEVER_RETURNS', say, hint });
  }
  const missing = check.languages.filter((one) => !(signature.languages ?? languages).includes(one));
  if (missing.length > 0) {
    const say = `"${flow}" does not speak ${missing.join(', ')}, this flow does`;
    check.wrong(['flow'], { code: 'MISSING_LANGUAGE', say, hint: `add it to the languages of "${flow}"` });
  }
  return signature;
}

function inputsFor({ flow, inputs = {} }: Params, signature: FlowSignature, check: StepCheck) {
  for (const input of signature.inputs.keys()) {
    if (Object.hasOwn(inputs, input)) continue;
    const hint = `add "inputs: { ${input}: … }"`;
    check.wrong(['inputs'], { code: 'MISSING_KEY', say: `"${flow}" wants the input "${input}"`, hint });
  }
  return Object.entries(inputs).flatMap(([input, written]) => {
    const path = ['inputs', input];
    const type = signature.inputs.get(input);
    if (type === undefined) check.wrong(path, unknownKey(input, [...signature.inputs.keys()]), 'key');
    return type === undefined ? [] : [[input, checkedSetting(written, path, [type], { check })] as const];
  });
}
