import type { Expression } from '../expression.ts';
import type { Case, Currency, Gender, SpokenItem } from '../flow-io.ts';
import {
  flag,
  leaf,
  listOf,
  maybe,
  name,
  type Of,
  oneOf,
  record,
  type Shape,
  text,
  textComplaint,
  wrongType,
} from '../schema.ts';
import { readValue, VALUE_RULES, type ValueKind } from '../spoken-value.ts';
import type { Run } from '../step-acts.ts';
import type { StepCheck } from '../step-check.ts';
import { stepKind } from '../step-kind.ts';
import { filled, hasWords, type Template } from '../template.ts';
import { telling } from './play.ts';

type Words = string | Readonly<Record<string, string>>;

const TEXT_MAX = 1_000;

/** A text, or one per language. */
const words: Shape<Words> = leaf(
  { anyOf: [{ type: 'string' }, { type: 'object', additionalProperties: { type: 'string' } }] },
  (value) => {
    const texts =
      typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.values(value) : [value];
    if (texts.length === 0) return wrongType('a text, or a text per language', value);
    const bad = texts.find((one) => typeof one !== 'string' || one.trim() === '' || one.length > TEXT_MAX);
    if (bad === undefined) return undefined;
    if (typeof bad !== 'string') return textComplaint(bad);
    return {
      code: 'WRONG_VALUE',
      say: `a text of ${bad.length} characters`,
      hint: `write 1 to ${TEXT_MAX} characters`,
    };
  },
);

const CURRENCIES: readonly Currency[] = ['RUB', 'USD', 'EUR', 'GBP'];
const GENDERS: readonly Gender[] = ['masculine', 'feminine', 'neuter'];
const CASES: readonly Case[] = [
  'nominative',
  'genitive',
  'dative',
  'accusative',
  'instrumental',
  'prepositional',
];

const value = maybe(text('an expression', TEXT_MAX));
const item = record({
  prompt: maybe(name('a prompt')),
  text: maybe(words),
  number: value,
  ordinal: value,
  date: value,
  time: value,
  money: value,
  duration: value,
  digits: value,
  phone: value,
  currency: maybe(oneOf('the currency', CURRENCIES)),
  gender: maybe(oneOf('the gender', GENDERS)),
  case: maybe(oneOf('the case', CASES)),
});
const items = listOf(item, 1, 20);

type Item = Of<typeof item>;
const KINDS = ['prompt', 'text', ...(Object.keys(VALUE_RULES) as ValueKind[])] as const;

/** What one item is at run time; undefined when an expression in it failed, and with it the step. */
type Speaker = (run: Run) => SpokenItem | undefined;

/**
 * Says words that the flow puts together: texts with `{{ }}`, prompts, and values by the rules of the
 * language.
 */
export const say = stepKind({
  kind: 'say',
  about: 'says texts with variables, prompts and values',
  shape: record({ text: maybe(words), items: maybe(items), barge_in: maybe(flag('whether a key ends it')) }),
  short: { scalar: { key: 'text', shape: words }, list: { key: 'items', shape: items } },
  resume: 'again',
  answered: true,
  ends: false,
  inherits: [],
  instant: () => false,
  outcomes: () => [{ name: 'done', must: true }],
  acts({ text: written, items: list, barge_in }, check) {
    if ((written === undefined) === (list === undefined)) {
      check.wrong([], {
        code: 'WRONG_VALUE',
        say: 'nothing to say, or two things',
        hint: 'write either "text" or "items"',
      });
    }
    const speakers =
      written === undefined
        ? (list ?? []).map((one, index) => itemSpeaker(one, ['items', index], check))
        : [textSpeaker(written, ['text'], check)];
    return {
      ...telling(barge_in ?? true),
      script(run) {
        const said = speakers.map((speak) => (run.left ? undefined : speak(run)));
        return run.left ? [] : [{ language: null, items: said.filter((one) => one !== undefined) }];
      },
    };
  },
});

function itemSpeaker(written: Item, path: readonly (string | number)[], check: StepCheck): Speaker {
  const kinds = KINDS.filter((kind) => written[kind] !== undefined);
  const kind = kinds[0];
  if (kind === undefined || kinds.length > 1) {
    check.wrong(path, {
      code: 'WRONG_VALUE',
      say: `the item says ${kinds.length === 0 ? 'nothing' : kinds.join(' and ')}`,
      hint: `write one of: ${KINDS.join(', ')}`,
    });
    return () => undefined;
  }
  checkBending(written, kind, path, check);
  if (kind === 'text') return textSpeaker(written.text!, [...path, kind], check);
  if (kind !== 'prompt') return valueSpeaker(written, kind, path, check);
  const prompt = written.prompt!;
  check.prompts([prompt], [...path, kind]);
  return () => ({ kind, name: prompt });
}

