/** An operator as the admin wrote them. */
export type OperatorProfile = {
  readonly id: string;
  readonly name: string;
  /** The phone's account and extension: "1001". */
  readonly phoneId: string;
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
