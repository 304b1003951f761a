import { type InSteps, isExact, isPattern, shadowOf } from '../base/index.ts';
import {
  type FlowSignature,
  isSubflow,
  onlySubflow,
  type Path,
  shaped,
  shapes,
  unknownName,
} from '../flow/index.ts';
import { numberShape, OUTLINES } from './bundle-shapes.ts';
import type { NumberRule } from './number-table.ts';
import { isRecord, type SourceFile } from './source-file.ts';

const PATTERNS_MAX = 1_000;

export type ReadNumbers = {
  readonly rules: readonly NumberRule[];
  readonly otherwise: NumberRule | undefined;
};

/** Flow → its languages; undefined where the flow could not be read. */
export type FlowLanguages = ReadonlyMap<string, readonly string[] | undefined>;

type Signatures = ReadonlyMap<string, FlowSignature>;

/** Dialled numbers and patterns with their rules, in the order of the file. */
export function* readNumbers(
  file: SourceFile,
  flows: FlowLanguages,
  signatures: Signatures,
): InSteps<ReadNumbers> {
  const outline = shaped(OUTLINES.numbers, file.value, [], file.problems);
  const section = file.section('numbers');
  const otherwise = isRecord(file.value) ? file.value.default : undefined;
  if (outline !== undefined && section.length === 0 && otherwise === undefined) {
    const hint = 'add "default: some-flow", or numbers';
    file.problems.add([], { code: 'MISSING_KEY', say: 'no number leads to a flow', hint });
  }
  const patterns = section.map(([pattern]) => pattern);
  yield* checkShadows(patterns, file);
  const rules: (NumberRule | undefined)[] = [];
  for (const [pattern, raw] of section) {
    rules.push(ruleOf(pattern, raw, ['numbers', pattern], flows, file));
    yield;
  }
  const rest = otherwise === undefined ? undefined : ruleOf('default', otherwise, ['default'], flows, file);
  for (const [path, rule] of [
    ...rules.map((one, index) => [['numbers', patterns[index]!], one] as const),
    [['default'], rest] as const,
  ]) {
    const signature = signatures.get(rule?.flow ?? '');
    if (rule === undefined || signature === undefined || !isSubflow(signature)) continue;
    file.problems.add([...path, 'flow'], onlySubflow(rule.flow));
  }
  return { rules: rules.filter((rule) => rule !== undefined), otherwise: rest };
}

/** Whoever calls is compared with one pattern after the other, and each of them with those above it. */
function* checkShadows(all: readonly string[], file: SourceFile): InSteps<void> {
  const patterns = all.filter((one) => isPattern(one) && !isExact(one));
  if (patterns.length > PATTERNS_MAX) {
    const hint = `keep it to ${PATTERNS_MAX}; numbers that are written out are not counted`;
    const say = `${patterns.length} patterns`;
    return file.problems.add(['numbers', patterns[PATTERNS_MAX]!], { code: 'TOO_MANY', say, hint }, 'key');
  }
  for (const [index, pattern] of patterns.entries()) {
    checkShadow(pattern, patterns.slice(0, index), file);
    yield;
  }
}

function checkShadow(pattern: string, earlier: readonly string[], file: SourceFile): void {
  const shadow = shadowOf(pattern, earlier);
  if (shadow === undefined) return;
  const say = `"${pattern}" is never reached: "${shadow}" above it takes all its numbers`;
  file.problems.add(
    ['numbers', pattern],
    { code: 'PATTERN_SHADOWED', say, hint: 'write the narrower pattern first' },
    'key',
  );
}

function ruleOf(
  pattern: string,
  raw: unknown,
  path: Path,
  flows: FlowLanguages,
  file: SourceFile,
): NumberRule | undefined {
  const rule = shaped(numberShape, isRecord(raw) ? raw : { flow: raw }, path, file.problems);
  if (rule === undefined) return undefined;
  if (!flows.has(rule.flow)) {
    file.problems.add([...path, 'flow'], unknownName('UNKNOWN_FLOW', 'flow', rule.flow, flows.keys()));
  }
  const languages = flows.get(rule.flow);
  const { flow, language = languages?.[0] ?? '', boost, answer = 'first_sound', label = pattern } = rule;
  if (languages !== undefined && !languages.includes(language)) {
    file.problems.add(
      [...path, 'language'],
      unknownName('UNKNOWN_LANGUAGE', 'language', language, languages),
    );
  }
  return {
    pattern,
    flow,
    language,
    class: rule.class ?? null,
    boostMs: shapes.durationMs(boost, 0),
    ...(rule.urgent === true && { isUrgent: true as const }),
    answer,
    label,
  };
}
