import type { ProblemCode } from '../../src/flow/index.ts';

/** A file that somebody made to do harm, or by an accident: `text` makes it, `code` is what is said of it first. */
export type HostileFile = {
  readonly what: string;
  readonly file: string;
  readonly text: () => string;
  readonly code: ProblemCode;
};

const FLOW = 'main.flow.yaml';
const NUMBERS = 'numbers.yaml';
/** Nearly as much as a flow may hold, and as one of the tables. */
const MUCH = 390_000;
const MUCH_MORE = 990_000;

const full = (unit: string, length = MUCH): string => unit.repeat(Math.floor(length / unit.length));
const lines = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => `${line(index)}\n`).join('');
const steps = (text: string): string =>
  `flow: main\nstart: first\nsteps:\n${text}  end: { hangup: normal }\n`;
const of = (file: string, code: ProblemCode) => (what: string, text: () => string) => ({
  what,
  file,
  text,
  code,
});

const deep = of(FLOW, 'YAML_DEPTH');
const aList = of(FLOW, 'WRONG_TYPE');
const long = of(FLOW, 'TOO_MANY');
const syntax = of(FLOW, 'YAML_SYNTAX');
const twice = of(FLOW, 'DUPLICATE_KEY');

const inTable = of('callers.yaml', 'TOO_MANY');

const BOMB = `a: &a [x, x, x, x, x, x, x, x, x]
${lines(9, (index) => `${'bcdefghij'[index]}: &${'bcdefghij'[index]} [${Array.from({ length: 9 }, () => `*${'abcdefghij'[index]}`).join(', ')}]`)}`;

