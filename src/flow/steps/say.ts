import type { ValueType } from '../expression.ts';
import type { SpokenItem } from '../flow-io.ts';
import {
  flag,
  leaf,
  listOf,
  maybe,
  name,
  record,
  type Shape,
  text,
  textComplaint,
  wrongType,
} from '../schema.ts';
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

const item = record({
  prompt: maybe(name('a prompt')),
  text: maybe(words),
  number: maybe(text('an expression', TEXT_MAX)),
  digits: maybe(text('an expression', TEXT_MAX)),
  phone: maybe(text('an expression', TEXT_MAX)),
});
const items = listOf(item, 1, 20);

type Item = { readonly [K in 'prompt' | 'number' | 'digits' | 'phone']?: string | undefined } & {
  readonly text?: Words | undefined;
};

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
  const kinds = (['prompt', 'text', 'number', 'digits', 'phone'] as const).filter(
    (kind) => written[kind] !== undefined,
  );
  const kind = kinds[0];
  if (kind === undefined || kinds.length > 1) {
    const hint = 'write one of: prompt, text, number, digits, phone';
    check.wrong(path, {
      code: 'WRONG_VALUE',
      say: `the item says ${kinds.length === 0 ? 'nothing' : kinds.join(' and ')}`,
      hint,
    });
    return () => undefined;
  }
  const at = [...path, kind];
  if (kind === 'text') return textSpeaker(written.text!, at, check);
  const value = written[kind]!;
  if (kind === 'prompt') {
    check.prompts([value], at);
    return () => ({ kind, name: value });
  }
  const expression = check.expression(value, at, TYPES[kind]);
  return (run) => {
    const spoken = run.evaluate(expression);
    return spoken === undefined ? undefined : { kind, value: String(spoken) };
  };
}

const TYPES: Readonly<Record<'number' | 'digits' | 'phone', readonly ValueType[]>> = {
  number: ['int', 'double'],
  digits: ['string', 'int'],
  phone: ['string'],
};

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
