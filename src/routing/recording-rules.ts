/** What becomes of the talks to which a queue has led. */
export type RecordingRules = {
  /** Whether they are recorded; null: as the flow says. */
  readonly mode: 'all' | 'never' | null;
  /** Prompts that the caller hears before a talk that is recorded. */
  readonly notice: readonly string[];
  /** They are erased when they are this old, if nothing erases them sooner; null: by the settings alone. */
  readonly keepMs: number | null;
};

/** The flow alone says what is recorded. */
export const RECORDED_BY_FLOW: RecordingRules = { mode: null, notice: [], keepMs: null };
