import { expect, test } from 'vitest';
import { FILES, Floor } from './floor.ts';

const rungWith = (queues: string): unknown => {
  const floor = new Floor({ 'queues.yaml': queues });
  floor.ready('anna');
  floor.arrives('c1');
  return floor.rung();
};

test('a phone is asked to pick up by itself where the queue says so, and else rings', () => {
  const queues = FILES['queues.yaml']!;
  const [rung] = rungWith(queues) as readonly object[];
  expect(rung).not.toHaveProperty('autoAnswer');
  const auto = queues.replace('ring: 20s', 'ring: 20s, auto_answer: true');
  expect(rungWith(auto)).toMatchObject([{ legId: 'op-c1-1', autoAnswer: true }]);
});

test('of a colleague who is consulted in a talk it is not asked', () => {
  const floor = new Floor({
    'queues.yaml': FILES['queues.yaml']!.replace('ring: 20s', 'ring: 20s, auto_answer: true'),
  });
  floor.ready('anna');
  floor.arrives('c1');
  floor.talks('c1', 'op-c1-1');
  floor.ready('boris');
  floor.put({ kind: 'talkAsked', callId: 'c1', by: 'anna', ask: { kind: 'consult', operator: 'boris' } });
  expect(floor.rung().at(-1)).not.toHaveProperty('autoAnswer');
});
