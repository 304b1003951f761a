import { type Complaint, shapes } from '../flow/index.ts';
import { WRONGS_MAX } from './yaml-nodes.ts';

export const DEPTH_MAX = 32;
/** More than anything that a flow says or sends. */
export const WORD_MAX = 20_000;
/** What has no end cannot be taken, and is composed in one step: a thousand steps in one pair of brackets may be. */
export const ENTRY_WORDS_MAX = 60_000;
/** Comments and empty lines before the first entry. */
export const HEAD_WORDS_MAX = 10_000;

export const tooManyEntries = (most: number): Complaint => ({
  code: 'TOO_MANY',
  say: `more than ${most} entries in one map or list`,
  hint: `keep it to ${most}`,
});

export const DIRECTIVE = {
  code: 'YAML_DIRECTIVE',
  say: 'a line that begins with "%" is a directive',
  hint: 'leave it out: these files are YAML 1.2',
} as const;

export const TOO_DEEP = {
  code: 'YAML_DEPTH',
  say: `lists and maps are nested deeper than ${DEPTH_MAX}`,
  hint: 'look for brackets that are never closed',
} as const;

export const tooLongFile = (words: number): Complaint => ({
  code: 'FILE_TOO_LARGE',
  say: `the file has more than ${words} words and signs`,
  hint: 'make several files of it, or keep less in it',
});

export const WORD_TOO_LONG = {
  code: 'TOO_MANY',
  say: `a name or text that begins here has more than ${WORD_MAX} characters`,
  hint: 'look for quotes that are never closed, or write less',
} as const;

export const HEAD_TOO_LONG = {
  code: 'TOO_MANY',
  say: `more than ${HEAD_WORDS_MAX} comments and empty lines before the first entry`,
  hint: 'begin with an entry, and keep comments short',
} as const;

export const ENTRY_TOO_LONG = {
  code: 'TOO_MANY',
  say: `one entry has more than ${ENTRY_WORDS_MAX} words and signs`,
  hint: 'keep each entry small, and write the entries one below the other instead of in one pair of brackets',
} as const;

export const TOO_WRONG = {
  code: 'TOO_MANY',
  say: `more than ${WRONGS_MAX} mistakes: the rest of the file was not read`,
  hint: 'mend those first',
} as const;

export const A_LIST = { ...shapes.wrongType('a map', []), hint: 'a file of a bundle has keys at its top' };

export const SECOND = {
  code: 'YAML_SYNTAX',
  say: 'a second document begins with "---"',
  hint: 'keep one document per file',
} as const;
