import type { FetchRequest } from './flow-io.ts';

/** What a flow wants of others and does not wait for: one kind of plain data for each. */
export type Wish =
  | { readonly kind: 'record'; readonly to: 'start' | 'stop' | 'pause' | 'resume' }
  /**
   * What is heard when the next queue or call out joins the caller with somebody: by whoever answers alone, or by
   * both. A later wish of the same kind takes its place.
   */
  | { readonly kind: 'whisper' | 'announce'; readonly language: string; readonly prompts: readonly string[] }
  /** Heard by a caller whom an operator has just put on hold, over the music. */
  | { readonly kind: 'on_hold'; readonly language: string; readonly prompts: readonly string[] }
  /** Sent once for the same call, visit and words, and again until it has arrived. */
  | { readonly kind: 'notify'; readonly notice: Notice }
  /** What is said next is heard although the call is not answered. */
  | { readonly kind: 'early_media' }
  /** An answer by keys. The last one to a question counts. */
  | {
      readonly kind: 'surveyed';
      readonly survey: string;
      readonly question: string;
      readonly score: number;
      /** By which marks: 1 to 5, or 0 to 10. */
      readonly scale: 'csat' | 'nps';
    };

export type Notice =
  | { readonly kind: 'webhook'; readonly request: FetchRequest }
  | {
      readonly kind: 'email';
      readonly to: readonly string[];
      readonly subject: string;
      readonly text: string;
    }
  /** `update` adds to the caller's open case, and opens one where there is none. */
  | {
      readonly kind: 'case';
      readonly action: 'open' | 'update';
      readonly subject: string;
      readonly text: string;
    };
