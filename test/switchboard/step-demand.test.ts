import { describe, expect, test } from 'vitest';
import { entryInWords } from '../../src/cli/entry-in-words.ts';
import { FILES, Floor } from './floor.ts';

/** The flow `straight` with this step into "support", a queue that everybody serves after ten seconds. */
const asking = (params: string): Floor =>
  new Floor({
    'straight.flow.yaml': FILES['straight.flow.yaml']!.replace(
      'queue: support',
      `queue: { name: support, ${params} }`,
    ),
    'queues.yaml': FILES['queues.yaml']!.replace(
      'needs: "support >= 1"',
      'must: "support >= 1", needs: "support >= 2", stages: [{ after: 10s, any_operator: true }]',
    ),
  });

const rings = (floor: Floor): readonly string[] => floor.wanted().filter((one) => one.startsWith('ring'));

describe('what the step must have', () => {
  test('keeps an operator without it away at every stage, and people are told why', () => {
    const floor = asking('must: "en >= 2"');
    floor.ready('boris');
    floor.arrives('c1');
    floor.clock.advance(20_000);
    expect(rings(floor)).toEqual([]);
    const [waiting] = floor.switchboard.board(floor.clock.now()).queues[0]!.waiting;
    expect(waiting).toMatchObject({ needs: 'support >= 1 && en >= 2', stage: 1 });
    expect(floor.switchboard.whyWaiting('c1', floor.clock.now())?.operators).toEqual([
      { operator: 'anna', why: 'is not signed in' },
      { operator: 'boris', why: 'lacks what is never done without: en >= 2' },
    ]);
    floor.ready('anna');
    expect(rings(floor)).toEqual(['ring op-c1-1']);
  });

  test('is in the journal, beside the needs', () => {
    const floor = asking('must: "en >= 2", needs: "support >= 1", keep: true');
    floor.arrives('c1');
    const entered = floor.entries.find(({ kind }) => kind === 'queueEntered')!;
    const asked = { must: 'en >= 2', needs: 'support >= 1', keepsNeeds: true };
    expect(entered).toMatchObject({ queue: 'support', ...asked, waitingBefore: 0 });
    expect(entryInWords(entered)).toBe(
      'waits in support for support >= 1 at every stage, must have en >= 2, 0 before',
    );
  });

  test('is written on the leg with the place, until a supervisor moves the caller', () => {
    const floor = asking('must: "en >= 2", needs: "support >= 1", keep: true, class: 2, boost: 30s');
    floor.arrives('c1');
    const place = (): readonly string[] => floor.marks.get('leg-c1')!.place!.split(';');
    expect(place().slice(0, 2)).toEqual(['2', 'support']);
    expect(Number(place()[6]), 'the number of the place').toBeGreaterThan(0);
    expect(place().slice(7)).toEqual(['2', '30000', '0', 'en >= 2', 'support >= 1', '1']);
    floor.put({ kind: 'moveAsked', callId: 'c1', queue: 'safety', by: 'olga' });
    expect(place().slice(1, 2)).toEqual(['safety']);
    expect(place().slice(7)).toEqual(['2', '30000', '0', '', '', '0']);
    floor.ready('boris');
    expect(rings(floor)).toEqual(['ring op-c1-1']);
  });

  test('holds on when the files of queues and operators are read anew', () => {
    const floor = asking('must: "en >= 2"');
    floor.ready('boris');
    floor.arrives('c1');
    const { queues, operators } = new Floor().plan;
    floor.put({ kind: 'floorChanged', queues, operators });
    floor.clock.advance(20_000);
    expect(rings(floor)).toEqual([]);
  });
});

describe('what the step needs', () => {
  test('is let go of when a stage begins', () => {
    const floor = asking('needs: "en >= 2"');
    floor.ready('boris');
    floor.arrives('c1');
    expect(rings(floor)).toEqual([]);
    floor.clock.advance(10_000);
    expect(rings(floor)).toEqual(['ring op-c1-1']);
  });

  test('is kept at every stage when the step says so', () => {
    const floor = asking('needs: "en >= 2", keep: true');
    floor.ready('boris');
    floor.arrives('c1');
    floor.clock.advance(20_000);
    expect(rings(floor)).toEqual([]);
    floor.ready('anna');
    expect(rings(floor)).toEqual(['ring op-c1-1']);
  });
});

test('class and head start of the step decide who is served first', () => {
  const files = {
    'numbers.yaml': 'numbers: { "100": { flow: straight }, "200": { flow: greeted, boost: 5s } }\n',
    'greeted.flow.yaml': FILES['straight.flow.yaml']!.replace('straight', 'greeted'),
    'straight.flow.yaml': FILES['straight.flow.yaml']!.replace(
      'queue: support',
      'queue: { name: support, boost: 10s }',
    ),
  };
  const floor = new Floor(files);
  floor.arrives('c1', '200');
  floor.clock.advance(4_000);
  floor.arrives('c2', '100');
  floor.clock.advance(6_000);
  floor.arrives('c3', '100');
  const inOrder = (): readonly string[] =>
    floor.switchboard.board(floor.clock.now()).queues[0]!.waiting.map(({ callId }) => callId);
  expect(inOrder()).toEqual(['c2', 'c1', 'c3']);
});
