import type { Path, Problems } from './problem.ts';
import { name, named, wrongType } from './schema.ts';
import { shaped, unknownKey } from './schema-problems.ts';
import { target } from './schema-steps.ts';
import type { ReadStep, WrittenTarget } from './step-kind.ts';
import { STEP_KINDS } from './steps/step-kinds.ts';

/** A step as it was written: what it does, and where each outcome leads. */
export type WrittenStep = {
  readonly name: string;
  /**
   * It has keys that mean nothing, perhaps a misspelt `next`: that nothing follows is then no further
   * mistake.
   */
  readonly hasStrangers: boolean;
  readonly step: ReadStep;
  /** Outcome → target, with its place; `next` among them as `done`. */
  readonly on: ReadonlyMap<
    string,
    { readonly written: WrittenTarget; readonly path: Path; readonly isNext: boolean }
  >;
};

/** Outcome → target. */
export const onShape = named(name('an outcome'), target);

/** Reads one step: exactly one kind, and `on` or `next` beside it. Undefined when it cannot be read. */
export function readStep(stepName: string, raw: unknown, problems: Problems): WrittenStep | undefined {
  const path: Path = ['steps', stepName];
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    problems.add(path, {
      ...wrongType('a step', raw),
      hint: 'write a step such as { play: greeting, next: menu }',
    });
    return undefined;
  }
  const written = raw as Readonly<Record<string, unknown>>;
  const on = readOn(written, path, problems);
  const kind = kindOf(written, path, problems);
  const step =
    kind === undefined ? undefined : STEP_KINDS.get(kind)?.read(written[kind], [...path, kind], problems);
  if (step === undefined || on === undefined) return undefined;
  const hasStrangers = Object.keys(written).some((key) => key !== kind && key !== 'on' && key !== 'next');
  return { name: stepName, hasStrangers, step, on };
}

/** The one key of the step that names a kind. */
function kindOf(
  written: Readonly<Record<string, unknown>>,
  path: Path,
  problems: Problems,
): string | undefined {
  const keys = Object.keys(written).filter((key) => key !== 'on' && key !== 'next');
  const kinds = keys.filter((key) => STEP_KINDS.has(key));
  const known = [...STEP_KINDS.keys(), 'on', 'next'];
  for (const key of keys)
    if (!STEP_KINDS.has(key)) problems.add([...path, key], unknownKey(key, known), 'key');
  if (kinds.length === 1) return kinds[0];
  if (kinds.length > 1) {
    const say = `the step does two things: ${kinds.join(' and ')}`;
    problems.add(
      [...path, kinds[1]!],
      { code: 'TWO_KINDS', say, hint: 'make two steps, joined by next' },
      'key',
    );
  } else if (keys.length === 0) {
    const hint = `give it one of: ${[...STEP_KINDS.keys()].join(', ')}`;
    problems.add(path, { code: 'NO_KIND', say: 'the step does nothing', hint }, 'key');
  }
  return undefined;
}

function readOn(
  written: Readonly<Record<string, unknown>>,
  path: Path,
  problems: Problems,
): WrittenStep['on'] | undefined {
  const on = written.on === undefined ? {} : shaped(onShape, written.on, [...path, 'on'], problems);
  const next =
    written.next === undefined ? undefined : shaped(target, written.next, [...path, 'next'], problems);
  if (on === undefined || (next === undefined && written.next !== undefined)) return undefined;
  const targets: [string, WrittenTarget, Path, boolean][] = Object.entries(on).map(([outcome, to]) => [
    outcome,
    to,
    [...path, 'on', outcome],
    false,
  ]);
  if (next !== undefined) {
    if (Object.hasOwn(on, 'done')) {
      const complaint = {
        code: 'WRONG_VALUE',
        say: '"next" and "on: done" are the same',
        hint: 'keep one of them',
      } as const;
      problems.add([...path, 'next'], complaint, 'key');
    }
    targets.push(['done', next, [...path, 'next'], true]);
  }
  return new Map(targets.map(([outcome, to, at, isNext]) => [outcome, { written: to, path: at, isNext }]));
}
