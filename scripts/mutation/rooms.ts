/** How the tests of a room are judged by mutants of its code. */
export type MutatedRoom = {
  /** As Stryker reads it: files whose code is changed, and (with "!") those whose is not. */
  readonly mutate: readonly string[];
  /** Globs of the tests that judge. */
  readonly tests: readonly string[];
  /** Of those the files that are too slow, judge others, or run code of the room before their first test begins. */
  readonly leftOut: RegExp;
  /** A process that has judged so many mutants is ended: modules that were loaded anew are never forgotten. 0: never. */
  readonly maxTestRunnerReuse: number;
  /** Per cent of mutants noticed: good, fair, and below which the exit code is not 0. */
  readonly thresholds: { readonly high: number; readonly low: number; readonly break: number };
};

export const ROOMS = {
  routing: {
    mutate: [
      'src/routing/**/*.ts',
      '!src/routing/index.ts',
      '!src/routing/routing.ts',
      '!src/routing/queue-rules.ts',
    ],
    tests: ['test/routing/*.test.ts'],
    leftOut: /(theory|erlang|stdio|properties|worlds|recorded)\.test\.ts$/,
    maxTestRunnerReuse: 0,
    thresholds: { high: 95, low: 92, break: 90 },
  },
  flow: {
    mutate: ['src/flow/**/*.ts', '!src/flow/index.ts'],
    tests: ['test/flow/*.test.ts', 'test/bundle/*mistake*.test.ts', 'test/rehearsal/*.test.ts'],
    leftOut: /(secrets|hostile-expressions|example|every-step|walks)\.test\.ts$/,
    maxTestRunnerReuse: 400,
    thresholds: { high: 95, low: 90, break: 85 },
  },
} as const satisfies Readonly<Record<string, MutatedRoom>>;

export type RoomName = keyof typeof ROOMS;

export const isRoom = (name: string): name is RoomName => Object.hasOwn(ROOMS, name);
