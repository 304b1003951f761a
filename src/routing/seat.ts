import type { Skills } from './needs.ts';

/** Queue → how the operator serves it. Bound operators alone get a queue's calls. */
export type Bindings = Readonly<Record<string, { readonly priority: number; readonly delayMs: number }>>;

/** What the router knows of an operator. */
export type Seat = {
  readonly operatorId: string;
  skills: Skills;
  bindings: Bindings;
  /** Signed in at all (ready, paused, busy …): others wait for this operator, too. */
  signedIn: boolean;
  /**
   * Since when the operator can take a call, as the order of the events that made them free; null: cannot.
   */
  idle: { readonly order: number; readonly sinceMs: number } | null;
};
