import type { Prng } from '../base/index.ts';
import type { AnswerField } from '../flow/index.ts';
import type { Setting } from './facts.ts';
import type { Answer } from './read-tests.ts';

/** A list is not made longer than this for the sake of one item in it. */
const ITEMS_MAX = 20;
const TEXTS = ['', 'gold', '42', '2026-11-26', '+79161234567'];
const WHOLE = [0, 1, 2, 42, -1];
const NUMBERS = [0, 0.5, 1, 12.75, -3];
/** How the outcomes of a `branch` by cases begin. */
const CASE = '= ';

/**
 * An answer that every `http` step of the flows can use, as far as they agree: each value that they want, of its type,
 * texts also those by which the flows go on; of what has a fallback now and then nothing. Null when they want nothing,
 * and in half of all cases.
 */
export function goodAnswer({ flows }: Setting, prng: Prng): Answer | null {
  const steps = [...flows.values()].flatMap((graph) => graph.steps);
  const fields = steps.flatMap(({ acts }) => acts.wants ?? []);
  if (fields.length === 0 || prng.chance(1, 2)) return null;
  const cases = steps.flatMap(({ kind, targets }) => (kind === 'branch' ? [...targets.keys()] : []));
  const texts = [
    ...TEXTS,
    ...cases.filter((one) => one.startsWith(CASE)).map((one) => one.slice(CASE.length)),
  ];
  const body: Holder = {};
  for (const field of fields) {
    if (field.otherwise !== undefined && prng.chance(1, 4)) continue;
    put(body, field.steps, drawValue(field, texts, prng));
  }
  return { status: 200, body };
}

type Holder = { [key: string]: unknown };

function drawValue({ type }: AnswerField, texts: readonly string[], prng: Prng): unknown {
  switch (type) {
    case 'string':
      return prng.pick(texts);
    case 'int':
      return prng.pick(WHOLE);
    case 'double':
      return prng.pick(NUMBERS);
    case 'bool':
      return prng.chance(1, 2);
  }
}

/** Puts a value where the keys and indexes lead. What another step wants to be of another form stays as it is. */
function put(body: Holder, [key = '', ...rest]: readonly string[], value: unknown): void {
  if (Array.isArray(body) && (!isIndex(key) || Number(key) >= ITEMS_MAX)) return;
  if (rest.length === 0) {
    body[key] ??= value;
    return;
  }
  body[key] ??= isIndex(rest[0]) ? [] : {};
  const inner = body[key];
  if (typeof inner === 'object' && inner !== null) put(inner as Holder, rest, value);
}

const isIndex = (key: string | undefined): boolean => key !== undefined && /^\d+$/.test(key);
