import type { FlowOutcomes } from '../http/index.ts';
import type { CallOutcome, Entry, TrialSide } from '../journal/index.ts';

/** Versions whose sums are kept: each saved file may make one. */
const VERSIONS_MAX = 50;

type Sums = { calls: number; withErrors: number; abandoned: number; steps: number };
type Course = { readonly key: string; steps: number; hasErred: boolean };

/**
 * How calls end in each version of the flows, so that it is seen whether the one on trial is worse. Counted from what
 * happens, since the process began.
 */
export class FlowOutcomesBook {
  /** Calls that go on. */
  readonly #courses = new Map<string, Course>();
  /** Version and side → sums; the longest known first. */
  readonly #sums = new Map<string, Sums>();

  /** Takes the next entry of the journal. */
  note(entry: Entry): void {
    if (entry.kind === 'callArrived') {
      if (entry.flowHash !== undefined) this.#arrived(entry.callId, entry.flowHash, entry.trial ?? null);
      return;
    }
    const course = 'callId' in entry ? this.#courses.get(entry.callId) : undefined;
    if (course === undefined) return;
    if (entry.kind === 'stepEntered') course.steps += 1;
    else if (entry.kind === 'stepLeft' && entry.outcome === 'error') course.hasErred = true;
    else if (entry.kind === 'callEnded') this.#ended(entry.callId, course, entry.outcome);
  }

  /** The calls that have ended in this version, on this side of a trial. */
  of(flowHash: string, side: TrialSide | null): FlowOutcomes {
    const { steps, ...sums } = this.#sums.get(keyOf(flowHash, side)) ?? NONE;
    return { flowHash, side, ...sums, stepsMean: sums.calls === 0 ? null : steps / sums.calls };
  }

  #arrived(callId: string, flowHash: string, side: TrialSide | null): void {
    this.#courses.set(callId, { key: keyOf(flowHash, side), steps: 0, hasErred: false });
  }

  #ended(callId: string, { key, steps, hasErred }: Course, outcome: CallOutcome): void {
    this.#courses.delete(callId);
    const before = this.#sums.get(key) ?? NONE;
    this.#sums.delete(key);
    this.#sums.set(key, {
      calls: before.calls + 1,
      withErrors: before.withErrors + Number(hasErred || outcome === 'failed'),
      abandoned: before.abandoned + Number(outcome === 'abandoned'),
      steps: before.steps + steps,
    });
    for (const oldest of this.#sums.keys()) {
      if (this.#sums.size <= VERSIONS_MAX) return;
      this.#sums.delete(oldest);
    }
  }
}

const NONE: Readonly<Sums> = { calls: 0, withErrors: 0, abandoned: 0, steps: 0 };

const keyOf = (flowHash: string, side: TrialSide | null): string => `${flowHash} ${side ?? ''}`;
