import type { Entry } from '../../../src/journal/index.ts';
import type { Event, Plan } from '../../../src/switchboard/index.ts';
import type { DrawnPlan } from '../world/drawn-plan.ts';
import type { CallerPasts } from './caller-pasts.ts';
import { type Checker, must } from './checker.ts';

/** The way of a call through the flow "hours". */
type Course = {
  readonly caller: string;
  step: string;
  /** The language that is known from an earlier call, and the one in which the caller is to be spoken to. */
  known: string | null;
  language: string | null;
  isAsked: boolean;
  /** Where the step that was left leads. */
  next: string | null;
};

/** Where the flow leads from the step that asks for the hours. */
const OFFICE: Readonly<Record<string, string>> = {
  ...{ open: 'wait', closed: 'closed', holiday: 'party', emergency: 'alarm', error: 'unknown' },
};

type OfCall = Extract<Entry, { callId: string }>;

/**
 * A branch is the one that opening hours and memory call for: the hours of this very moment, as they were told last, and
 * the language that this caller chose last, in whichever call and process. Worked out from events and the journal alone.
 */
export class TrueBranches implements Checker {
  readonly name = 'true branches';
  readonly #drawn: DrawnPlan;
  readonly #pasts: CallerPasts;
  readonly #courses = new Map<string, Course>();
  #schedules: Plan['schedules'] = new Map();

  constructor(drawn: DrawnPlan, pasts: CallerPasts) {
    this.#drawn = drawn;
    this.#pasts = pasts;
  }

  processBegins(): void {
    this.#courses.clear();
    this.#schedules = this.#drawn.plan.schedules;
  }

  begin(event: Event | null): void {
    if (event?.kind === 'schedulesChanged') this.#schedules = event.schedules;
  }

  entry(entry: Entry): void {
    if (entry.kind === 'callArrived' && entry.flow === 'hours') {
      const at = { step: '', known: null, language: null, isAsked: false, next: null };
      this.#courses.set(entry.callId, { caller: entry.caller, ...at });
    }
    if (!('callId' in entry)) return;
    const course = this.#courses.get(entry.callId);
    if (course !== undefined) this.#follow(course, entry as OfCall);
    if (entry.kind === 'callEnded') this.#courses.delete(entry.callId);
  }

  #follow(course: Course, entry: OfCall): void {
    const { name } = this;
    const who = `${entry.callId} of ${course.caller}`;
    switch (entry.kind) {
      case 'stepEntered':
        must(course.next === null || course.next === entry.step, name, () => {
          return `${who} was to come to ${course.next}, and comes to ${entry.step}`;
        });
        course.next = null;
        course.step = entry.step;
        if (entry.step === 'tongue') course.known = this.#pasts.languageOf(course.caller);
        return;
      case 'callerRehomed':
        // The step begins anew, and another call of the caller may have told meanwhile.
        if (course.step === 'tongue') course.known = this.#pasts.languageOf(course.caller);
        return;
      case 'said':
        return this.#said(course, entry.language, who);
      case 'languageChosen':
        course.language = entry.language;
        return;
      case 'stepLeft':
        if (entry.step === 'tongue') this.#tongueLeft(course, entry.outcome, who);
        if (entry.step === 'office') this.#officeLeft(course, entry.outcome, entry.atMs, who);
        return;
      default:
        return;
    }
  }

  #said(course: Course, spoken: string, who: string): void {
    const { step, known, language } = course;
    if (step === 'tongue') {
      must(known === null, this.name, () => `${who} has chosen ${known} before, and is asked again`);
      course.isAsked = true;
    } else if (language !== null) {
      must(spoken === language, this.name, () => `${who} has chosen ${language}, and hears ${spoken}`);
    }
  }

  #tongueLeft(course: Course, outcome: string, who: string): void {
    const { known, isAsked, language } = course;
    const isRight = known === null ? (outcome === 'done') === (language !== null) : outcome === 'done';
    must(isRight && (isAsked || outcome === 'done'), this.name, () => {
      return `${who} with ${known ?? 'no language'} known leaves the choice by ${outcome}, ${language ?? 'none'} chosen`;
    });
    course.language ??= known;
    course.next = 'office';
  }

  #officeLeft(course: Course, outcome: string, wallMs: number, who: string): void {
    const schedule = this.#schedules.get('office')!;
    const isKnown = wallMs < schedule.untilMs;
    const last = isKnown ? schedule.changes.findLast(({ atMs }) => atMs <= wallMs) : undefined;
    const expected = last?.state ?? 'error';
    must(outcome === expected, this.name, () => `${who} finds the office ${outcome}, and it is ${expected}`);
    course.next = OFFICE[expected]!;
  }
}
