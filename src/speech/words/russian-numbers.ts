import type { Case, Gender } from '../../flow/index.ts';
import {
  bent,
  counted,
  type Forms,
  formOf,
  forms,
  NOUNS,
  type Noun,
  pluralCategory,
} from './russian-forms.ts';

const soft = (word: string): Forms => bent(word.slice(0, -1), 'ь и и ь ью и');
/** "пятьдесят": both parts are bent. */
const tens = (first: string): Forms => {
  const { 0: plain, 1: other, 4: by } = soft(first);
  return forms(`${plain}десят ${other}десяти ${other}десяти ${plain}десят ${by}десятью ${other}десяти`);
};
const hundreds = (first: string): Forms => {
  const { 0: plain, 1: other, 4: by } = soft(first);
  return forms(`${plain}сот ${other}сот ${other}стам ${plain}сот ${by}стами ${other}стах`);
};
const EIGHT = forms('восемь восьми восьми восемь восемью восьми');

const ONE: Readonly<Record<Gender, Forms>> = {
  masculine: forms('один одного одному один одним одном'),
  feminine: forms('одна одной одной одну одной одной'),
  neuter: forms('одно одного одному одно одним одном'),
};
const TWO = forms('два двух двум два двумя двух');
const TWO_FEMININE = forms('две двух двум две двумя двух');

/** By value; one and two are bent by gender too. */
const SMALL: readonly Forms[] = [
  forms('ноль нуля нулю ноль нулём нуле'),
  ONE.masculine,
  TWO,
  forms('три трёх трём три тремя трёх'),
  forms('четыре четырёх четырём четыре четырьмя четырёх'),
  ...['пять', 'шесть', 'семь'].map(soft),
  EIGHT,
  ...['девять', 'десять', 'одиннадцать', 'двенадцать', 'тринадцать', 'четырнадцать'].map(soft),
  ...['пятнадцать', 'шестнадцать', 'семнадцать', 'восемнадцать', 'девятнадцать'].map(soft),
];
const TENS: readonly Forms[] = [
  ...['двадцать', 'тридцать'].map(soft),
  bent('сорок', '- а а - а а'),
  ...['пять', 'шесть', 'семь'].map(tens),
  forms('восемьдесят восьмидесяти восьмидесяти восемьдесят восемьюдесятью восьмидесяти'),
  bent('девяност', 'о а а о а а'),
];
const HUNDREDS: readonly Forms[] = [
  bent('ст', 'о а а о а а'),
  forms('двести двухсот двумстам двести двумястами двухстах'),
  forms('триста трёхсот трёмстам триста тремястами трёхстах'),
  forms('четыреста четырёхсот четырёмстам четыреста четырьмястами четырёхстах'),
  ...['пять', 'шесть', 'семь'].map(hundreds),
  forms('восемьсот восьмисот восьмистам восемьсот восемьюстами восьмистах'),
  hundreds('девять'),
];

/** From the greatest on. */
const SCALES: readonly (readonly [size: number, noun: Noun])[] = [
  [1e15, NOUNS.billiard],
  [1e12, NOUNS.billion],
  [1e9, NOUNS.milliard],
  [1e6, NOUNS.million],
  [1e3, NOUNS.thousand],
];

/** A whole number from 0 to 10^15 in words: "двадцать одна", "двадцати одной". */
export function cardinal(value: number, gender: Gender = 'masculine', inCase: Case = 'nominative'): string {
  if (value === 0) return formOf(SMALL[0]!, inCase);
  const words: string[] = [];
  let rest = value;
  for (const [size, noun] of SCALES) {
    const count = Math.floor(rest / size);
    rest %= size;
    if (count > 0) words.push(...below1000(count, noun.gender, inCase), counted(count, noun, inCase));
  }
  return [...words, ...below1000(rest, gender, inCase)].join(' ');
}

/** The words of 1 to 999; of 0 none. */
function below1000(value: number, gender: Gender, inCase: Case): readonly string[] {
  const parts: Forms[] = [];
  if (value >= 100) parts.push(HUNDREDS[Math.floor(value / 100) - 1]!);
  let rest = value % 100;
  if (rest >= 20) {
    parts.push(TENS[Math.floor(rest / 10) - 2]!);
    rest %= 10;
  }
  if (rest === 1) parts.push(ONE[gender]);
  else if (rest === 2 && gender === 'feminine') parts.push(TWO_FEMININE);
  else if (rest > 0) parts.push(SMALL[rest]!);
  return parts.map((part) => formOf(part, inCase));
}

