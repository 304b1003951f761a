import type { Now } from '../base/index.ts';
import type { Entry } from '../journal/index.ts';
import type { OperatorProfile } from '../operators/index.ts';
import type { QueueRules } from '../routing/index.ts';
import type { Board } from '../switchboard/index.ts';

/**
 * service_level: too few are answered in time · longest_wait: somebody waits too long · unstaffed: callers wait, and
 * nobody is signed in · idle_operator: somebody who could be rung is not, which our rules make impossible ·
 * turned_away: callers are not let in, for want of room · late: we or the exchange have too much to do
 */
export type AlarmKind =
  | 'service_level'
  | 'longest_wait'
  | 'unstaffed'
  | 'idle_operator'
  | 'turned_away'
  | 'late';

/** What of a queue raises an alarm. Milliseconds; null: never. */
export type AlarmRules = {
  /** Of so many calls at least, that ended in the window. */
  readonly serviceLevel: { readonly windowMs: number; readonly callsMin: number } | null;
  readonly waitMs: number | null;
  readonly unstaffedMs: number | null;
  readonly idleMs: number;
};

/** An alarm that is on. `say`: what is wrong, and what to do, in one sentence; as it was seen last. */
export type Alarm = {
  /** "longest_wait sales" */
  readonly id: string;
  readonly kind: string;
  readonly queue: string | null;
  /** Wall time. */
  readonly raisedMs: number;
  readonly say: string;
};

/** What one look found of one alarm. `between`: neither bad enough to raise it nor good enough to clear it. */
export type Finding = Pick<Alarm, 'id' | 'kind' | 'queue' | 'say'> & {
  readonly verdict: 'bad' | 'good' | 'between';
};

export type AlarmChange = { readonly kind: 'raised' | 'cleared'; readonly alarm: Alarm };

/** Everything of one instant that alarms are found in. */
export type AlarmView = {
  readonly now: Now;
  readonly board: Board;
  readonly queues: ReadonlyMap<string, QueueRules>;
  readonly operators: ReadonlyMap<string, Pick<OperatorProfile, 'skills' | 'queues'>>;
  /** Queue → its rules. */
  readonly rules: ReadonlyMap<string, AlarmRules>;
  readonly serviceLevels: ReadonlyMap<string, ServiceTarget>;
};

/** So many of a hundred callers are to be answered within the time. */
export type ServiceTarget = { readonly withinMs: number; readonly targetPercent: number };

/** Something that can go wrong, whatever it is. An alarm of which a look tells nothing any more is cleared. */
export type AlarmSource = {
  note?(entry: Entry, now: Now): void;
  look(view: AlarmView): readonly Finding[];
};

/** "6:05", for people. */
export function clockText(ms: number): string {
  const seconds = Math.floor(ms / 1_000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
