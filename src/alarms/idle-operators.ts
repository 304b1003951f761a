import type { Now } from '../base/index.ts';
import type { Entry } from '../journal/index.ts';
import { COOL_DOWN_MS, fits, type Needs, parseNeeds, type QueueRules } from '../routing/index.ts';
import type { BoardOperator, BoardWaiting } from '../switchboard/index.ts';
import { type AlarmSource, type AlarmView, clockText, type Finding } from './alarm.ts';

/** So many pairs of a queue are watched: one is enough for the alarm. */
const PAIRS_MAX = 100;

type Pair = { readonly callId: string; readonly operator: string; readonly sinceMs: number };

/**
 * An operator could be rung for a caller who waits, and is not. The router makes this impossible (routing rules S10);
 * here it is checked from outside, by what the board shows and the files say, one caller and one operator after the
 * other: none of the router's tables is asked.
 */
export class IdleOperators implements AlarmSource {
  /** Pairs of the last look. */
  #pairs = new Map<string, Pair>();
  /** Two who are kept apart after an offer that failed → until when. */
  readonly #apart = new Map<string, number>();

  note(entry: Entry, { monoMs }: Now): void {
    if (entry.kind !== 'offerEnded' || entry.outcome === 'answered') return;
    this.#apart.set(nameOf(entry.callId, entry.operator), monoMs + COOL_DOWN_MS);
  }

  look(view: AlarmView): readonly Finding[] {
    const { board, rules, now } = view;
    for (const [name, untilMs] of this.#apart) if (untilMs <= now.monoMs) this.#apart.delete(name);
    const idle = board.operators.filter(isIdle);
    const before = this.#pairs;
    this.#pairs = new Map();
    return board.queues.flatMap(({ id: queue, waiting }) => {
      const limitMs = rules.get(queue)?.idleMs;
      const queueRules = view.queues.get(queue);
      if (limitMs === undefined || queueRules === undefined) return [];
      const pairs = idle.length === 0 ? [] : this.#pairsIn(waiting, idle, queueRules, view);
      const seen = pairs.map((pair) => before.get(nameOf(pair.callId, pair.operator)) ?? pair);
      for (const pair of seen) this.#pairs.set(nameOf(pair.callId, pair.operator), pair);
      const [longest] = seen.toSorted((a, b) => a.sinceMs - b.sinceMs);
      return longest === undefined ? [] : [finding(queue, longest, limitMs, now)];
    });
  }

  #pairsIn(
    waiting: readonly BoardWaiting[],
    idle: readonly BoardOperator[],
    queue: QueueRules,
    view: AlarmView,
  ): readonly Pair[] {
    const pairs: Pair[] = [];
    for (const caller of waiting) {
      if (caller.ringing.length > 0 || caller.ageMs < queue.stickyMs) continue;
      for (const { id: operator } of idle) {
        if (pairs.length >= PAIRS_MAX) return pairs;
        const isApart = this.#apart.has(nameOf(caller.callId, operator));
        if (isApart || !mayServe(operator, caller, queue, view)) continue;
        pairs.push({ callId: caller.callId, operator, sinceMs: view.now.monoMs });
      }
    }
    return pairs;
  }
}

const nameOf = (callId: string, operator: string): string => `${callId} ${operator}`;

const isIdle = ({ presence, unit, phone, isPhoneInUse }: BoardOperator): boolean =>
  presence === 'ready' && unit === 'free' && phone === 'reachable' && isPhoneInUse !== true;

/** Bound to the queue, past the delay, and fitting what the caller needs now, or what a stage that is due asks for. */
function mayServe(
  operatorId: string,
  { ageMs, needs, stage }: BoardWaiting,
  queue: QueueRules,
  { operators }: AlarmView,
): boolean {
  const profile = operators.get(operatorId);
  const binding = profile && Object.hasOwn(profile.queues, queue.id) ? profile.queues[queue.id] : undefined;
  if (profile === undefined || binding === undefined || ageMs < binding.delayMs) return false;
  const isFit = (wanted: Needs): boolean => fits(wanted, profile.skills, operatorId);
  const parsed = parseNeeds(needs);
  if (parsed.ok && isFit(parsed.needs)) return true;
  const overdue = queue.stages.slice(stage).filter(({ afterMs }) => afterMs <= ageMs);
  return isFit(queue.must) && overdue.some((each) => isFit(each.needs));
}

function finding(
  queue: string,
  { callId, operator, sinceMs }: Pair,
  limitMs: number,
  { monoMs }: Now,
): Finding {
  const forMs = monoMs - sinceMs;
  const say =
    `${queue}: ${operator} has been free for ${clockText(forMs)} while ${callId} waits, and is not rung, which is an ` +
    `error of ours: set ${operator} to paused and back to ready, and report it with the log`;
  const verdict = forMs >= limitMs ? 'bad' : 'between';
  return { id: `idle_operator ${queue}`, kind: 'idle_operator', queue, verdict, say };
}
