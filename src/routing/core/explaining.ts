import { fits, type Needs, needsText, unmet } from '../needs.ts';
import type { Hindrance } from '../routing.ts';
import { COOL_DOWN } from './bonds.ts';
import type { Tables } from './tables.ts';

/** What stands between the two now, the most lasting thing first. (routing rules S12) */
export function hindrance(tables: Tables, caller: number, operator: number, nowMs: number): Hindrance {
  const { lines, callers, operators, idle, bonds } = tables;
  const line = callers.lineOf(caller);
  const demand = lines.demandOf(line);
  const profile = operators.profiles[operator]!;
  const lack = (needs: Needs): string => needsText(unmet(needs, profile.skills, profile.operatorId));
  const binding = operators.bindings[operator]!.get(demand.queue.slot);
  if (binding === undefined) return { kind: 'notBound' };
  if (!fits(demand.mustWritten, profile.skills, profile.operatorId)) {
    return { kind: 'must', lacks: lack(demand.mustWritten) };
  }
  if (!lines.eligibleFor(line).has(operator)) {
    return { kind: 'needs', lacks: lack(demand.needsWritten[lines.stageOf(line)]!) };
  }
  if (!operators.signedIn.has(operator)) return { kind: 'signedOut' };
  if (!idle.ofKind(lines.kindNumberOf(line)).has(operator)) return { kind: 'notFree' };
  const coolDown = bonds.find(caller, operator, COOL_DOWN);
  const isCooled = coolDown >= 0 && tables.isKeptApart(coolDown, nowMs);
  if (!isCooled && tables.isApart(caller, operator, nowMs)) return { kind: 'sticky' };
  const delayedUntilMs = callers.enteredMsOf(caller) + binding.delayMs;
  if (nowMs < delayedUntilMs) return { kind: 'delay', untilMs: delayedUntilMs };
  return isCooled ? { kind: 'coolDown', untilMs: bonds.untilMsOf(coolDown) } : { kind: 'free' };
}
