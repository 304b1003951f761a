import { describe, expect, test } from 'vitest';
import { type QueueEntry, Queues } from '../../src/routing/core/queues.ts';
import { SkillTable } from '../../src/routing/core/skills.ts';
import type { Binding } from '../../src/routing/routing.ts';

const binding = (priority: number, delayMs: number): Binding => ({ priority, delayMs });

describe('the queues', () => {
  test('count priorities and delays of bindings, and tell when the steps of delay are others', () => {
    const queues = new Queues(4, 8, () => {});
    const queue = queues.take('q');
    const counted = (one: Binding, by: 1 | -1): readonly unknown[] => [
      queues.count(queue, one, by),
      ...queue.delaySteps,
    ];
    expect(counted(binding(1, 0), 1)).toEqual([false]);
    expect(counted(binding(1, 500), 1)).toEqual([true, 500]);
    expect(counted(binding(2, 100), 1)).toEqual([true, 100, 500]);
    expect(counted(binding(2, 500), 1)).toEqual([false, 100, 500]);
    expect([[...queue.priorities], [...queue.delays]]).toEqual([
      [
        [1, 2],
        [2, 2],
      ],
      [
        [0, 1],
        [500, 2],
        [100, 1],
      ],
    ]);
    expect(counted(binding(2, 500), -1)).toEqual([false, 100, 500]);
    expect(counted(binding(2, 100), -1)).toEqual([true, 500]);
    expect([...queue.priorities]).toEqual([[1, 2]]);
    expect(counted(binding(1, 500), -1)).toEqual([true]);
    expect(counted(binding(1, 0), -1)).toEqual([false]);
    expect([queue.priorities.size, queue.delays.size]).toEqual([0, 0]);
  });

  test('are told by their ids, each with what is known of it', () => {
    const queues = new Queues(3, 8, () => {});
    const [q, r] = [queues.take('q'), queues.take('r')];
    expect([queues.take('q') === q, queues.find('r') === r, queues.at(1) === r, queues.find('s')]).toEqual([
      true,
      true,
      true,
      undefined,
    ]);
    expect([q.id, q.slot, r.id, r.slot, queues.max]).toEqual(['q', 0, 'r', 1, 3]);
    expect(queues.all().map(({ id }) => id)).toEqual(['q', 'r']);
    const { waiting, rangLast, handlingMs } = q;
    expect([waiting, rangLast, handlingMs]).toEqual([0, 0, 180_000]);
  });

  test('are given back when nobody is bound to them or waits in them, and only for want of room', () => {
    const forgotten: string[] = [];
    const queues = new Queues(3, 8, ({ id }: QueueEntry) => forgotten.push(id));
    const [bound, waited, unused] = ['bound', 'waited', 'unused'].map((id) => queues.take(id));
    bound!.bound.add(7);
    waited!.waiting = 1;
    unused!.handlingMs = 5;
    expect([queues.hasRoomFor(['unused']), forgotten]).toEqual([true, []]);
    expect([queues.hasRoomFor(['other', 'more']), forgotten]).toEqual([false, ['unused']]);
    expect(queues.all().map(({ id }) => id)).toEqual(['bound', 'waited']);
    expect([queues.find('unused'), queues.hasRoomFor(['other'])]).toEqual([undefined, true]);
    expect([queues.take('other').slot, queues.at(2).id, queues.at(2).handlingMs]).toEqual([
      2,
      'other',
      180_000,
    ]);
  });
});

test('skills are given back when nobody has them or asks for them', () => {
  const skills = new SkillTable(3);
  const [had, asked, unused] = ['had', 'asked', 'unused'].map((name) => skills.take(name));
  had!.levelOf.set(4, 2);
  asked!.demands.add({} as never);
  expect([skills.take('had') === had, skills.find('unused') === unused, skills.find('other')]).toEqual([
    true,
    true,
    undefined,
  ]);
  expect([had!.slot, asked!.slot, had!.name, skills.max]).toEqual([0, 1, 'had', 3]);
  expect([skills.hasRoomFor(['unused']), skills.find('unused') === unused]).toEqual([true, true]);
  expect([skills.hasRoomFor(['one', 'two']), skills.find('unused')]).toEqual([false, undefined]);
  expect([skills.find('had') === had, skills.find('asked') === asked]).toEqual([true, true]);
  expect([skills.take('one').slot, skills.find('one')!.levelOf.size, skills.take('one').name]).toEqual([
    2,
    0,
    'one',
  ]);
});
