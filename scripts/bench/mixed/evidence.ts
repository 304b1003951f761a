import type { CallStory } from '../../../src/journal/index.ts';
import type { Cel } from '../../../test/kit/cel.ts';
import type { Person } from './people.ts';
import type { Sight } from './sights.ts';

/** A call at one operator's phone. */
export type PhoneSight = Sight & { readonly phone: string };

/** A phone that said nothing for a while, as if its cable were pulled: SIPp sees nothing of it. Wall milliseconds. */
export type Loss = { readonly phone: string; readonly fromMs: number; readonly untilMs: number };

/** What three who know nothing of each other say of the same calls. */
export type Evidence = {
  readonly people: readonly Person[];
  /** SIPp, at the callers and at the operators' phones. */
  readonly callers: readonly Sight[];
  readonly phones: readonly PhoneSight[];
  readonly losses: readonly Loss[];
  /** Asterisk. */
  readonly cel: Cel;
  /** Cordboard: the records of each number with their stories, and the sums of its reports. */
  readonly stories: ReadonlyMap<string, readonly CallStory[]>;
  readonly reported: Reported;
  /** What is left in Asterisk behind all calls, and whatever else went wrong on the way: sentences. */
  readonly leftovers: readonly string[];
};

/** Totals of the reports over the whole run. */
export type Reported = {
  readonly arrived: number;
  readonly talks: number;
  readonly talkMs: number;
  readonly entered: number;
  readonly visitsAnswered: number;
};

/** Everything that is known of one caller. */
export type Case = {
  readonly person: Person;
  readonly caller: Sight | undefined;
  /** In the order in which they rang. */
  readonly phones: readonly PhoneSight[];
  readonly losses: readonly Loss[];
  readonly cel: Cel;
  readonly stories: readonly CallStory[];
};

/** The evidence, caller by caller. */
export function casesOf(evidence: Evidence): readonly Case[] {
  const callers = new Map(evidence.callers.map((sight) => [sight.number, sight]));
  const phones = Map.groupBy(evidence.phones, ({ number }) => number);
  return evidence.people.map((person) => ({
    person,
    caller: callers.get(person.number),
    phones: (phones.get(person.number) ?? []).toSorted((a, b) => a.begunMs - b.begunMs),
    losses: evidence.losses,
    cel: evidence.cel,
    stories: evidence.stories.get(person.number) ?? [],
  }));
}
