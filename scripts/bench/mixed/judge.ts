import type { CallRecord } from '../../../src/journal/index.ts';
import { storyFaults } from '../../../test/kit/story-faults.ts';
import { type Case, casesOf, type Evidence } from './evidence.ts';
import { expectedOutcomes, expectedWhere, whoMayHaveEnded } from './expected.ts';
import { timesSeen, timesTold } from './talk-times.ts';

/** Witnesses may be so far apart about one moment or length: the machine is busy, and messages take their time. */
const TOLERANCE_MS = 1_000;
/** Two who were together for less than this may have been called a talk or not. */
const BLINK_MS = 150;

/** Records and reports keep whole milliseconds of each talk, the journal its parts, too. */
const ROUNDED_MS = 1;

/** What is compared, in words; each caller is asked about once. */
export type Aspect = keyof typeof ASPECTS;
/** A disagreement in one aspect about one caller. */
export type Disagreement = { readonly number: string; readonly aspect: Aspect; readonly say: string };
export type Verdict = {
  /** How many callers were compared, and in how many all witnesses agreed, by aspect. */
  readonly agreement: ReadonlyMap<Aspect, { readonly compared: number; readonly agreed: number }>;
  readonly disagreements: readonly Disagreement[];
  /** What is wrong with all calls together: sentences. */
  readonly faults: readonly string[];
};

type Complete = Case & {
  readonly caller: NonNullable<Case['caller']>;
  readonly record: CallRecord;
  readonly channel: ReturnType<Case['cel']['callsOf']>[number];
};

/** How each aspect is judged: undefined where all agree, else what differs. */
const ASPECTS = {
  begun,
  answered,
  length,
  phones,
  'talk length': talkLength,
  outcome,
  'ended by': endedBy,
  rung,
  story,
} as const satisfies Readonly<Record<string, (known: Complete) => string | undefined>>;
const NAMES = Object.keys(ASPECTS) as Aspect[];

/** Who gives a caller away may still hear them while the exchange ends the leg: two requests, two threads. */
const PASSING_MS = 300;

/** Compares the witnesses call by call, and then their sums. */
export function judge(evidence: Evidence): Verdict {
  const tallies = new Map(NAMES.map((name) => [name, { compared: 0, agreed: 0 }]));
  const disagreements: Disagreement[] = [];
  for (const known of casesOf(evidence)) {
    const { number } = known.person;
    const complete = completed(known);
    for (const aspect of typeof complete === 'string' ? (['begun'] as const) : NAMES) {
      const say = typeof complete === 'string' ? complete : ASPECTS[aspect](complete);
      const tally = tallies.get(aspect)!;
      tally.compared += 1;
      if (say === undefined) tally.agreed += 1;
      else disagreements.push({ number, aspect, say });
    }
  }
  return { agreement: tallies, disagreements, faults: [...evidence.leftovers, ...sumFaults(evidence)] };
}

/** Every witness must know the caller once; else in words who does not. */
function completed(known: Case): Complete | string {
  const { caller, cel, person, stories } = known;
  const [channel, ...moreChannels] = cel.callsOf(person.number);
  const [told, ...moreStories] = stories;
  if (caller === undefined) return 'SIPp did not place the call';
  if (channel === undefined) return 'Asterisk has not seen the call';
  if (told === undefined) return 'Cordboard has no record of the call';
  if (moreChannels.length > 0) return `Asterisk has seen ${moreChannels.length + 1} calls`;
  if (moreStories.length > 0) return `Cordboard has ${moreStories.length + 1} records`;
  return { ...known, caller, channel, record: told.record };
}

const apart = (a: number, b: number): boolean => Math.abs(a - b) > TOLERANCE_MS;

/** All numbers within the tolerance of each other; else what each witness said. */
function allNear(what: string, sipp: number, asterisk: number, cordboard: number): string | undefined {
  if (!apart(sipp, asterisk) && !apart(sipp, cordboard) && !apart(asterisk, cordboard)) return undefined;
  return `${what}: ${Math.round(sipp)} ms by SIPp, ${Math.round(asterisk)} by Asterisk, ${cordboard} by the record`;
}

function begun({ caller, channel, record }: Complete): string | undefined {
  if (channel.channelId !== record.callId)
    return `Asterisk's channel is ${channel.channelId}, the record's ${record.callId}`;
  const from = caller.begunMs;
  return allNear('begun', 0, channel.begunMs - from, record.arrivedMs - from);
}

function answered({ caller, channel, record }: Complete): string | undefined {
  const moments = [caller.answeredMs, channel.answeredMs, record.answeredMs];
  const said = moments.map((moment) => (moment === null ? 'not answered' : 'answered'));
  if (new Set(said).size === 1) return undefined;
  return `${said[0]} by SIPp, ${said[1]} by Asterisk, ${said[2]} by the record`;
}

function length({ caller, channel, record }: Complete): string | undefined {
  const from = (start: number | null, end: number | null): number =>
    (end ?? Number.NaN) - (start ?? Number.NaN);
  const sipp = from(caller.answeredMs, caller.endedMs);
  const asterisk = from(channel.answeredMs, channel.endedMs);
  const told = from(record.answeredMs, record.endedMs);
  if ([sipp, asterisk, told].some(Number.isNaN)) return 'one of the witnesses has not seen its end';
  return allNear('length', sipp, asterisk, told);
}

