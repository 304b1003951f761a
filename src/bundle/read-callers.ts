import type { InSteps } from '../base/index.ts';
import {
  attributeType,
  isAttribute,
  type KnownCaller,
  shaped,
  shapes,
  unknownName,
  variable,
} from '../flow/index.ts';
import type { SourceFile } from './source-file.ts';

const { duration, flag, leaf, maybe, name, named, record, shortened, text, textComplaint, whole, wrongType } =
  shapes;

const CALLERS_MAX = 10_000;
const ATTRIBUTES_MAX = 20;
const NUMBER = /^\+?[0-9]{2,32}$/;

const number = leaf<string>({ type: 'string', pattern: NUMBER.source }, (value) => {
  if (typeof value !== 'string' || NUMBER.test(value)) return textComplaint(value);
  const hint = 'write digits, with a "+" in front if the network sends one';
  return { code: 'BAD_NUMBER', say: `"${shortened(value)}" is no caller's number`, hint };
});

const attribute = leaf<string | number | boolean>({ type: ['string', 'integer', 'boolean'] }, (value) =>
  isAttribute(value) ? undefined : wrongType('a text, a whole number, true or false', value),
);

/** What is known of one caller. */
const callerShape = record({
  name: maybe(text('the name', 100)),
  class: maybe(whole('the class', 0, 9)),
  boost: maybe(duration('the head start', 0, 86_400_000)),
  language: maybe(name('a language')),
  blocked: maybe(flag('whether the caller is unwelcome')),
  urgent: maybe(flag('whether the caller has part in the reserve')),
  attributes: maybe(named(variable, attribute)),
});

const callersWith = (entry: shapes.Shape<unknown>): shapes.Shape<unknown> =>
  record({ callers: named(number, entry) });

/** `callers.yaml` for editors. */
export const callersShape = (): shapes.Shape<unknown> => callersWith(callerShape);

export type ReadCallers = {
  readonly callers: ReadonlyMap<string, KnownCaller>;
  /** Attribute → its type, the same for all callers. */
  readonly attributes: ReadonlyMap<string, ReturnType<typeof attributeType>>;
};

/** Who is known by number. */
export function* readCallers(file: SourceFile, languages: readonly string[]): InSteps<ReadCallers> {
  const callers = new Map<string, KnownCaller>();
  const attributes = new Map<string, ReturnType<typeof attributeType>>();
  if (file.value === null) return { callers, attributes };
  shaped(callersWith(shapes.anything), file.value, [], file.problems);
  const section = file.section('callers');
  if (section.length > CALLERS_MAX) {
    const hint = `keep the file to ${CALLERS_MAX}`;
    file.problems.add(['callers'], { code: 'TOO_MANY', say: `${section.length} callers`, hint }, 'key');
    return { callers, attributes };
  }
  for (const [caller, raw] of section) {
    yield;
    const path = ['callers', caller];
    const written = shaped(callerShape, raw, path, file.problems);
    if (written === undefined) continue;
    const { language = null, blocked: isBlocked = false, boost } = written;
    if (language !== null && !languages.includes(language))
      file.problems.add(
        [...path, 'language'],
        unknownName('UNKNOWN_LANGUAGE', 'language', language, languages),
      );
    checkAttributes(written.attributes ?? {}, [...path, 'attributes'], file, attributes);
    const boostMs = boost === undefined ? null : shapes.durationMs(boost, 0);
    const urgent = written.urgent === true ? ({ isUrgent: true } as const) : {};
    const known = { class: written.class ?? null, boostMs, language, isBlocked, ...urgent };
    callers.set(caller, { ...known, attributes: written.attributes ?? {} });
  }
  return { callers, attributes };
}

/** The first caller who has an attribute says of which type it is. */
function checkAttributes(
  written: KnownCaller['attributes'],
  path: readonly string[],
  file: SourceFile,
  types: Map<string, ReturnType<typeof attributeType>>,
): void {
  const count = Object.keys(written).length;
  if (count > ATTRIBUTES_MAX) {
    const hint = `keep it to ${ATTRIBUTES_MAX}`;
    file.problems.add(path, { code: 'TOO_MANY', say: `${count} attributes`, hint }, 'key');
  }
  for (const [attributeName, value] of Object.entries(written)) {
    const type = attributeType(value);
    const first = types.get(attributeName) ?? type;
    types.set(attributeName, first);
    if (first === type) continue;
    const say = `"${attributeName}" is ${first} for other callers and ${type} here`;
    const hint = 'let an attribute have one type for all callers';
    file.problems.add([...path, attributeName], { code: 'BAD_VARIABLE', say, hint });
  }
}
