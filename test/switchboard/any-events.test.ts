import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runs } from '../properties.ts';
import { type Move, OPERATORS, TALK_ASKS, World } from './any-world.ts';
import { audit } from './journal-audit.ts';

/**
 * An operator who talks or is rung does so for a call that is there; whoever is told to be free has no leg left. Who is
 * busy with nobody is being let go.
 */
function checkBoard({ floor }: World): void {
  const { calls, operators } = floor.switchboard.board(floor.clock.now());
  const legs = [...floor.switchboard.knownLegs()].filter((legId) => legId.startsWith('op-'));
  const working = operators.filter(({ unit }) => unit === 'offered' || unit === 'busy');
  const callingCount = calls.filter(({ direction }) => direction !== 'incoming').length;
  expect(legs.length, 'each leg has its operator, each operator at most one').toBe(
    working.length - callingCount,
  );
  const phones = operators.flatMap((operator) => operator.phones);
  expect(new Set(phones).size, 'a phone rings for one operator').toBe(phones.length);
  for (const { callId, phase, operator: operatorId } of calls) {
    if (operatorId === null) continue;
    const operator = operators.find(({ id }) => id === operatorId);
    // A flow that calls operators rings them as well.
    const isRung = phase === 'offered' || (phase === 'inFlow' && operator?.unit === 'offered');
    expect(operator, `${callId} is ${phase}`).toMatchObject({ unit: isRung ? 'offered' : 'busy', callId });
  }
}

/** Nobody is stuck: after everybody has hung up, all is as on the first day, and the next caller is served. */
function checkAfter({ floor }: World): void {
  expect(floor.switchboard.board(floor.clock.now()).calls).toEqual([]);
  expect([...floor.switchboard.knownLegs()]).toEqual([]);
  expect(audit(floor.entries).open).toEqual([]);
  for (const operatorId of OPERATORS) {
    expect(floor.operator(operatorId).unit).toBe('free');
    floor.put({ kind: 'operatorAsked', operatorId, ask: 'offline', reason: null });
  }
  floor.ready('anna');
  floor.wanted();
  floor.arrives('last');
  expect(floor.wanted()).toContain('ring op-last-1');
}

const anyMove = fc.record({ what: fc.nat(30), whom: fc.nat(19), how: fc.nat(39) });
/** Moves that mean something only in a talk, and such as bring one about. */
const talkMove = fc.record({
  what: fc.constantFrom(1, 3, 19, 20, 21, 22, 23, 24, 25),
  whom: fc.nat(19),
  how: fc.nat(39),
});

/** And such as are about phones. */
const phoneMove = fc.record({
  what: fc.constantFrom(1, 3, 26, 27, 28, 29, 30),
  whom: fc.nat(19),
  how: fc.nat(39),
});

const staffed = (whom: number): readonly Move[] => [
  { what: 7, whom, how: 1 },
  { what: 6, whom, how: 0 },
];
const arrives = (how: number): Move => ({ what: 0, whom: 0, how });
const talking: readonly Move[] = [
  ...staffed(0),
  arrives(0),
  { what: 1, whom: 1, how: 0 },
  { what: 3, whom: 1, how: 0 },
  ...staffed(1),
];
const consults = TALK_ASKS.findIndex((ask) => ask.kind === 'consult' && ask.operator === 'boris');
const consulting: readonly Move[] = [
  ...talking,
  { what: 19, whom: 0, how: consults },
  { what: 1, whom: 1, how: 0 },
];

test.each([
  ['waits', [...staffed(0), arrives(0)], anyMove],
  ['is called for', [...staffed(0), arrives(1)], anyMove],
  ['is given away', [...staffed(0), arrives(3)], anyMove],
  ['talks', talking, fc.oneof(anyMove, talkMove)],
  ['waits while operators call and move', [...staffed(0), arrives(0)], fc.oneof(anyMove, phoneMove)],
  ['waits while the operator asks another', consulting, fc.oneof(anyMove, talkMove)],
] as const)(
  'whatever the world tells, in whatever order, of a caller who %s: no rule is broken, and nobody is left behind',
  (_, before, anyNext) => {
    fc.assert(
      fc.property(fc.array(anyNext, { minLength: 5, maxLength: 60 }), (moves) => {
        const world = new World();
        for (const move of [...before, ...moves]) {
          world.move(move);
          audit(world.floor.entries);
          checkBoard(world);
        }
        world.heal();
        checkAfter(world);
      }),
      { numRuns: runs(250) },
    );
  },
  300_000,
);
