import type { Now } from '../base/index.ts';
import type { Entry } from '../journal/index.ts';
import { type AlarmSource, type AlarmView, clockText, type Finding } from './alarm.ts';

/** Visits are counted by the minute: a window of a day, the longest one, is 1,440 of these. */
const GRAIN_MS = 60_000;
/** So many points over the target it is well again. */
const WELL_POINTS = 2;

type Visit = { readonly waitMs: number; readonly isAnswered: boolean };
type Minute = { readonly minute: number; readonly visits: Visit[] };
type Rules = AlarmView['rules'];

/** More visits of a queue in one minute than this are not looked at one by one: these are enough for a share. */
const VISITS_MAX = 200;

/**
 * Too few callers of a queue were answered in time, in a window that moves on: counted as in the reports, of all who
 * were answered and those who gave up later than the target.
 */
export class ServiceLevels implements AlarmSource {
  readonly #startedMs: number;
  readonly #minutes = new Map<string, Minute[]>();

  constructor(started: Now) {
    this.#startedMs = started.monoMs;
  }

  note(entry: Entry, { monoMs }: Now): void {
    if (entry.kind !== 'queueLeft' || (entry.outcome !== 'answered' && entry.outcome !== 'abandoned')) return;
    const minute = Math.floor(monoMs / GRAIN_MS);
    const minutes = this.#minutes.get(entry.queue) ?? [];
    if (minutes.at(-1)?.minute !== minute) minutes.push({ minute, visits: [] });
    const { visits } = minutes.at(-1)!;
    if (visits.length < VISITS_MAX)
      visits.push({ waitMs: entry.waitMs, isAnswered: entry.outcome === 'answered' });
    this.#minutes.set(entry.queue, minutes);
  }

  look(view: AlarmView): readonly Finding[] {
    this.#forgetBefore(view.rules, view.now);
    return [...view.serviceLevels].flatMap(([queue, target]) => {
      const rules = view.rules.get(queue)?.serviceLevel ?? null;
      if (rules === null) return [];
      const { count, percent } = this.#shareOf(queue, target.withinMs);
      const verdict = this.#verdict(count, percent - target.targetPercent, rules, view.now);
      const say =
        `${queue}: ${Math.floor(percent)} % of ${count} callers of the last ${clockText(rules.windowMs)} were ` +
        `answered within ${clockText(target.withinMs)}, the target is ${target.targetPercent} %: call more operators ` +
        'in, or widen the stages of the queue';
      return [{ id: `service_level ${queue}`, kind: 'service_level', queue, verdict, say }];
    });
  }

  /** What no queue's window has in it any more; a window that an admin makes longer is filled from then on. */
  #forgetBefore(rules: Rules, now: Now): void {
    for (const [queue, minutes] of this.#minutes) {
      const windowMs = rules.get(queue)?.serviceLevel?.windowMs ?? 0;
      const kept = minutes.filter(({ minute }) => minute > lastBefore(windowMs, now));
      if (kept.length === 0) this.#minutes.delete(queue);
      else if (kept.length < minutes.length) this.#minutes.set(queue, kept);
    }
  }

  /** Of few callers nothing can be said; where there are none at all, nobody is served badly. */
  #verdict(
    count: number,
    points: number,
    { windowMs, callsMin }: { readonly windowMs: number; readonly callsMin: number },
    { monoMs }: Now,
  ): Finding['verdict'] {
    if (count === 0) return monoMs - this.#startedMs < windowMs ? 'between' : 'good';
    if (count < callsMin) return 'between';
    if (points < 0) return 'bad';
    return points >= WELL_POINTS ? 'good' : 'between';
  }

  #shareOf(queue: string, withinMs: number) {
    const visits = (this.#minutes.get(queue) ?? []).flatMap((each) => each.visits);
    const counted = visits.filter(({ isAnswered, waitMs }) => isAnswered || waitMs > withinMs);
    const inTime = counted.filter(({ isAnswered, waitMs }) => isAnswered && waitMs <= withinMs);
    const percent = counted.length === 0 ? 100 : (100 * inTime.length) / counted.length;
    return { count: counted.length, percent };
  }
}

/** The last minute that is before this window. */
const lastBefore = (windowMs: number, { monoMs }: Now): number => Math.floor((monoMs - windowMs) / GRAIN_MS);
