import { describe, expect, test } from 'vitest';
import { runSeed } from './world/run-seed.ts';
import { World } from './world/world.ts';

describe('the world of one seed', () => {
  test('is the same byte for byte however often it lives, and another seed is another world', async () => {
    const first = await runSeed(42, { tells: true });
    await runSeed(43);
    const again = await runSeed(42, { tells: true });
    expect(again.story.join('\n')).toBe(first.story.join('\n'));
    expect(again).toEqual(first);
    expect(first.story.length).toBeGreaterThan(50);
    expect((await runSeed(43, { tells: true })).story).not.toEqual(first.story);
  });

  test('is not changed by being told as a story', async () => {
    const told = await runSeed(7, { tells: true });
    const untold = await runSeed(7);
    expect({ ...told, story: [] }).toEqual(untold);
  });
});

describe('a process that is killed after any command', () => {
  /** A seed with a few callers in talks and queues, and steps all along its life. */
  const ENUMERATED = 150;
  const STEPS = [1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144] as const;

  test.each(STEPS)('at step %i does nothing more, and the exchange keeps its legs', async (crashAt) => {
    const world = new World(42, { tells: true, crashAt });
    let heldAtDeath: readonly string[] | null = null;
    world.processes.onCrash = () => {
      heldAtDeath = world.exchange.legIds();
      expect(world.exchange.exchange().connected).toBe(false);
    };
    const before = (await runSeed(42, { tells: true })).story;
    await world.run();
    expect(world.violation).toBeNull();
    expect(world.processes.crashesCount).toBe(1);
    expect(heldAtDeath).not.toBeNull();
    // Up to the crash it is the same world, and after it another process serves.
    const death = world.story.lines.findIndex((line) => line.includes('the process was killed'));
    expect(world.story.lines.slice(0, death - 1)).toEqual(before.slice(0, death - 1));
    const silence = world.story.lines
      .slice(death + 1)
      .findIndex((line) => line.includes('another process starts'));
    const meanwhile = world.story.lines.slice(death + 1, death + 1 + silence);
    expect(meanwhile.filter((line) => line.includes('→'))).toEqual([]);
  });

  /** Small worlds: the one with a promise to call back and a call out, the other with several talks. */
  test.each([51, 114])(
    'is followed by one that keeps every rule, at every second step of seed %i',
    async (seed) => {
      const failed: unknown[] = [];
      const { stepsCount } = await runSeed(seed);
      for (let crashAt = 1; crashAt <= Math.min(stepsCount, ENUMERATED); crashAt += 2) {
        const { violation, crashesCount } = await runSeed(seed, { crashAt });
        expect(crashesCount).toBe(1);
        if (violation !== null) failed.push({ crashAt, ...violation });
      }
      expect(failed).toEqual([]);
    },
    60_000,
  );

  test('leaves talks going on, of operators and with somebody outside, which the next process takes up', async () => {
    const found: string[] = [];
    for (let seed = 1; seed <= 40; seed++) {
      const { story, violation } = await runSeed(seed, { tells: true, crashAt: 60 });
      expect(violation).toBeNull();
      found.push(...story.filter((line) => line.includes('the call goes on, with ')));
    }
    expect(found.length).toBeGreaterThan(0);
  });
});