/** A count with its noun: "двадцать одна минута". */
export const countOf = (count: number, noun: Noun, inCase: Case): string =>
  `${cardinal(count, noun.gender, inCase)} ${counted(count, noun, inCase)}`;

const ADJECTIVE: Readonly<Record<Gender, string>> = {
  masculine: 'ый ого ому ый ым ом',
  feminine: 'ая ой ой ую ой ой',
  neuter: 'ое ого ому ое ым ом',
};
const ADJECTIVE_PLURAL = 'ые ых ым ые ыми ых';
const THIRD: Readonly<Record<Gender, Forms>> = {
  masculine: bent('трет', 'ий ьего ьему ий ьим ьем'),
  feminine: bent('трет', 'ья ьей ьей ью ьей ьей'),
  neuter: bent('трет', 'ье ьего ьему ье ьим ьем'),
};

/** Stems of the ordinals up to 19; those of 0, 2, 6, 7, 8 and 40 bear the stress on their ending. */
const STEMS = forms(
  'нулев перв втор трет четвёрт пят шест седьм восьм девят десят одиннадцат двенадцат тринадцат четырнадцат ' +
    'пятнадцат шестнадцат семнадцат восемнадцат девятнадцат',
);
const TEN_STEMS = forms('двадцат тридцат сороков пятидесят шестидесят семидесят восьмидесят девяност');
const STRESSED: ReadonlySet<string> = new Set(['нулев', 'втор', 'шест', 'седьм', 'восьм', 'сороков']);
const SCALE_STEMS = forms('квадриллионн триллионн миллиардн миллионн тысячн');

/** An ordinal from 0 to 10^15: its last part is bent, those before it stand in the nominative. */
export function ordinal(value: number, gender: Gender = 'masculine', inCase: Case = 'nominative'): string {
  const { before, stem } = ordinalParts(value);
  const last = stem === 'трет' ? formOf(THIRD[gender], inCase) : adjective(stem, gender, inCase);
  return before === 0 ? last : `${cardinal(before)} ${last}`;
}

/** What is left in front as a cardinal, and the stem of the part that is bent. */
function ordinalParts(value: number): { readonly before: number; readonly stem: string } {
  const [hundred, rest] = [value % 1_000, value % 100];
  if (value === 0 || (rest > 0 && rest < 20)) return { before: value - rest, stem: STEMS[rest]! };
  if (rest % 10 > 0) return { before: value - (rest % 10), stem: STEMS[rest % 10]! };
  if (rest > 0) return { before: value - rest, stem: TEN_STEMS[rest / 10 - 2]! };
  if (hundred > 0) return { before: value - hundred, stem: `${joined(hundred / 100, 'сот')}` };
  const index = SCALES.findIndex(([size]) => value % size === 0);
  const size = SCALES[index]![0];
  const count = (value / size) % 1_000;
  return { before: value - count * size, stem: joined(count, SCALE_STEMS[index]!) };
}

/** "двухсот", "двадцатипятитысячн": the count stands in the genitive, with exceptions, as one word with it. */
function joined(count: number, stem: string): string {
  if (count === 1) return stem;
  const words = below1000(count, 'neuter', 'genitive').map((word) => JOINED[word] ?? word);
  return `${words.join('')}${stem}`;
}
const JOINED: Readonly<Record<string, string>> = { одного: 'одно', ста: 'сто', девяноста: 'девяносто' };

function adjective(stem: string, gender: Gender, inCase: Case): string {
  const form = formOf(bent(stem, ADJECTIVE[gender]), inCase);
  return STRESSED.has(stem) ? form.replace(/ый$/, 'ой') : form;
}

const FRACTIONS = forms('десят сот тысячн десятитысячн стотысячн миллионн');

/** "три целых четырнадцать сотых"; `digits` are 1 to 6 behind the point. */
export function fraction(whole: number, digits: string, inCase: Case): string {
  const part = (count: number, stem: string): string =>
    `${cardinal(count, 'feminine', inCase)} ${partName(count, stem, inCase)}`;
  return `${part(whole, 'цел')} ${part(Number(digits), FRACTIONS[digits.length - 1]!)}`;
}

function partName(count: number, stem: string, inCase: Case): string {
  if (pluralCategory(count) === 'one') return adjective(stem, 'feminine', inCase);
  const isPlain = inCase === 'nominative' || inCase === 'accusative';
  return formOf(bent(stem, ADJECTIVE_PLURAL), isPlain ? 'genitive' : inCase);
}
