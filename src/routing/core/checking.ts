import { holds } from '../../base/index.ts';
import { fits } from '../needs.ts';
import { OFFER } from './bonds.ts';
import type { KnownDemand } from './demands.ts';
import { HEAD } from './lines.ts';
import type { Tables } from './tables.ts';

/**
 * Throws `Broken` when an invariant does not hold (routing rules S10), or two tables contradict each other.
 */
export function checkTables(tables: Tables, nowMs: number): void {
  for (const demand of tables.demands.all()) checkDemand(tables, demand);
  let standing = 0;
  for (const line of tables.lines.all()) standing += checkLine(tables, line, nowMs);
  holds(standing === tables.callers.count, 'every waiting caller stands in one line');
  checkOperators(tables);
}

/** Who is eligible, worked out from the profiles and the needs as written. */
function checkDemand({ operators }: Tables, demand: KnownDemand): void {
  for (let at = operators.seated.next(0); at >= 0; at = operators.seated.next(at + 1)) {
    const { skills, operatorId, bindings } = operators.profiles[at]!;
    const may = Object.hasOwn(bindings, demand.rules.id) && fits(demand.mustWritten, skills, operatorId);
    let isEligible = false;
    demand.needsWritten.forEach((needs, stage) => {
      isEligible ||= may && fits(needs, skills, operatorId);
      holds(demand.eligible[stage]!.has(at) === isEligible, 'eligible is who the needs allow');
    });
  }
}

/** Returns how many stand in the line. */
function checkLine(tables: Tables, line: number, nowMs: number): number {
  const { lines, callers } = tables;
  let count = 0;
  let present = 0;
  for (let caller = lines.eldestOf(line); caller >= 0; caller = lines.nextByAge(line, caller)) {
    count += 1;
    if (lines.isPresent(caller)) present += 1;
    checkCaller(tables, caller, line, nowMs);
    const next = lines.nextByAge(line, caller);
    holds(next < 0 || !callers.isOlder(next, caller), 'a line has its callers in the order of age');
  }
  for (let caller = lines.byKey.first(line); caller >= 0; caller = lines.byKey.next(caller)) {
    present -= 1;
    const next = lines.byKey.next(caller);
    holds(next < 0 || !callers.isBefore(next, caller), 'a line has its callers in the order of service');
  }
  holds(present === 0, 'who is present can be found by key');
  const first = lines.byKey.first(line);
  const { classes, sets } = lines.headClasses;
  const classKnown = classes[sets.findIndex((members) => members.has(line))];
  holds((classKnown !== undefined) === first >= 0, 'lines with somebody present are known');
  if (first >= 0) {
    const [classNumber, startMs, seq] = lines.heads.subarray(line * HEAD);
    const isSame =
      classNumber === classKnown &&
      classKnown === callers.classOf(first) &&
      startMs === callers.headStartMsOf(first);
    holds(isSame && seq === callers.seqOf(first), 'the key of the first of a line is remembered');
  }
  if (first >= 0 && callers.bondOf(first) >= 0)
    holds(lines.isFirstBound(line), 'a bond of the first of a line is remembered');
  checkView(tables, line);
  return count;
}

function checkView({ lines, operators }: Tables, line: number): void {
  const { queue } = lines.demandOf(line);
  const passedMs = queue.delaySteps[lines.stepOf(line) - 1] ?? 0;
  const eligible = lines.eligibleFor(line);
  for (let at = operators.seated.next(0); at >= 0; at = operators.seated.next(at + 1)) {
    const sees = eligible.has(at) && operators.bindings[at]!.get(queue.slot)!.delayMs <= passedMs;
    holds(lines.viewOf(line).has(at) === sees, 'a line is seen by who is eligible and past the delay');
    holds(operators.rows.has(at, line) === sees, 'operators know the lines that they see');
  }
}

function checkCaller(tables: Tables, caller: number, line: number, nowMs: number): void {
  const { lines, callers, bonds, idle } = tables;
  holds(callers.lineOf(caller) === line, 'a caller knows the line');
  const isOffered = bonds.firstOfKind(caller, OFFER) >= 0;
  holds(isOffered !== lines.isPresent(caller), 'who is being offered is not present');
  if (isOffered) return;
  const view = lines.viewOf(line);
  const free = idle.ofKind(lines.kindNumberOf(line));
  for (let at = free.nextCommon(view, 0); at >= 0; at = free.nextCommon(view, at + 1)) {
    holds(tables.isApart(caller, at, nowMs), 'nobody waits whom a free operator could serve');
  }
}

function checkOperators({ operators, idle }: Tables): void {
  let count = 0;
  for (let at = idle.first; at >= 0; at = idle.next(at)) {
    count += 1;
    holds(operators.freeOf(at) !== 0, 'who is idle has something free');
    const next = idle.next(at);
    holds(
      next < 0 || operators.turnOf(at) < operators.turnOf(next),
      'the idle are in the order of their turns',
    );
  }
  holds(count === idle.count, 'the idle are counted');
  for (let at = operators.seated.next(0); at >= 0; at = operators.seated.next(at + 1)) {
    if (operators.freeOf(at) !== 0) count -= 1;
  }
  holds(count === 0, 'who has something free is idle');
}
