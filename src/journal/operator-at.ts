import type { Entry } from './entry.ts';
import type { OperatorPresence } from './house-entry.ts';

/** What an operator did at some moment of the past, as the journal tells it. */
export type OperatorAt = OperatorPresence & {
  readonly unit: 'free' | 'offered' | 'busy' | 'wrapUp';
  /** Wall time since when. */
  readonly sinceMs: number;
};

type Changed = Extract<Entry, { kind: 'operatorChanged' }>;

/** Entries of calls that tell what an operator does. */
export type Doing = Extract<Entry, { kind: 'offered' | 'offerEnded' | 'talkBegan' | 'talkEnded' }>;

/**
 * Folds the last change of state before a moment, and the last thing that a call did to the operator before it;
 * undefined when the journal does not go back so far.
 */
export function operatorAt(changed: Changed | undefined, doing: Doing | undefined): OperatorAt | undefined {
  if (changed === undefined) return undefined;
  const { operator, presence, reason } = changed;
  const isNewer = doing !== undefined && doing.atMs >= changed.atMs;
  const unit = isNewer ? unitAfter(doing) : changed.unit;
  return { operator, presence, reason, unit, sinceMs: isNewer ? doing.atMs : changed.atMs };
}

function unitAfter(doing: Doing): OperatorAt['unit'] {
  switch (doing.kind) {
    case 'offered':
      return 'offered';
    case 'talkBegan':
      return 'busy';
    case 'offerEnded':
      return doing.outcome === 'answered' ? 'busy' : 'free';
    case 'talkEnded':
      return 'wrapUp';
  }
}
