import type { Now } from '../base/index.ts';
import type { Entry } from '../journal/index.ts';
import type { Alarm, AlarmChange, AlarmSource, AlarmView, Finding } from './alarm.ts';
import { IdleOperators } from './idle-operators.ts';
import { longestWait } from './longest-wait.ts';
import { ServiceLevels } from './service-levels.ts';
import { Unstaffed } from './unstaffed.ts';

/** What is good again must stay so for this, or whoever is told is told again and again. */
const CLEAR_AFTER_MS = 30_000;

type Open = { alarm: Alarm; goodSinceMs: number | null };

/** The alarms that are on. Each is told once when it is raised, and once when it is cleared. */
export class Alarms {
  readonly #sources: readonly AlarmSource[];
  readonly #open = new Map<string, Open>();

  /** `more`: what can go wrong elsewhere, beside the queues. */
  constructor(started: Now, more: readonly AlarmSource[] = []) {
    const ofQueues = [
      new ServiceLevels(started),
      { look: longestWait },
      new Unstaffed(),
      new IdleOperators(),
    ];
    this.#sources = [...ofQueues, ...more];
  }

  /** Those that were on when the process before this one ended: they were told already. */
  restore(alarms: readonly Alarm[]): void {
    for (const alarm of alarms) this.#open.set(alarm.id, { alarm, goodSinceMs: null });
  }

  /** Those that are on, the oldest first. */
  get raised(): readonly Alarm[] {
    return [...this.#open.values()].map(({ alarm }) => alarm).toSorted((a, b) => a.raisedMs - b.raisedMs);
  }

  note(entry: Entry, now: Now): void {
    for (const source of this.#sources) source.note?.(entry, now);
  }

  /** What has changed since the last look. */
  look(view: AlarmView): readonly AlarmChange[] {
    const findings = this.#sources.flatMap((source) => source.look(view));
    const found = new Map(findings.map((finding) => [finding.id, finding]));
    const raised = findings.flatMap((finding) => this.#raise(finding, view.now));
    const cleared = [...this.#open.values()].flatMap((open) => this.#clear(open, found, view.now));
    return [...raised, ...cleared];
  }

  #raise({ verdict, ...finding }: Finding, { wallMs }: Now): readonly AlarmChange[] {
    if (verdict !== 'bad') return [];
    const open = this.#open.get(finding.id);
    const alarm: Alarm = { ...finding, raisedMs: open?.alarm.raisedMs ?? wallMs };
    this.#open.set(alarm.id, { alarm, goodSinceMs: null });
    return open === undefined ? [{ kind: 'raised', alarm }] : [];
  }

  #clear(open: Open, found: ReadonlyMap<string, Finding>, { monoMs }: Now): readonly AlarmChange[] {
    const verdict = found.get(open.alarm.id)?.verdict ?? 'good';
    if (verdict !== 'good') {
      open.goodSinceMs = null;
      return [];
    }
    open.goodSinceMs ??= monoMs;
    if (monoMs - open.goodSinceMs < CLEAR_AFTER_MS) return [];
    this.#open.delete(open.alarm.id);
    return [{ kind: 'cleared', alarm: open.alarm }];
  }
}
