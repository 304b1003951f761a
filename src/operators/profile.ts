/** An operator as the admin wrote them. */
export type OperatorProfile = {
  readonly id: string;
  readonly name: string;
  /** What colleagues dial, and what is entered to sign in at a phone: "101"; null for nobody to be dialled. */
  readonly number: string | null;
  /** Accounts of the operator's own phones, which ring together: "1001". None for who works at a hot desk only. */
  readonly phones: readonly string[];
  /** What a call of the operator's own is followed by before the next one of a queue, in milliseconds. */
  readonly ownWrapUpMs: number;
  /** Skill → level 1 to 5. */
  readonly skills: Readonly<Record<string, number>>;
  /** Queue → how the operator serves it. Only bound operators ever get a queue's calls. */
  readonly queues: Readonly<Record<string, Binding>>;
};

/**
 * `priority` 1 (served first) to 99; the caller must be at least `delayMs` old; `weight` is for the strategy
 * "weighted".
 */
export type Binding = { readonly priority: number; readonly delayMs: number; readonly weight?: number };
