import { type Comparison, compares, type Needs } from '../needs.ts';
import { wordsFor } from './bits.ts';
import type { Operators } from './operators.ts';
import type { Skill, SkillTable } from './skills.ts';

/** Needs with their skills found once: what they ask can be answered for one operator, or for all at once. */
export type CompiledNeeds =
  | { readonly kind: 'anybody' }
  | { readonly kind: 'skill'; readonly skill: Skill; readonly is: Comparison; readonly level: number }
  | { readonly kind: 'named'; readonly operators: ReadonlySet<string> }
  | { readonly kind: 'not'; readonly of: CompiledNeeds }
  | { readonly kind: 'all' | 'any'; readonly of: readonly CompiledNeeds[] };

export function compiled(needs: Needs, skills: SkillTable): CompiledNeeds {
  switch (needs.kind) {
    case 'anybody':
      return needs;
    case 'skill':
      return { kind: 'skill', skill: skills.take(needs.skill), is: needs.is, level: needs.level };
    case 'named':
      return { kind: 'named', operators: new Set(needs.operators) };
    case 'not':
      return { kind: 'not', of: compiled(needs.of, skills) };
    case 'all':
    case 'any':
      return { kind: needs.kind, of: needs.of.map((part) => compiled(part, skills)) };
  }
}

/** Whether the operator is what is needed. */
export function meets(needs: CompiledNeeds, operator: number, operatorId: string): boolean {
  switch (needs.kind) {
    case 'anybody':
      return true;
    case 'skill': {
      const level = needs.skill.levelOf.get(operator);
      return level !== undefined && compares(level, needs.is, needs.level);
    }
    case 'named':
      return needs.operators.has(operatorId);
    case 'not':
      return !meets(needs.of, operator, operatorId);
    case 'all':
      return needs.of.every((part) => meets(part, operator, operatorId));
    case 'any':
      return needs.of.some((part) => meets(part, operator, operatorId));
  }
}

/** All who are what is needed, as words of a set; others than operators who are seated may be in it. */
export function allWhoMeet(needs: CompiledNeeds, operators: Operators): Int32Array {
  const words = new Int32Array(wordsFor(operators.max));
  switch (needs.kind) {
    case 'anybody':
      return words.fill(-1);
    case 'skill':
      for (const [operator, level] of needs.skill.levelOf) {
        if (compares(level, needs.is, needs.level)) words[operator >>> 5]! |= 1 << (operator & 31);
      }
      return words;
    case 'named':
      for (const operatorId of needs.operators) {
        const operator = operators.slots.find(operatorId);
        if (operator >= 0) words[operator >>> 5]! |= 1 << (operator & 31);
      }
      return words;
    case 'not':
      return allWhoMeet(needs.of, operators).map((word) => ~word);
    case 'all':
      return needs.of.reduce<Int32Array>(
        (all, part) => intersection(all, allWhoMeet(part, operators)),
        words.fill(-1),
      );
    case 'any':
      return needs.of.reduce<Int32Array>((all, part) => union(all, allWhoMeet(part, operators)), words);
  }
}

/** Keeps in `into` what is in both, and gives it back. */
export function intersection(into: Int32Array, other: Int32Array): Int32Array {
  for (let at = 0; at < into.length; at += 1) into[at]! &= other[at]!;
  return into;
}

/** Adds to `into` what is in the other, and gives it back. */
export function union(into: Int32Array, other: Int32Array): Int32Array {
  for (let at = 0; at < into.length; at += 1) into[at]! |= other[at]!;
  return into;
}
