import type { CallStory, Entry } from '../../src/journal/index.ts';

/** What begins must end, once: the entry that begins it, the entry that ends it, and what tells several apart. */
const PAIRS: readonly (readonly [Entry['kind'], Entry['kind'], 'queue' | 'operator' | 'offerId'])[] = [
  ['queueEntered', 'queueLeft', 'queue'],
  ['offered', 'offerEnded', 'offerId'],
  ['talkBegan', 'talkEnded', 'operator'],
];

/** What cannot be in the story of a call that is over: as sentences, or none. */
export function storyFaults({ record, timeline }: CallStory): readonly string[] {
  const ends = timeline.filter((entry) => entry.kind === 'callEnded');
  const faults = PAIRS.flatMap(([begins, ending, name]) => unpaired(timeline, begins, ending, name));
  faults.push(...unheard(timeline));
  if (ends.length !== 1) faults.push(`it ended ${ends.length} times`);
  if (ends.length === 1 && ends[0]!.outcome !== record.outcome)
    faults.push(`its story ends with ${ends[0]!.outcome}, its record says ${record.outcome}`);
  if (timeline.at(-1)?.kind !== 'callEnded') faults.push(behindTheEnd(timeline));
  return faults.filter((fault) => fault !== '');
}

function unpaired(
  timeline: readonly Entry[],
  begins: Entry['kind'],
  ending: Entry['kind'],
  name: 'queue' | 'operator' | 'offerId',
): string[] {
  const open = new Map<string, number>();
  const faults: string[] = [];
  for (const entry of timeline) {
    if (entry.kind !== begins && entry.kind !== ending) continue;
    const what = String((entry as Partial<Record<typeof name, string>>)[name]);
    const count = (open.get(what) ?? 0) + (entry.kind === begins ? 1 : -1);
    if (count < 0) faults.push(`${ending} (${what}) without ${begins}`);
    open.set(what, Math.max(0, count));
  }
  for (const [what, count] of open) if (count > 0) faults.push(`${begins} (${what}) without ${ending}`);
  return faults;
}

/** Whoever is rung for a word answers, or it is said how the ringing ended. */
function unheard(timeline: readonly Entry[]): string[] {
  return timeline.flatMap((entry, index) => {
    if (entry.kind !== 'consultRang') return [];
    const isEnd = (later: Entry): boolean =>
      (later.kind === 'consultAnswered' || later.kind === 'consultEnded') &&
      later.operator === entry.operator;
    return timeline.slice(index + 1).some(isEnd) ? [] : [`consultRang (${entry.operator}) without an end`];
  });
}

/** What is kept, heard and noted may be told behind the end of the call; nothing else. */
const MAY_FOLLOW: readonly Entry['kind'][] = [
  'messageTaken',
  'callRecorded',
  'surveyed',
  'noted',
  'recordingHeard',
  'recordingDone',
  'recordingErased',
  'stepEntered',
  'stepLeft',
  'tagged',
];

function behindTheEnd(timeline: readonly Entry[]): string {
  const end = timeline.findIndex((entry) => entry.kind === 'callEnded');
  const late = end < 0 ? [] : timeline.slice(end + 1).filter(({ kind }) => !MAY_FOLLOW.includes(kind));
  return late.length === 0 ? '' : `behind its end stands ${late.map(inShort).join(', ')}`;
}

const inShort = (entry: Entry): string => (entry.kind === 'trouble' ? `trouble (${entry.what})` : entry.kind);
