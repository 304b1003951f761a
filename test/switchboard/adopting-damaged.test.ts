import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LiveLeg } from '../../src/telephony/index.ts';
import { runs } from '../properties.ts';
import { adopted, inConsult, inTalk, ringing, waiting } from './adopted.ts';
import { Floor } from './floor.ts';
import { callerLeg, keptIn, linesOf, nextProcess, phoneLeg, talking } from './next-process.ts';

/** A caller who is just being asked something. */
const MENU = {
  'numbers.yaml': 'numbers:\n  "300": { flow: asked }\n',
  'asked.flow.yaml': `flow: asked
start: first
steps:
  first: { menu: { prompts: [hello], keys: { 1: end } }, on: { failed: end } }
  end: { hangup: normal }
`,
};

function inMenu(): Floor {
  const floor = new Floor(MENU, 100, 'rehearsals');
  floor.arrives('c1', '300');
  return floor;
}

function inLine(): Floor {
  const floor = new Floor();
  floor.arrives('c1');
  return floor;
}

type Scene = {
  readonly floor: Floor;
  readonly legs: readonly LiveLeg[];
  readonly changes?: typeof MENU;
};

/** Calls as they stand in different places when a process dies, with the legs that the exchange holds then. */
const SCENES: Readonly<Record<string, () => Scene>> = {
  'in a menu': () => {
    const floor = inMenu();
    return { floor, legs: [callerLeg(floor, 'c1')], changes: MENU };
  },
  'in the line': () => {
    const floor = inLine();
    return { floor, legs: [callerLeg(floor, 'c1')] };
  },
  offered: () => {
    const floor = ringing();
    return { floor, legs: [callerLeg(floor, 'c1'), phoneLeg(floor, 'op-c1-1', 'ringing')] };
  },
  'in a talk': () => {
    const floor = inTalk();
    return { floor, legs: talking(floor, 'c1', 'op-c1-1') };
  },
  'in a talk beside which somebody is rung': () => {
    const floor = inConsult();
    return { floor, legs: [...talking(floor, 'c1', 'op-c1-1'), phoneLeg(floor, 'op-c1-2', 'ringing')] };
  },
};

/** What a damaged disk, another version or a mistake of ours may have put into the place of a part. */
const ODD: readonly unknown[] = [null, '', 'x', 0, -1, 1e308, 1.5, true, [], {}, [[]], { a: 1 }, [null]];

/** The same JSON with one part of it gone, or another one in its place. */
function damaged(line: string, at: number, odd: unknown): string {
  const value = JSON.parse(line) as Record<string, unknown>;
  const parts = partsOf(value);
  const [holder, name] = parts[at % parts.length]!;
  if (odd === undefined) delete holder[name];
  else holder[name] = odd;
  return JSON.stringify(value);
}

function partsOf(value: Record<string, unknown>): (readonly [Record<string, unknown>, string])[] {
  return Object.entries(value).flatMap(([name, part]) => {
    const here = [value, name] as const;
    if (typeof part !== 'object' || part === null) return [here];
    return [here, ...partsOf(part as Record<string, unknown>)];
  });
}

describe('what was kept of a call is damaged', () => {
  test.each(Object.keys(SCENES))('%s: whatever stands there, nobody is brought down by it', (name) => {
    fc.assert(
      fc.property(fc.nat(1_000), fc.constantFrom(undefined, ...ODD), (at, odd) => {
        const { floor, legs, changes = {} } = SCENES[name]!();
        const { calls: kept } = keptIn(linesOf(floor).map((line) => damaged(line, at, odd)));
        const next = nextProcess(floor, legs, { kept, changes });
        next.ready('anna');
        next.clock.advance(120_000);
        for (const { legId } of legs)
          next.put({ kind: 'legEnded', legId, end: { q850: 16, sip: null, byUs: false } });
        next.clock.advance(120_000);
        next.switchboard.check(next.clock.now());
      }),
      { numRuns: runs(25) },
    );
  });

  test('a caller in the line has the place by the mark on the leg', () => {
    const floor = inLine();
    floor.arrives('c2');
    const [first, second] = linesOf(floor);
    const wrong = JSON.stringify({ ...JSON.parse(first!), visit: { place: 7 } });
    const { calls: kept, refused } = keptIn([wrong, second!]);
    expect(refused).toMatchObject([{ callId: 'c1', why: expect.stringContaining('visit') }]);
    const next = nextProcess(floor, [callerLeg(floor, 'c2'), callerLeg(floor, 'c1')], { kept });
    expect(waiting(next)).toEqual(['c1', 'c2']);
    expect(adopted(next)).toMatchObject({ phase: 'waiting', queue: 'support' });
  });

  test('and two who talk go on talking', () => {
    const floor = inTalk();
    const { calls: kept } = keptIn(linesOf(floor).map((line) => line.replace(/"form":\d/, '"form":9')));
    expect(kept).toEqual([]);
    const next = nextProcess(floor, talking(floor, 'c1', 'op-c1-1'), { kept });
    expect(next.wanted().filter((command) => command.startsWith('hangUp'))).toEqual([]);
  });
});
