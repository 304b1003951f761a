import { setTimeout } from 'node:timers/promises';
import { beforeEach, describe, expect, test } from 'vitest';
import { Closing } from './closing.ts';

let closing: Closing;
let closed: string[];
beforeEach(() => {
  closing = new Closing();
  closed = [];
});

const opens = async (name: string, afterMs = 0): Promise<string> => setTimeout(afterMs, name);
const closes = async (name: string): Promise<void> => void closed.push(name);

describe('what was opened', () => {
  test('is closed once, the newest first, whenever it was open', async () => {
    const opening = [closing.add(opens('one', 20), closes), closing.add(opens('two'), closes)];
    expect(await Promise.all(opening)).toEqual(['one', 'two']);
    await closing.close();
    await closing.close();
    expect(closed).toEqual(['two', 'one']);
  });

  test('is closed when something behind it does not open, and so is what opens later than that', async () => {
    const opening = closing.unlessItFails(async () => {
      await closing.add(opens('one'), closes);
      const fails = opens('none').then(() => Promise.reject(new Error('it does not open')));
      await Promise.all([closing.add(opens('late', 50), closes), closing.add(fails, closes)]);
    });
    await expect(opening).rejects.toThrow('it does not open');
    expect(closed).toEqual(['late', 'one']);
  });

  test('is closed though something else does not close, which is told', async () => {
    await closing.add(opens('one'), closes);
    await closing.add(opens('two'), () => Promise.reject(new Error('it does not close')));
    await expect(closing.close()).rejects.toThrow('it does not close');
    expect(closed).toEqual(['one']);
  });
});
