import type { Case, Gender } from '../../flow/index.ts';

/** The forms of one word in the order of CASES. */
export type Forms = readonly string[];

const CASES: readonly Case[] = [
  'nominative',
  'genitive',
  'dative',
  'accusative',
  'instrumental',
  'prepositional',
];

/** The forms of a word, written one after the other. */
export const forms = (words: string): Forms => words.split(' ');

/** A stem with each of its endings; a "-" is no ending. */
export const bent = (stem: string, endings: string): Forms =>
  endings.split(' ').map((ending) => (ending === '-' ? stem : `${stem}${ending}`));

export const formOf = (word: Forms, inCase: Case): string => word[CASES.indexOf(inCase)]!;

/** What is counted. */
export type Noun = { readonly gender: Gender; readonly one: Forms; readonly many: Forms };

/** A noun of the stem with endings for one and for many. */
const noun = (gender: Gender, stem: string, one: string, many: string): Noun => ({
  gender,
  one: bent(stem, one),
  many: bent(stem, many),
});

const masculine = (stem: string): Noun => noun('masculine', stem, '- а у - ом е', 'ы ов ам ы ами ах');
const feminine = (stem: string): Noun => noun('feminine', stem, 'а ы е у ой е', 'ы - ам ы ами ах');
const unbent = (word: string): Noun => noun('masculine', word, '- - - - - -', '- - - - - -');

export const NOUNS = {
  thousand: noun('feminine', 'тысяч', 'а и е у ей е', 'и - ам и ами ах'),
  million: masculine('миллион'),
  milliard: masculine('миллиард'),
  billion: masculine('триллион'),
  billiard: masculine('квадриллион'),
  hour: masculine('час'),
  minute: feminine('минут'),
  second: feminine('секунд'),
  rouble: noun('masculine', 'рубл', 'ь я ю ь ём е', 'и ей ям и ями ях'),
  kopeck: {
    gender: 'feminine',
    one: bent('копейк', 'а и е у ой е'),
    many: forms('копейки копеек копейкам копейки копейками копейках'),
  },
  dollar: masculine('доллар'),
  cent: masculine('цент'),
  euro: unbent('евро'),
  pound: masculine('фунт'),
  penny: masculine('пенс'),
} as const satisfies Readonly<Record<string, Noun>>;

/** CLDR's plural category of a whole number from 0 in Russian. */
export function pluralCategory(count: number): 'one' | 'few' | 'many' {
  const [last, teens] = [count % 10, Math.floor(count / 10) % 10 === 1];
  if (teens || last === 0 || last > 4) return 'many';
  return last === 1 ? 'one' : 'few';
}

/** The noun as it stands behind a count that is itself in a case: "две минуты", "двум минутам". */
export function counted(count: number, { one, many }: Noun, inCase: Case): string {
  const category = pluralCategory(count);
  if (category === 'one') return formOf(one, inCase);
  if (inCase !== 'nominative' && inCase !== 'accusative') return formOf(many, inCase);
  return formOf(category === 'few' ? one : many, 'genitive');
}
