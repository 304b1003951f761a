import type { CallEntry } from './entry.ts';

/** A talk that went on when a call was last heard of. */
type OpenTalk = { readonly operator: string; readonly atMs: number };

/** When the caller's channel has ended, as far as anybody knows: by the exchange's diary, or by a guess. */
export type UnseenEnd = {
  readonly nowMs: number;
  readonly knownMs: number | undefined;
  readonly guessMs: number | undefined;
};

/**
 * The end of a call that was in a talk when it was last heard of, and whose caller is not there any more though the
 * exchange that carried it is: the two have talked until one of them hung up, while nobody looked. None where there was
 * no talk, or nobody knows how long it may have lasted. `entries`: what is known of the call, oldest first.
 */
export function unseenEnd(
  callId: string,
  entries: readonly CallEntry[],
  { nowMs, knownMs, guessMs }: UnseenEnd,
): readonly CallEntry[] {
  const talk = entries.reduce<OpenTalk | null>(talkBehind, null);
  if (talk === null) return [];
  // A clock that was set makes ends that cannot be.
  const isKnown = knownMs !== undefined && knownMs >= talk.atMs && knownMs <= nowMs;
  const atMs = isKnown ? knownMs : guessMs;
  if (atMs === undefined) return [];
  const talkMs = Math.max(0, atMs - talk.atMs);
  const estimated = isKnown ? {} : ({ estimated: true } as const);
  return [
    { kind: 'talkEnded', callId, operator: talk.operator, talkMs, by: 'caller', atMs },
    {
      ...{ kind: 'callEnded', callId, outcome: 'answered', where: null, by: 'caller' },
      ...{ ...estimated, unseen: true, atMs },
    },
  ];
}

function talkBehind(talk: OpenTalk | null, entry: CallEntry): OpenTalk | null {
  switch (entry.kind) {
    case 'talkBegan':
      return { operator: entry.operator, atMs: entry.atMs };
    case 'talkEnded':
      return null;
    case 'adopted':
      // What it does not name was over by then; that a talk had begun may have been lost.
      if (entry.phase !== 'talking' || entry.operator === null) return null;
      return talk?.operator === entry.operator ? talk : { operator: entry.operator, atMs: entry.atMs };
    default:
      return talk;
  }
}
