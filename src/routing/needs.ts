/**
 * What a caller needs of an operator: `ru >= 3 && (billing >= 2 || !trainee >= 1)`. One grammar everywhere:
 *
 *   needs   = all { "||" all }           all  = part { "&&" part }
 *   part    = "!" part | "(" needs ")" | compare | named
 *   compare = skill ( ">=" | ">" | "<=" | "<" | "==" ) level          skill = a slug, level = 1 to 65,535
 *   named   = "operator in [" id { "," id } "]"
 *
 * An absent skill makes every comparison with it false: it is not zero.
 */
export type Needs =
  | { readonly kind: 'anybody' }
  | { readonly kind: 'skill'; readonly skill: string; readonly is: Comparison; readonly level: number }
  | { readonly kind: 'named'; readonly operators: readonly string[] }
  | { readonly kind: 'not'; readonly of: Needs }
  | { readonly kind: 'all' | 'any'; readonly of: readonly Needs[] };

export type Comparison = '>=' | '>' | '<=' | '<' | '==';

/** Skill → level. */
export type Skills = Readonly<Record<string, number>>;

export const ANYBODY: Needs = { kind: 'anybody' };

/** Whether an operator with these skills and this id is what is needed. */
export function fits(needs: Needs, skills: Skills, operatorId: string): boolean {
  switch (needs.kind) {
    case 'anybody':
      return true;
    case 'skill': {
      const level = Object.hasOwn(skills, needs.skill) ? skills[needs.skill] : undefined;
      return level !== undefined && compares(level, needs.is, needs.level);
    }
    case 'named':
      return needs.operators.includes(operatorId);
    case 'not':
      return !fits(needs.of, skills, operatorId);
    case 'all':
      return needs.of.every((part) => fits(part, skills, operatorId));
    case 'any':
      return needs.of.some((part) => fits(part, skills, operatorId));
  }
}

/** What of the needs this operator lacks: of several that must all hold, those that do not. */
export function unmet(needs: Needs, skills: Skills, operatorId: string): Needs {
  if (needs.kind !== 'all') return needs;
  const lacking = needs.of.filter((part) => !fits(part, skills, operatorId));
  const parts = lacking.map((part) => unmet(part, skills, operatorId));
  return parts.length === 1 ? parts[0]! : { kind: 'all', of: parts };
}

/** Whether the operator's level is what is asked for. */
export function compares(level: number, is: Comparison, wanted: number): boolean {
  switch (is) {
    case '>=':
      return level >= wanted;
    case '>':
      return level > wanted;
    case '<=':
      return level <= wanted;
    case '<':
      return level < wanted;
    case '==':
      return level === wanted;
  }
}

/** Names of all skills in the needs; without those below a "not" if `wantedOnly`. */
export function skillsIn(needs: Needs, wantedOnly = true): readonly string[] {
  switch (needs.kind) {
    case 'skill':
      return [needs.skill];
    case 'not':
      return wantedOnly ? [] : skillsIn(needs.of, wantedOnly);
    case 'all':
    case 'any':
      return needs.of.flatMap((part) => skillsIn(part, wantedOnly));
    default:
      return [];
  }
}

/** Both must hold. */
export function both(one: Needs, other: Needs): Needs {
  if (one.kind === 'anybody') return other;
  return other.kind === 'anybody' ? one : { kind: 'all', of: [...partsOf(one), ...partsOf(other)] };
}

/** One of them is enough. */
export function either(one: Needs, other: Needs): Needs {
  if (one.kind === 'anybody' || other.kind === 'anybody') return ANYBODY;
  const parts = [one, other].flatMap((needs) => (needs.kind === 'any' ? needs.of : [needs]));
  return { kind: 'any', of: parts };
}

const partsOf = (needs: Needs): readonly Needs[] => (needs.kind === 'all' ? needs.of : [needs]);

/** The needs in their own grammar; `anybody` is the empty text. */
export function needsText(needs: Needs): string {
  switch (needs.kind) {
    case 'anybody':
      return '';
    case 'skill':
      return `${needs.skill} ${needs.is} ${needs.level}`;
    case 'named':
      return `operator in [${needs.operators.join(', ')}]`;
    case 'not':
      return `!${needsPart(needs.of)}`;
    case 'all':
      return needs.of.map(needsPart).join(' && ');
    case 'any':
      return needs.of.map(needsPart).join(' || ');
  }
}

const needsPart = (needs: Needs): string =>
  needs.kind === 'all' || needs.kind === 'any' ? `(${needsText(needs)})` : needsText(needs);
