import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Case, Currency, Gender } from '../../src/flow/index.ts';
import { spokenWords } from '../../src/speech/spoken-words.ts';
import { pluralCategory } from '../../src/speech/words/russian-forms.ts';

type Row = {
  readonly source: string;
  readonly language: string;
  readonly form: string;
  readonly value: string;
  readonly words: string;
};

/** What others say; made by make-oracle.py, which tells how. */
const ROWS = readFileSync(join(import.meta.dirname, 'oracle/spoken-numbers.tsv'), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line): Row => {
    const [source, language, form, value, words] = line.split('\t') as [
      string,
      string,
      string,
      string,
      string,
    ];
    return { source, language, form, value, words };
  });

const CASES: Readonly<Record<string, Case>> = { ablative: 'instrumental', locative: 'prepositional' };

/** Sources write "ё" by habits of their own; ours writes it always, since voices read it better. */
const plain = (words: string): string => words.replaceAll('ё', 'е');

/** What the two say wrongly, and what is right: by any grammar of Russian, and by the other of the two. */
const FAULTS: readonly (readonly [form: RegExp, said: RegExp, right: string])[] = [
  [/^cardinal-.*-(?:genitive|dative)$/, /^нол(?=[яю]$)/, 'нул'],
  [/^cardinal-masculine-locative$/, /(?<=двадцат|тридцат)ь/, 'и'],
  [/^ordinal-feminine$/, /^ноль$/, 'нулевая'],
  [/^ordinal/, /третьому$/, 'третьему'],
  [/^ordinal/, /восем[ьи]десят(?=[а-я]+$)/, 'восьмидесят'],
  [/^ordinal-(?:masculine|neuter)-locative$/, /сороковой$/, 'сороковом'],
];

/** What we say otherwise on purpose: no "zero kopeks", "euros", and no "sterling". */
const moneyOf = (words: string): string =>
  words
    .replace(/, (?:ноль|zero) .*$/, '')
    .replace(/^(?:ноль|zero) [^,]*, /, '')
    .replace(/(?<!^one) euro(?=$|,)/, ' euros')
    .replace(' sterling', '');

function expected({ form, words }: Row): string {
  if (form.startsWith('money')) return moneyOf(words);
  const faults = FAULTS.filter(([where]) => where.test(form));
  return faults.reduce((right, [, said, instead]) => right.replace(said, instead), words);
}

function ours({ language, form, value }: Row): string {
  if (form === 'year') return spokenWords({ kind: 'date', value: `${value}-01-01` }, language)[1]!;
  if (form.startsWith('money ')) {
    const currency = form.slice('money '.length) as Currency;
    return spokenWords({ kind: 'money', value, currency }, language).join(', ');
  }
  const [what, gender, inCase] = form.split('-') as [string, Gender | undefined, string | undefined];
  const kind = what === 'ordinal' ? 'ordinal' : 'number';
  const said = { kind, value, gender, case: CASES[inCase ?? ''] ?? (inCase as Case | undefined) } as const;
  return spokenWords(said, language).join(', ');
}

/** Round hundreds are no ordinals in CLDR's Russian rules ("девятьсот" for "девятисотый"). */
const isFault = ({ source, form, value }: Row): boolean =>
  source === 'cldr' && form.startsWith('ordinal') && Number(value) % 100 === 0 && Number(value) % 1_000 > 100;

const groups = Map.groupBy(ROWS, ({ source, language, form }) => `${source}, ${language}, ${form}`);

describe('values are said as others say them', () => {
  test.each([...groups])('%s', (_name, rows) => {
    const good = rows.filter((row) => !isFault(row));
    const say = (row: Row, words: string) => `${row.value}: ${plain(words)}`;
    expect(good.map((row) => say(row, ours(row)))).toEqual(good.map((row) => say(row, expected(row))));
  });

  test('there are enough of them, in both languages', () => {
    expect(groups.size).toBeGreaterThan(40);
    expect(ROWS.length).toBeGreaterThan(2_000);
  });
});

describe('plurals are those of CLDR', () => {
  const numbers = [...Array.from({ length: 10_001 }, (_, number) => number), 999_999, 1_000_001, 10 ** 15];

  test('in Russian, for every number to 10,000', () => {
    const rules = new Intl.PluralRules('ru');
    expect(numbers.map(pluralCategory)).toEqual(numbers.map((number) => rules.select(number)));
  });

  test.each([
    ['ru', { one: 'минута', few: 'минуты', many: 'минут' }],
    ['en', { one: 'minute', other: 'minutes' }],
  ] as const)('of the noun behind a count in %s', (language, nouns: Partial<Record<string, string>>) => {
    const rules = new Intl.PluralRules(language);
    for (let count = 1; count < 60; count++) {
      const [said] = spokenWords({ kind: 'duration', value: String(count * 60) }, language);
      expect(said?.split(' ').at(-1)).toBe(nouns[rules.select(count)]);
    }
    for (let count = 1; count <= 1_000; count++) {
      const [said] = spokenWords({ kind: 'duration', value: String(count * 3_600) }, language);
      const hours: Partial<Record<string, string>> = { one: 'час', few: 'часа', many: 'часов' };
      const english: Partial<Record<string, string>> = { one: 'hour', other: 'hours' };
      expect(said?.split(' ').at(-1)).toBe((language === 'ru' ? hours : english)[rules.select(count)]);
    }
  });
});