/** With whom the caller talked: by the bridges of Asterisk, by the journal, and by who was connected at all. */
function phones({ cel, person, phones: legs, stories }: Complete): string | undefined {
  const seen = timesSeen(cel.talksOf(person.number));
  const told = timesTold(stories[0]!.timeline);
  const connected = new Set(legs.filter((leg) => leg.connectedMs !== null).map((leg) => leg.phone));
  for (const [phone, ms] of seen) {
    if (ms > BLINK_MS && !told.has(phone))
      return `talked with ${phone} for ${ms} ms, and the journal knows nothing`;
    if (!connected.has(phone)) return `was joined with ${phone}, which was never connected for SIPp`;
  }
  for (const [phone, ms] of told)
    if (ms > BLINK_MS && !seen.has(phone))
      return `the journal tells of ${ms} ms with ${phone}, Asterisk of none`;
  return undefined;
}

function talkLength({ cel, person, record, stories }: Complete): string | undefined {
  const seen = timesSeen(cel.talksOf(person.number));
  const { timeline } = stories[0]!;
  for (const [phone, ms] of timesTold(timeline))
    if (apart(ms, seen.get(phone) ?? 0))
      return `with ${phone}: ${ms} ms by the journal, ${Math.round(seen.get(phone) ?? 0)} by Asterisk`;
  const sum = timeline.reduce((all, entry) => all + (entry.kind === 'talkEnded' ? entry.talkMs : 0), 0);
  return Math.abs(sum - record.talkMs) <= timeline.length * ROUNDED_MS
    ? undefined
    : `the story's talks are ${sum} ms, the record's ${record.talkMs}`;
}

function outcome(known: Complete): string | undefined {
  const { cel, person, record } = known;
  const talkedMs = [...timesSeen(cel.talksOf(person.number)).values()].reduce((sum, ms) => sum + ms, 0);
  const expected = expectedOutcomes(known, talkedMs, BLINK_MS);
  if (record.outcome === null || !expected.includes(record.outcome))
    return `${record.outcome} by the record, ${expected.join(' or ')} by SIPp and Asterisk`;
  if (record.outcome !== 'abandoned') return undefined;
  const places = expectedWhere(known);
  const where = record.abandonedWhere;
  if (where !== null && places.includes(where)) return undefined;
  return `abandoned in ${where} by the record, in ${places.join(' or ')} by SIPp and Asterisk`;
}

function endedBy(known: Complete): string | undefined {
  const expected = whoMayHaveEnded(known);
  const { endedBy: told } = known.record;
  if (told !== null && expected.includes(told)) return undefined;
  return `by the ${told} by the record, by the ${expected.join(' or ')} by SIPp and Asterisk`;
}

/** Every INVITE at a phone was an offer or a consultation, and every phone that rang had its INVITE. */
function rung({ phones: legs, stories }: Complete): string | undefined {
  const count = (...kinds: readonly string[]): number =>
    stories[0]!.timeline.filter(({ kind }) => kinds.includes(kind)).length;
  const most = count('offered', 'consultRang');
  const least = count('rang');
  if (legs.length <= most && legs.length >= least) return undefined;
  return `${legs.length} INVITEs at phones, ${most} offers and consultations, of which ${least} rang`;
}

function story({ stories }: Complete): string | undefined {
  const faults = storyFaults(stories[0]!);
  return faults.length === 0 ? undefined : faults.join('; ');
}

function sumFaults({ people, reported, stories, cel }: Evidence): readonly string[] {
  const timelines = [...stories.values()].flat().map(({ timeline }) => timeline);
  const all = timelines.flat();
  const count = (fits: (entry: (typeof all)[number]) => boolean): number => all.filter(fits).length;
  const talkMs = all.reduce((sum, entry) => sum + (entry.kind === 'talkEnded' ? entry.talkMs : 0), 0);
  const talks = count(({ kind }) => kind === 'talkEnded');
  const rows: readonly (readonly [string, number, number, number?])[] = [
    ['calls that arrived', reported.arrived, people.length],
    ['talks', reported.talks, talks],
    ['milliseconds of talk', reported.talkMs, talkMs, talks * ROUNDED_MS],
    ['visits of queues', reported.entered, count(({ kind }) => kind === 'queueEntered')],
    [
      'visits that were answered',
      reported.visitsAnswered,
      count((entry) => entry.kind === 'queueLeft' && entry.outcome === 'answered'),
    ],
  ];
  const faults = rows
    .filter(([, said, found, slack = 0]) => Math.abs(said - found) > slack)
    .map(([what, said, found]) => `${what}: ${said} in the reports, ${found} call by call`);
  const inConference = new Set(
    [...stories].filter(([, told]) => told.some(isConference)).map(([number]) => number),
  );
  const doubles = cel.doubleTalks(PASSING_MS).filter((talk) => !inConference.has(talk.split(' ')[0]!));
  return [...faults, ...doubles];
}

const isConference = ({ timeline }: { readonly timeline: readonly { readonly kind: string }[] }): boolean =>
  timeline.some(({ kind }) => kind === 'conferenceBegan');
