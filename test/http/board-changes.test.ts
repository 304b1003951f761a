import { describe, expect, test } from 'vitest';
import { BoardMemory } from '../../src/http/board-changes.ts';
import { anna, SmallHouse, waitingCall } from './doubles.ts';

describe('changes of the board', () => {
  test('are everything at first, and then nothing but what is different', () => {
    const house = new SmallHouse();
    const memory = new BoardMemory();
    const first = memory.show(house.board());
    expect(first).toMatchObject({ queues: [{ id: 'sales' }], operators: [anna], calls: [waitingCall] });
    house.operators = [{ ...anna, presence: 'ready' }];
    expect(memory.show(house.board())).toEqual({
      atMs: 2_000,
      queues: [],
      operators: house.operators,
      calls: [],
      gone: { queues: [], operators: [], calls: [] },
    });
  });

  test('are none when only time has passed', () => {
    const house = new SmallHouse();
    const memory = new BoardMemory();
    memory.show(house.board());
    house.atMs += 5_000;
    expect(memory.show(house.board())).toBeUndefined();
    expect(memory.board.atMs).toBe(7_000);
  });

  test('name what is gone', () => {
    const house = new SmallHouse();
    const memory = new BoardMemory();
    memory.show(house.board());
    house.calls = [];
    expect(memory.show(house.board())).toMatchObject({
      queues: [{ id: 'sales', waiting: [] }],
      calls: [],
      gone: { queues: [], operators: [], calls: ['c1'] },
    });
  });
});
