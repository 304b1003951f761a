import { type BundleSource, SourceFile } from '../bundle/index.ts';
import { flowChanges } from './flow-changes.ts';
import {
  entriesChanged,
  isSame,
  keysChanged,
  mapOf,
  orderChanged,
  quoted,
  settingsChanged,
} from './words.ts';

/** One difference. `about`: the flow by its name, or the file. */
export type Change = { readonly about: string; readonly say: string };

/** What differs between two bundles whose files have no mistakes, in an order that is always the same. */
export function changesBetween(before: BundleSource, after: BundleSource): readonly Change[] {
  const [was, is] = [valuesOf(before), valuesOf(after)];
  const names = [...new Set([...Object.keys(was), ...Object.keys(is)])].sort();
  const inFiles = names.flatMap((name) =>
    fileChanges(name, was[name], is[name]).map((say) => ({ about: aboutOf(name), say })),
  );
  const sounds = entriesChanged('recording', soundsOf(before), soundsOf(after), () => [
    'the sound is another',
  ]);
  return [...inFiles, ...sounds.map((say) => ({ about: 'recordings', say }))];
}

const valuesOf = ({ files }: BundleSource): Readonly<Record<string, unknown>> =>
  Object.fromEntries([...files].map(([name, text]) => [name, new SourceFile(name, text).value]));

const soundsOf = ({ recordings }: BundleSource): Readonly<Record<string, string>> =>
  Object.fromEntries(recordings.map(({ path, hash }) => [path, hash]));

const FLOW = /^(?<flow>.+)\.flow\.yaml$/;
const TESTS = /^(?<flow>.+)\.test\.yaml$/;

const aboutOf = (file: string): string => {
  const flow = FLOW.exec(file)?.groups?.flow;
  return flow === undefined ? file : `flow ${flow}`;
};

type Tables = Readonly<Record<string, (before: unknown, after: unknown) => readonly string[]>>;

/** What the tables of each file hold; other keys, and other files, are settings like any. */
const FILES: Readonly<Record<string, Tables>> = {
  'queues.yaml': { queues: (was, is) => entriesChanged('queue', was, is) },
  'operators.yaml': {
    devices: (was, is) => entriesChanged('phone', was, is),
    operators: (was, is) => [
      ...entriesChanged('operator', was, is, operatorChanged),
      ...orderChanged('operators', was, is),
    ],
  },
  'numbers.yaml': {
    numbers: (was, is) => [...numbersChanged(was, is), ...orderChanged('numbers', was, is)],
    default: (was, is) => numberChanged('any other number', was, is),
  },
  'prompts.yaml': { prompts: (was, is) => entriesChanged('prompt', was, is, wordsChanged) },
};

function fileChanges(name: string, before: unknown, after: unknown): readonly string[] {
  if (isSame(before, after) && FILES[name] === undefined) return [];
  if (before === undefined) return ['is new'];
  if (after === undefined) return ['is gone'];
  if (FLOW.test(name)) return flowChanges(before, after);
  if (TESTS.test(name)) return ['the tests are others'];
  const tables = FILES[name] ?? {};
  const [was, is] = [mapOf(before), mapOf(after)];
  const ofTables = Object.entries(tables).flatMap(([key, changes]) => changes(was[key], is[key]));
  const others = (file: Readonly<Record<string, unknown>>): unknown =>
    Object.fromEntries(Object.entries(file).filter(([key]) => tables[key] === undefined));
  return [...ofTables, ...settingsChanged(others(was), others(is))];
}

function operatorChanged(before: unknown, after: unknown): readonly string[] {
  const { skills: skillsBefore, queues: queuesBefore, ...restBefore } = mapOf(before);
  const { skills: skillsAfter, queues: queuesAfter, ...restAfter } = mapOf(after);
  const skills = [...keysChanged(mapOf(skillsBefore), mapOf(skillsAfter))].map(({ key, was, is }) => {
    if (is === undefined) return `has the skill \`${key}\` no longer (was ${was})`;
    return `the skill \`${key}\` is now ${is} (${was === undefined ? 'new' : `was ${was}`})`;
  });
  const queues = [...keysChanged(mapOf(queuesBefore), mapOf(queuesAfter))].flatMap(({ key, was, is }) => {
    if (was === undefined) return [`now serves the queue \`${key}\``];
    if (is === undefined) return [`no longer serves the queue \`${key}\``];
    return settingsChanged(was, is).map((one) => `in the queue \`${key}\` ${one}`);
  });
  return [...settingsChanged(restBefore, restAfter), ...skills, ...queues];
}

const numbersChanged = (before: unknown, after: unknown): readonly string[] =>
  [...keysChanged(mapOf(before), mapOf(after))].flatMap(({ key, was, is }) =>
    numberChanged(`number \`${key}\``, was, is),
  );

/** The bare name of a flow is short for `{ flow: name }`. */
function numberChanged(name: string, before: unknown, after: unknown): readonly string[] {
  const rule = (written: unknown): Readonly<Record<string, unknown>> =>
    typeof written === 'string' ? { flow: written } : mapOf(written);
  const { flow: was, ...restBefore } = rule(before);
  const { flow: is, ...restAfter } = rule(after);
  if (was === is) return settingsChanged(restBefore, restAfter).map((one) => `${name}: ${one}`);
  if (is === undefined) return [`${name} no longer leads anywhere (was the flow ${quoted(was)})`];
  const then = was === undefined ? 'new' : `was ${quoted(was)}`;
  return [
    `${name} now leads to the flow ${quoted(is)} (${then})`,
    ...(was === undefined ? [] : settingsChanged(restBefore, restAfter).map((one) => `${name}: ${one}`)),
  ];
}

const wordsChanged = (before: unknown, after: unknown): readonly string[] =>
  [...keysChanged(mapOf(before), mapOf(after))].map(({ key, was, is }) => {
    if (is === undefined) return `has no words in ${key} any more`;
    return `in ${key} now says ${quoted(is)} (${was === undefined ? 'new' : `was ${quoted(was)}`})`;
  });