/** What bends a value stands only where it means something, and money is always of a currency. */
function checkBending(
  written: Item,
  kind: (typeof KINDS)[number],
  path: readonly (string | number)[],
  check: StepCheck,
): void {
  const taken: readonly string[] = [
    ...(kind === 'prompt' || kind === 'text' ? [] : VALUE_RULES[kind].bends),
    ...(kind === 'money' ? ['currency'] : []),
  ];
  for (const key of ['currency', 'gender', 'case'] as const) {
    if (written[key] === undefined || taken.includes(key)) continue;
    const hint = taken.length === 0 ? 'leave it out' : `"${kind}" takes: ${taken.join(', ')}`;
    check.wrong(
      [...path, key],
      { code: 'WRONG_VALUE', say: `"${key}" means nothing for "${kind}"`, hint },
      'key',
    );
  }
  if (kind !== 'money' || written.currency !== undefined) return;
  const hint = `add currency: ${CURRENCIES.join(', ')}`;
  check.wrong(path, { code: 'MISSING_KEY', say: 'the money has no currency', hint });
}

function valueSpeaker(
  written: Item,
  kind: ValueKind,
  path: readonly (string | number)[],
  check: StepCheck,
): Speaker {
  const at = [...path, kind];
  const expression = check.expression(written[kind]!, at, VALUE_RULES[kind].types);
  const { gender, case: inCase, currency } = written;
  const bent = { currency, gender, case: inCase };
  const bending = Object.fromEntries(Object.entries(bent).filter(([, one]) => one !== undefined));
  // What bends the value was checked above: it fits the kind.
  const itemOf = (spoken: string) => ({ kind, value: spoken, ...bending }) as SpokenItem;
  const known = expression.reads.size === 0 ? writtenValue(kind, expression, at, check) : undefined;
  for (const language of check.languages)
    check.sayings.push({
      language,
      ...(known === undefined ? { valueKind: kind } : { item: itemOf(known) }),
    });
  return (run) => {
    const given = run.evaluate(expression);
    if (given === undefined) return undefined;
    const read = readValue(kind, given, expression.type, false);
    if (read.ok) return itemOf(read.value);
    run.fail(`"${run.stepName}": ${expression.text}: ${read.say}`);
    return undefined;
  };
}

/** A value that is the same in every call is looked at once, when the flow is loaded. */
function writtenValue(
  kind: ValueKind,
  expression: Expression,
  at: readonly (string | number)[],
  check: StepCheck,
): string | undefined {
  const given = expression.evaluate({});
  if (!given.ok) return undefined;
  const read = readValue(kind, given.value, expression.type, true);
  if (read.ok) return read.value;
  check.wrong(at, { code: 'WRONG_VALUE', say: read.say, hint: read.hint });
  return undefined;
}

function textSpeaker(written: Words, path: readonly (string | number)[], check: StepCheck): Speaker {
  const templates = new Map<string, Template>();
  if (typeof written === 'string') {
    const template = check.template(written, path);
    for (const language of check.languages) templates.set(language, template);
    if (check.languages.length > 1 && template.length > 0 && hasWords(written))
      missing(check.languages.slice(1), path, check);
  } else {
    for (const language of Object.keys(written)) check.language(language, [...path, language]);
    for (const [language, one] of Object.entries(written))
      templates.set(language, check.template(one, [...path, language]));
    missing(
      check.languages.filter((language) => !templates.has(language)),
      path,
      check,
    );
  }
  for (const [language, template] of templates) {
    const parts = template.filter((part) => typeof part === 'string');
    if (parts.length === template.length)
      check.sayings.push({ language, item: { kind: 'text', text: parts.join('') } });
  }
  return (run) => {
    const spoken = filled(templates.get(run.state.language) ?? [], run);
    return run.left ? undefined : { kind: 'text', text: spoken };
  };
}

function missing(languages: readonly string[], path: readonly (string | number)[], check: StepCheck): void {
  if (languages.length === 0) return;
  const hint = `write a text per language: { ${check.languages.map((language) => `${language}: …`).join(', ')} }`;
  check.wrong(path, {
    code: 'MISSING_LANGUAGE',
    say: `the text has no words in ${languages.join(', ')}`,
    hint,
  });
}
