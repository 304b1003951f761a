/** How much a file may hold: characters, words and signs of YAML, and entries of one map or list. */
export type FileLimits = { readonly characters: number; readonly words: number; readonly entries: number };

/** As many steps as a flow may have, of sixty words each; some more entries, so that it is told of the steps. */
const FLOW: FileLimits = { characters: 400_000, words: 120_000, entries: 3_000 };
/** Ten thousand known callers with all that can be said of them. */
const TABLE: FileLimits = { characters: 1_000_000, words: 500_000, entries: 20_000 };

export const limitsOf = (file: string): FileLimits => (file.endsWith('.flow.yaml') ? FLOW : TABLE);
