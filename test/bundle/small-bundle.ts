import {
  type BundleSource,
  type BundleUse,
  type LoadedBundle,
  loadBundle,
  type Recording,
} from '../../src/bundle/index.ts';
import type { FlowSet } from '../../src/flow/index.ts';
import { timeZones } from '../../src/schedules/index.ts';

const PROMPTS = ['hello', 'ask', 'ask-again', 'ask-last', 'bye', 'sorry', 'farewell', 'choose'];

/** A bundle with one flow, two queues, two operators and a few prompts, in English and Russian. */
const FILES: Readonly<Record<string, string>> = {
  'bundle.yaml': `languages: [en, ru]
safety_queue: help
apology: sorry
farewell: farewell
`,
  'numbers.yaml': 'default: main\n',
  'queues.yaml': `queues:
  help: { must: "help >= 1" }
  sales: { must: "sales >= 1" }
`,
  'operators.yaml': `devices: { "1001": {}, "1002": {} }
operators:
  anna: { name: Anna, device: "1001", skills: { help: 3, en: 5, ru: 2 }, queues: { help: {} } }
  boris: { name: Boris, device: "1002", skills: { sales: 2, ru: 5 }, queues: { sales: {} } }
`,
  'prompts.yaml': `prompts:\n${PROMPTS.map((name) => `  ${name}: { en: ${name} in English, ru: ${name} по-русски }\n`).join('')}`,
  'main.flow.yaml': `flow: main
start: hello
steps:
  hello: { play: hello, next: help }
  help: { queue: help, on: { timeout: end, full: end, unstaffed: end } }
  end: { hangup: normal }
`,
};

type Changes = Readonly<Record<string, string | undefined>>;

/** The small bundle with some files replaced, added, or (undefined) taken away. */
export const loadSmall = (
  changes: Changes = {},
  recordings: readonly Recording[] = [],
  use: BundleUse = 'calls',
): LoadedBundle => loadBundle(smallSource(changes, recordings), use);

/** The same, unread. */
export function smallSource(changes: Changes, recordings: readonly Recording[] = []): BundleSource {
  const files = Object.entries({ ...FILES, ...changes }).flatMap(([name, text]) =>
    text === undefined ? [] : [[name, text] as const],
  );
  return {
    files: new Map(files),
    recordings,
    folder: '/bundle',
    zones: timeZones,
    hash: (text) => `${text.length}`,
  };
}

/** The compiled flows of the small bundle with this main flow; what is wrong with it fails the test. */
export function flowsOf(main: string, changes: Readonly<Record<string, string>> = {}): FlowSet {
  const { bundle, mistakes } = loadSmall({ 'main.flow.yaml': main, ...changes }, [], 'rehearsals');
  if (bundle === undefined)
    throw new Error(mistakes.map((one) => `${one.line}:${one.column} ${one.say}`).join('\n'));
  return bundle.flows;
}

/** A place in a text: "«CODE»" stands before what is wrong, as often as there are mistakes. */
const MARK = /«(?<code>[A-Z_]+)»/u;

/** Files without their marks, and what the marks say: "file:line:column CODE", in order. */
export function unmarked(changes: Readonly<Record<string, string | undefined>>): {
  readonly files: Readonly<Record<string, string | undefined>>;
  readonly mistakes: readonly string[];
} {
  const mistakes: string[] = [];
  const files = Object.entries(changes).map(([name, text]) => {
    let plain = text;
    for (let mark = MARK.exec(plain ?? ''); mark !== null; mark = MARK.exec(plain ?? '')) {
      const before = plain!.slice(0, mark.index).split('\n');
      mistakes.push(`${name}:${before.length}:${before.at(-1)!.length + 1} ${mark.groups!.code}`);
      plain = `${plain!.slice(0, mark.index)}${plain!.slice(mark.index + mark[0].length)}`;
    }
    return [name, plain] as const;
  });
  return { files: Object.fromEntries(files), mistakes };
}

/** The mistakes of the small bundle with some files changed, each as "file:line:column CODE". */
export function mistakesOf(changes: Readonly<Record<string, string | undefined>>): readonly string[] {
  return loadSmall(changes).mistakes.map(placeAndCode);
}

export const placeAndCode = ({ file, line, column, code }: LoadedBundle['mistakes'][number]): string =>
  `${file}:${line}:${column} ${code}`;
