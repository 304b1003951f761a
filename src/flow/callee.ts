import type { Callee, CallerId } from './errand.ts';
import { filledIn, LOGGED } from './fill-template.ts';
import type { Complaint, Path } from './problem.ts';
import { leaf, listOf, maybe, name, type Shape, text, textComplaint } from './schema.ts';
import type { Run } from './step-acts.ts';
import type { StepCheck } from './step-check.ts';
import { filled } from './template.ts';

const NUMBER = /^\+?[0-9]{2,15}$/;
/** The server is known before anybody calls: what comes from outside stands before it. */
const SIP = /^sips?:[^@\s:;?]+@[a-z0-9.-]+(?::\d{1,5})?$/i;
const FIXED_SERVER = /@[a-z0-9.-]+(?::\d{1,5})?$/i;

const callerIdShape: Shape<string> = leaf(
  {
    description: 'the number that the other party sees: caller, dialled, hidden, or a number in quotes',
    anyOf: [{ enum: ['caller', 'dialled', 'hidden'] }, { type: 'string', pattern: NUMBER.source }],
  },
  (value): Complaint | undefined => {
    if (typeof value !== 'string') return textComplaint(value);
    if (['caller', 'dialled', 'hidden'].includes(value) || NUMBER.test(value)) return undefined;
    const hint = 'write caller, dialled, hidden, or a number such as "+493012345"';
    return { code: 'WRONG_VALUE', say: `nobody can be shown "${value.slice(0, 40)}"`, hint };
  },
);

export const numberShape = text('the number', 200);

/** Whom to call: exactly one of the first four. */
export const calleeFields = {
  number: maybe(numberShape),
  sip: maybe(text('the SIP address', 200)),
  operator: maybe(name('an operator')),
  group: maybe(listOf(name('an operator'), 1, 20)),
  caller_id: maybe(callerIdShape),
};

/** How it is written. */
export type WrittenCallee = {
  readonly number?: string | undefined;
  readonly sip?: string | undefined;
  readonly operator?: string | undefined;
  readonly group?: readonly string[] | undefined;
};

const WAYS = ['number', 'sip', 'operator', 'group'] as const;

/** Checks who is to be called. What is returned says so at run time; null: it turned out to be nobody. */
export function calleeMaker(written: WrittenCallee, check: StepCheck): (run: Run) => Callee | null {
  const ways = WAYS.filter((way) => written[way] !== undefined);
  if (ways.length !== 1) {
    const say = ways.length === 0 ? 'nobody is to be called' : `two at once: ${ways.join(' and ')}`;
    check.wrong([], { code: 'WRONG_VALUE', say, hint: `write one of: ${WAYS.join(', ')}` });
  }
  const { number, sip, operator, group } = written;
  if (number !== undefined) return numberMaker(number, check);
  if (sip !== undefined) return addressMaker(sip, check);
  const operators = operator === undefined ? (group ?? []) : [operator];
  for (const [index, id] of operators.entries())
    check.operator(id, operator === undefined ? ['group', index] : ['operator']);
  return () => ({ kind: 'operators', operators });
}

function numberMaker(written: string, check: StepCheck): (run: Run) => Callee | null {
  const template = check.template(written, ['number'], { leak: LOGGED });
  const number = bare(written);
  if (isFixed(template) && !NUMBER.test(number))
    wrong(['number'], `"${written.slice(0, 40)}" is no number`, 'write digits, with a "+" in front', check);
  else if (isFixed(template)) check.outside({ kind: 'number', number }, ['number']);
  return (run) => {
    const number = bare(filled(template, run));
    return NUMBER.test(number) ? { kind: 'number', number } : null;
  };
}

function addressMaker(written: string, check: StepCheck): (run: Run) => Callee | null {
  const template = check.template(written, ['sip'], { leak: LOGGED });
  const example = template.map((part) => (typeof part === 'string' ? part : 'x')).join('');
  const last = template.at(-1);
  const isServerFixed = typeof last === 'string' && (isFixed(template) || FIXED_SERVER.test(last));
  if (template.length > 0 && !(isServerFixed && SIP.test(example)))
    wrong(
      ['sip'],
      'this is no SIP address of a fixed server',
      'write sip:name@pbx.example: the server stands there as it is',
      check,
    );
  else if (template.length > 0) check.outside({ kind: 'sip', address: example }, ['sip']);
  return (run) => {
    const address = filledIn(template, run, (value) => encodeURIComponent(String(value).toWellFormed()));
    return SIP.test(address) ? { kind: 'sip', address } : null;
  };
}

/** A number without what people write between its digits. */
const bare = (number: string): string => number.replace(/[\s()-]/g, '');

const isFixed = (template: readonly unknown[]): boolean =>
  template.length > 0 && template.every((part) => typeof part === 'string');

const wrong = (path: Path, say: string, hint: string, check: StepCheck): void =>
  check.wrong(path, { code: 'WRONG_VALUE', say, hint });

/** What the other party sees; the caller's own number when nothing is said. */
export function callerIdOf(written: string | undefined): CallerId {
  if (written === undefined || written === 'caller') return 'caller';
  return written === 'dialled' || written === 'hidden' ? written : { number: written };
}
