/** When something is told to a waiting caller: at the age of `firstMs`, then `everyMs` after its end; null: once. */
export type Telling = { readonly firstMs: number; readonly everyMs: number | null };

/** What callers of a queue hear and may press while they wait, and when they are not let in. */
export type WaitRules = {
  /** The caller's place in the line; null: it is not told. */
  readonly position: Telling | null;
  /** How long it will take; told with the position where both are due. */
  readonly estimate: Telling | null;
  /** Prompts of the newest version. */
  readonly messages: readonly (Telling & { readonly prompts: readonly string[] })[];
  /** Key as the phone sends it ("1", "*") → outcome of the queue step. */
  readonly keys: Readonly<Record<string, string>>;
  /** The key that turns all that is told off, and on again; null: there is none. */
  readonly quietKey: string | null;
  /** Whoever is cut off or hangs up, and calls again within so long, has the old place; 0: never. */
  readonly redialMs: number;
  /** Who would probably (P50) wait longer is not let in; null: there is no such limit. */
  readonly estimateMsMax: number | null;
  /** Nobody is let in while this schedule is not open; null: always. */
  readonly schedule: string | null;
};

/** Music, and nothing else. */
export const MUSIC_ALONE: WaitRules = {
  position: null,
  estimate: null,
  messages: [],
  keys: {},
  quietKey: null,
  redialMs: 0,
  estimateMsMax: null,
  schedule: null,
};
