import type { FetchRequest, SpokenItem } from '../flow/index.ts';
import type { Entry, RecordingAbout } from '../journal/index.ts';
import type { TelephonyCommand } from '../telephony/index.ts';
import type { Lasted, TimerKey } from './event.ts';

/**
 * Everything the switchboard may want. Exactly one edge carries out each kind; `boot/loop` hands them out.
 */
export type Command =
  /**
   * `play` is missing: the switchboard says words (`speak`), and the speech edge finds the sounds for them.
   */
  | Exclude<TelephonyCommand, { kind: 'play' }>
  | {
      readonly kind: 'speak';
      readonly legId: string;
      readonly playId: string;
      /** The version of the flows in whose words it is said; null: the newest. */
      readonly version: string | null;
      readonly language: string;
      readonly items: readonly SpokenItem[];
    }
  /** A `fetched` of the same id is awaited, but not longer than the limit: later it changes nothing. */
  | {
      readonly kind: 'fetch';
      readonly callId: string;
      readonly fetchId: string;
      readonly limitMs: number;
      /** The same for every try of one visit to a step, also after a restart; null: none is sent. */
      readonly idempotencyKey: string | null;
      readonly request: FetchRequest;
    }
  /** Takes what was recorded from the exchange into our own keeping. A `kept` of the same id follows, however late. */
  | {
      readonly kind: 'keep';
      readonly callId: string;
      readonly recordingId: string;
      readonly about: RecordingAbout;
      readonly lasted?: Lasted;
    }
  /** A `secured` of the same key follows when all that was written before is on the disk, or could not come there. */
  | { readonly kind: 'secure'; readonly key: string }
  /** A `callbackWoken` follows at this moment (wall time) or later, also in another process than this one. */
  | { readonly kind: 'wakeAt'; readonly callbackId: string; readonly atMs: number }
  /** Is this the PIN of this operator? A `pinChecked` of the leg follows. null: whoever it is, it is wrong. */
  | {
      readonly kind: 'checkPin';
      readonly legId: string;
      readonly operatorId: string | null;
      readonly pin: string;
    }
  | { readonly kind: 'startTimer'; readonly key: TimerKey; readonly delayMs: number }
  | { readonly kind: 'stopTimer'; readonly key: TimerKey }
  /**
   * Something has changed of this call that another process would have to know (`Switchboard.snapshot`). `isUrgent`: at
   * once, before what follows is done, which would look to that process as if somebody else had done it.
   */
  | { readonly kind: 'remember'; readonly callId: string; readonly isUrgent?: true }
  | { readonly kind: 'write'; readonly entry: Entry };