/** What is long, deep, or without an end. */
const SIZES: readonly HostileFile[] = [
  deep('maps in maps', () => full('{a: ')),
  deep('lists in lists in a map', () => `a: ${full('[')}`),
  deep('keys of keys', () => full('? ')),
  deep('a staircase', () => lines(800, (index) => `${' '.repeat(index)}a:`)),
  deep('lists that are never closed', () => `steps:\n${lines(28_000, (index) => ` k${index}: [a`)}`),
  deep('colons', () => full(': ')),
  aList('lists in lists', () => full('[')),
  aList('lists in lists, by dashes', () => full('- ')),
  aList('a list of empty lists', () => `[${full('[],')}]`),
  aList('commas', () => `[${full(',')}`),
  aList('anchors', () => full('- &a x\n')),
  long('one entry with an endless list of aliases', () => `a: [${full('*a, ')}]`),
  long(
    'one map in one line',
    () => `{${Array.from({ length: 28_000 }, (_, index) => `k${index}: 1`).join(',')}}`,
  ),
  long('tags', () => full('!!x ')),
  long('anchors in a line', () => full('&a ')),
  long('quotes', () => full('"')),
  long('apostrophes', () => full("'")),
  long('a quote that is never closed', () => `"${full('a')}`),
  long('a quote that is never closed, in lines', () => `"${full('a\n')}`),
  long('escapes', () => `"${full('\\u0041')}"`),
  long('escapes that are none', () => `"${full('\\q')}"`),
  long('a text in lines', () => `a: |\n${full(' x\n')}`),
  long('a folded text', () => `a: >\n${full(' x\n\n')}`),
  long('a plain text in lines', () => `a: b\n${full(' x\n')}`),
  long('a word', () => full('a')),
  long('a long value', () => `flow: ${full('a')}`),
  long('a long key', () => `${full('a')}: 1\n`),
  long('spaces', () => full(' ')),
  long('tabs', () => full('\t')),
  long('carriage returns', () => full('\r')),
  long('empty lines', () => full('\r\n')),
  long('comments', () => full('# x\n')),
  long('zeros', () => full('\0')),
  long('a hexadecimal number', () => `start: 0x${full('f')}`),
  long('digits', () => `start: ${full('9')}`),
  long('points', () => `start: ${full('1.')}`),
  long('thirty thousand steps', () => `steps:\n${lines(30_000, (index) => ` k${index}: {}`)}`),
  syntax('a map with stairs', () => lines(18_000, (index) => `${' '.repeat(31 - (index % 30))}a:`)),
  syntax('closing brackets', () => full(']')),
  long('ends of documents', () => full('...\n')),
  twice('the same key', () => full('a: 1\n')),
  twice('question marks', () => full('? \n')),
  syntax('documents', () => full('---\n')),
  inTable('quotes instead of callers', () => full('"', MUCH_MORE)),
  inTable('no callers in many lines', () => full('\r\n', MUCH_MORE)),
  inTable('a word instead of callers', () => full('a', MUCH_MORE)),
  inTable('callers in one line', () => `callers: {${full('"12": {},', MUCH_MORE)}}`),
  inTable('fifty thousand callers', () => `callers:\n${lines(50_000, (at) => ` "+${at}00": {}`)}`),
  of(FLOW, 'FILE_TOO_LARGE')(
    'words and signs',
    () => `steps:\n${lines(2_500, (at) => ` s${at}: [${'[],'.repeat(45)}]`)}`,
  ),
  of(FLOW, 'FILE_TOO_LARGE')('ten million characters', () => 'a'.repeat(10_000_000)),
  of('schedules.yaml', 'FILE_TOO_LARGE')(
    'entries of many words',
    () =>
      `schedules:\n${lines(17_500, (index) => ` s${index}: {zone: UTC, hours: {mon: 09:00-18:00, tue: a, wed: b, d: e}}`)}`,
  ),
  of(NUMBERS, 'YAML_ALIAS')('the billion laughs', () => `${BOMB}default: main\n`),
  of(NUMBERS, 'YAML_ALIAS')('a circle of anchors', () => 'default: &a { flow: main, label: *a }\n'),
];

/** What means one thing to one reader and another to the next, or nothing that can be seen. */
const MEANINGS: readonly HostileFile[] = [
  of(NUMBERS, 'UNKNOWN_KEY')('the prototype as a key', () => 'default: main\n__proto__: { flow: main }\n'),
  of(NUMBERS, 'UNKNOWN_KEY')('the constructor as a key', () => 'default: main\nconstructor: main\n'),
  of(NUMBERS, 'BAD_PATTERN')('toString as a number', () => 'default: main\nnumbers: { toString: main }\n'),
  of('callers.yaml', 'UNKNOWN_KEY')(
    'the prototype as an attribute',
    () => 'callers: { "+7916": { attributes: { __proto__: 1 } } }\n',
  ),
  of('callers.yaml', 'UNKNOWN_KEY')(
    'the prototype as a caller',
    () => 'callers: { __proto__: { class: 1 } }\n',
  ),
  of(NUMBERS, 'UNKNOWN_KEY')('a merge key', () => 'default: main\n<<: { default: main }\n'),
  of(NUMBERS, 'YAML_TAG')('a function by a tag', () => 'default: !!js/function "function () {}"\n'),
  of(NUMBERS, 'YAML_TAG')('bytes by a tag', () => 'default: !!binary bWFpbg==\n'),
  of(NUMBERS, 'YAML_TAG')('a set by a tag', () => 'default: main\nnumbers: !!set { "100" }\n'),
  of(NUMBERS, 'YAML_DIRECTIVE')('another version of YAML', () => '%YAML 1.1\n---\ndefault: main\n'),
  of(NUMBERS, 'YAML_SYNTAX')('two documents', () => 'default: main\n---\ndefault: main\n'),
  of(NUMBERS, 'DUPLICATE_KEY')('a key in disguise', () => 'default: main\n"de\\u0066ault": main\n'),
  of(NUMBERS, 'YAML_BOOLEAN')('a truth of old', () => 'default: yes\n'),
  of(NUMBERS, 'UNQUOTED_NUMBER')('an endless number', () => 'default: 1e400\n'),
  of(NUMBERS, 'UNQUOTED_NUMBER')('not a number', () => 'default: .nan\n'),
  of(NUMBERS, 'UNQUOTED_NUMBER')(
    'a huge number as a key',
    () => `default: main\nnumbers: { ${'9'.repeat(400)}: main }\n`,
  ),
  of(NUMBERS, 'YAML_SYNTAX')('tabs for spaces', () => 'default:\n\tflow: main\n'),
  of(NUMBERS, 'BAD_NAME')('a zero in a name', () => 'default: ma\0in\n'),
  of(NUMBERS, 'BAD_NAME')('a name that reads backwards', () => 'default: "\u202Eniam"\n'),
  of(NUMBERS, 'BAD_NAME')('a name with what nobody sees', () => 'default: ma\u200Bin\n'),
  of(FLOW, 'BAD_VARIABLE')('a variable by the name of a type', () => {
    return steps('  first: { set: { null_type: 1 }, next: end }\n');
  }),
  of(NUMBERS, 'BAD_PATTERN')('a catastrophic pattern', () => 'default: main\nnumbers: { "(a+)+$": main }\n'),
  of(NUMBERS, 'BAD_PATTERN')(
    'a long pattern',
    () => `default: main\nnumbers: { "${'X'.repeat(900)}*": main }\n`,
  ),
];

/**
 * What is well written, and wrong again and again. Such files are taken apart as far as those that are right: it takes as
 * long as their size allows.
 */
export const CROWDED_FILES: readonly HostileFile[] = [
  of(NUMBERS, 'TOO_MANY')('many patterns', () => {
    return `default: main\nnumbers:\n${lines(2_000, (index) => `  "${1_000 + index}X": main`)}`;
  }),
  of(FLOW, 'TOO_MANY')('targets that do not exist', () => {
    const step = (index: number): string => `  s${index}: { play: hello, next: t${index}-${'x'.repeat(50)} }`;
    return steps(`  first: { goto: s0 }\n${lines(2_500, step)}`);
  }),
  of(FLOW, 'UNKNOWN_VARIABLE')('variables that nothing sets', () => {
    return steps(
      `  first: { goto: end }\n${lines(1_990, (at) => `  s${at}: { set: { v${at}: w${at} }, next: end }`)}`,
    );
  }),
  of(FLOW, 'LOOP_WITHOUT_WAIT')('a circle of two thousand steps', () => {
    const circle = lines(1_990, (at) => `  s${at}: { tag: x, next: s${(at + 1) % 1_990} }`);
    return steps(`  first: { goto: s0 }\n${circle}`);
  }),
  of('callers.yaml', 'UNKNOWN_LANGUAGE')('three thousand callers, each with two mistakes', () => {
    return `callers:\n${lines(3_000, (at) => ` "+${at}00": { language: x${at}, attributes: { a: ${at % 2 ? 1 : 'x'} } }`)}`;
  }),
  of('queues.yaml', 'UNKNOWN_KEY')('a thousand queues that are none', () => {
    return `queues:\n${lines(1_000, (index) => ` q${index}: { nonsense: 1 }`)}`;
  }),
];

export const HOSTILE_FILES: readonly HostileFile[] = [...SIZES, ...MEANINGS];
