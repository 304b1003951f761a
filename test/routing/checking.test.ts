import { describe, expect, test } from 'vitest';
import { checkTables } from '../../src/routing/core/checking.ts';
import { HEAD } from '../../src/routing/core/lines.ts';
import { RouterCore } from '../../src/routing/core/router-core.ts';
import type { Tables } from '../../src/routing/core/tables.ts';
import { ANYBODY } from '../../src/routing/needs.ts';
import { USUAL_KEY } from './acts.ts';
import { needs, queue } from './rules.ts';

const LIMITS = { callersMax: 16, operatorsMax: 40, needsMax: 8, skillsMax: 8, queuesMax: 4 };
const NOW = 100;

type Hall = { readonly tables: Tables; readonly line: number; readonly operators: Record<string, number> };

/**
 * Young waits behind old in one line (the younger has the first slot); both need what anna, who is busy, and vera, who
 * is free but has a delay, can do. Boris and gleb are free and cannot; erik rings for a caller of another queue.
 */
function hall(): Hall {
  const core = new RouterCore(LIMITS);
  const { tables } = core;
  const seat = (operatorId: string, level: number, queueId: string, delayMs = 0): void => {
    core.seat({ operatorId, skills: { ru: level }, bindings: { [queueId]: { priority: 1, delayMs } } });
  };
  seat('anna', 3, 'q');
  for (const id of ['boris', 'gleb']) seat(id, 1, 'q');
  seat('vera', 3, 'q', 60_000);
  seat('erik', 1, 'r');
  const ids = ['anna', 'boris', 'gleb', 'vera', 'erik'];
  const operators = Object.fromEntries(ids.map((id) => [id, tables.operators.findSeated(id)]));
  for (const id of ids) core.tell(operators[id]!, true, id === 'anna' ? 0 : 1, 0, Number.NaN, 0);
  core.decide(0, () => {});
  const enter = (callId: string, queueId: string, enteredMs: number, wanted: string): number => {
    const demand = core.know({ queue: queue(queueId, { needs: needs(wanted) }), stepNeeds: ANYBODY });
    if ('full' in demand) throw new Error('there is room');
    return core.enter({ ...USUAL_KEY, callId, demand, enteredMs }, NOW);
  };
  const young = enter('young', 'q', 20, 'ru >= 3');
  enter('old', 'q', 10, 'ru >= 3');
  enter('rung', 'r', 10, 'ru >= 1');
  core.decide(NOW, () => {});
  return { tables, line: tables.callers.lineOf(young), operators };
}

const OLD = 1;

const DAMAGES: readonly (readonly [string, string, (hall: Hall) => void])[] = [
  [
    'somebody eligible is forgotten',
    'eligible is who the needs allow',
    ({ tables, line, operators }) => tables.lines.eligibleFor(line).drop(operators.anna!),
  ],
  [
    'somebody is eligible who may not',
    'eligible is who the needs allow',
    ({ tables, line, operators }) => tables.lines.eligibleFor(line).add(operators.erik!),
  ],
  [
    'a caller is nowhere',
    'every waiting caller stands in one line',
    ({ tables }) => void tables.callers.take('ghost'),
  ],
  [
    'the first of a line grows younger',
    'a line has its callers in the order of age',
    ({ tables }) => tables.callers.setKey(OLD, 5, 30, 20, 2),
  ],
  [
    'the first of a line gets a worse class',
    'a line has its callers in the order of service',
    ({ tables }) => tables.callers.setClass(OLD, 6),
  ],
  [
    'the tree by key is lost',
    'who is present can be found by key',
    ({ tables }) => Object.assign(tables.lines.byKey, { first: () => -1 }),
  ],
  [
    'a line with callers counts as empty',
    'lines with somebody present are known',
    ({ tables, line }) => tables.lines.headClasses.drop(line, 5),
  ],
  ...['class', 'start', 'order'].map(
    (what, at) =>
      [
        `another ${what} is remembered of the first`,
        'the key of the first of a line is remembered',
        ({ tables, line }: Hall) => {
          tables.lines.heads[line * HEAD + at]! += 1;
        },
      ] as const,
  ),
  [
    'another class is remembered of the first, who has the first slot',
    'the key of the first of a line is remembered',
    ({ tables, line }) => {
      tables.lines.leave(OLD);
      tables.lines.heads[line * HEAD]! += 1;
    },
  ],
  [
    'a line is not seen by whom it should be',
    'a line is seen by who is eligible and past the delay',
    ({ tables, line, operators }) => tables.lines.viewOf(line).drop(operators.anna!),
  ],
  [
    'a line is seen before the delay is over',
    'a line is seen by who is eligible and past the delay',
    ({ tables, line, operators }) => {
      tables.idle.put(operators.vera!, 0, NOW);
      tables.lines.viewOf(line).add(operators.vera!);
    },
  ],
  [
    'an operator does not know a line',
    'operators know the lines that they see',
    ({ tables, line, operators }) => tables.operators.rows.put(operators.anna!, line, false),
  ],
  ['a caller knows another line', 'a caller knows the line', ({ tables }) => tables.callers.setLine(OLD, 7)],
  [
    'a caller stands aside though nobody is rung',
    'who is being offered is not present',
    ({ tables }) => tables.lines.stepAside(OLD),
  ],
  [
    'a free operator was not asked',
    'nobody waits whom a free operator could serve',
    ({ tables, operators }) => tables.idle.put(operators.anna!, 1, NOW),
  ],
  [
    'somebody idle has nothing free',
    'who is idle has something free',
    ({ tables, operators }) => {
      tables.operators.setFree(operators.gleb!, 0);
    },
  ],
  [
    'turns are mixed up',
    'the idle are in the order of their turns',
    ({ tables, operators }) => {
      tables.operators.beginTurn(operators.boris!, 99, NOW);
    },
  ],
  [
    'two have the same turn',
    'the idle are in the order of their turns',
    ({ tables, operators: { boris, gleb } }) => {
      tables.operators.beginTurn(boris!, tables.operators.turnOf(gleb!), NOW);
    },
  ],
  [
    'the idle are miscounted',
    'the idle are counted',
    ({ tables }) => {
      tables.idle.count += 1;
    },
  ],
  [
    'somebody free is not among the idle',
    'who has something free is idle',
    ({ tables, operators }) => {
      tables.operators.setFree(operators.anna!, 2);
    },
  ],
];

describe('the check of the tables', () => {
  test('finds nothing where all is as it should be', () => {
    const { tables, line } = hall();
    checkTables(tables, NOW);
    expect([tables.callers.count, tables.idle.count]).toEqual([3, 3]);
    expect(tables.lines.byKey.first(line)).toBe(OLD);
  });

  test.each(DAMAGES)('finds that %s: %s', (_, sentence, damage) => {
    const damaged = hall();
    damage(damaged);
    expect(() => checkTables(damaged.tables, NOW)).toThrow(sentence);
  });
});
