import { spelledOut, stepKindOf } from '../flow/index.ts';
import { isSame, keysChanged, mapOf, quoted, settingsChanged, type Written } from './words.ts';

/** What differs between two versions of a flow's file. */
export function flowChanges(before: unknown, after: unknown): readonly string[] {
  const { steps: stepsBefore, ...headBefore } = mapOf(before);
  const { steps: stepsAfter, ...headAfter } = mapOf(after);
  const { start: startBefore, defaults: defaultsBefore, ...restBefore } = headBefore;
  const { start: startAfter, defaults: defaultsAfter, ...restAfter } = headAfter;
  const start = isSame(startBefore, startAfter)
    ? []
    : [`the flow now begins with ${quoted(startAfter)} (was ${quoted(startBefore)})`];
  return [
    ...start,
    ...targetsChanged(mapOf(mapOf(defaultsBefore).on), mapOf(mapOf(defaultsAfter).on), 'by default '),
    ...settingsChanged(restBefore, restAfter),
    ...stepsChanged(mapOf(stepsBefore), mapOf(stepsAfter)),
  ];
}

function stepsChanged(before: Written, after: Written): readonly string[] {
  const changed = [...keysChanged(before, after)];
  const gone = changed.filter(({ is }) => is === undefined);
  const renamed = new Map<string, string>();
  for (const { key, was, is } of changed) {
    const twin = was === undefined ? gone.find((other) => isSame(other.was, is)) : undefined;
    if (twin !== undefined && !renamed.has(twin.key)) renamed.set(twin.key, key);
  }
  const newNames = new Set(renamed.values());
  return changed.flatMap(({ key, was, is }) => {
    const name = renamed.get(key);
    if (name !== undefined) return [`${stepText(key, was)} is now called \`${name}\``];
    if (newNames.has(key)) return [];
    if (was === undefined) return [`${stepText(key, is)} is new`];
    if (is === undefined) return [`${stepText(key, was)} is gone`];
    return stepChanged(key, mapOf(was), mapOf(is));
  });
}

const stepText = (name: string, step: unknown): string => `${stepKindOf(mapOf(step)) ?? 'step'} \`${name}\``;

function stepChanged(name: string, before: Written, after: Written): readonly string[] {
  const [was, is] = [stepKindOf(before), stepKindOf(after)];
  const head = stepText(name, after);
  const targets = targetsChanged(targetsOf(before), targetsOf(after), '');
  if (was !== is || is === undefined)
    return [`${head} was a ${was}`, ...targets.map((one) => `${head}: ${one}`)];
  const [paramsBefore, paramsAfter] = [before, after].map((step) => mapOf(spelledOut(is, step[is])));
  const { keys: keysBefore, prompts: promptsBefore, ...restBefore } = paramsBefore!;
  const { keys: keysAfter, prompts: promptsAfter, ...restAfter } = paramsAfter!;
  return [
    ...targetsChanged(mapOf(keysBefore), mapOf(keysAfter), 'key '),
    ...promptsChanged(promptsBefore, promptsAfter),
    ...targets,
    ...settingsChanged(restBefore, restAfter),
  ].map((one) => `${head}: ${one}`);
}

/** Outcome → target; `next` is short for `done`. */
function targetsOf({ on, next }: Written): Written {
  return next === undefined ? mapOf(on) : { done: next, ...mapOf(on) };
}

/** "`failed` now goes to `bye` (was `sales`)"; of a key or of an outcome. */
function targetsChanged(before: Written, after: Written, lead: string): readonly string[] {
  return [...keysChanged(before, after)].map(({ key, was, is }) => {
    const name = lead === 'key ' ? `key ${key}` : `${lead}\`${key}\``;
    if (is === undefined) return `${name} no longer leads anywhere (was ${targetText(was)})`;
    const then = was === undefined ? 'new' : `was ${targetText(was)}`;
    return `${name} now goes to ${targetText(is)} (${then})`;
  });
}

function targetText(target: unknown): string {
  const { flow } = mapOf(target);
  return flow === undefined ? quoted(target) : `the flow ${quoted(flow)}`;
}

function promptsChanged(before: unknown, after: unknown): readonly string[] {
  const list = (prompts: unknown): unknown => (typeof prompts === 'string' ? [prompts] : prompts);
  const text = (prompts: unknown): string =>
    prompts === undefined ? 'nothing' : (list(prompts) as readonly unknown[]).map(quoted).join(', ');
  if (isSame(list(before), list(after))) return [];
  return [`now says ${text(after)} (was ${text(before)})`];
}
