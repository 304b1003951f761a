import { World, type WorldOptions } from './world.ts';

/** What came of one seed. */
export type Run = {
  readonly seed: number;
  /** Which checker saw what; null when every rule held. */
  readonly violation: { readonly checker: string; readonly what: string } | null;
  readonly eventsCount: number;
  readonly callsCount: number;
  readonly crashesCount: number;
  /** Commands and entries at which a process could be killed, since one was. */
  readonly stepsCount: number;
  readonly simulatedMs: number;
  /** Empty unless it was wanted. */
  readonly story: readonly string[];
};

/** Lets the world of this seed live from its first caller to its last. The same seed gives the same run, byte for byte. */
export async function runSeed(seed: number, options: WorldOptions = {}): Promise<Run> {
  const world = new World(seed, options);
  await world.run();
  const { violation, inspector, simulatedMs, processes, story } = world;
  return {
    seed,
    violation: violation === null ? null : { checker: violation.checker, what: violation.message },
    eventsCount: inspector.eventsCount,
    callsCount: inspector.book.callsCount,
    crashesCount: processes.crashesCount,
    stepsCount: processes.stepsCount,
    simulatedMs,
    story: story.lines,
  };
}
