import { expect, test } from 'vitest';
import { LegQueues } from '../../src/telephony/ari/leg-queues.ts';

/** A job that ends when it is told to. */
function job(done: string[], name: string) {
  const { promise, resolve } = Promise.withResolvers<void>();
  const run = async (): Promise<void> => {
    done.push(`${name} begins`);
    await promise;
    done.push(`${name} ends`);
  };
  return { run, end: resolve };
}

const turns = async (): Promise<void> => {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
};

test('the first job of a leg begins in the same turn', () => {
  const queues = new LegQueues();
  const done: string[] = [];
  queues.add(['a'], job(done, 'first').run);
  expect(done).toEqual(['first begins']);
});

test('jobs of one leg follow each other, those of different legs do not wait', async () => {
  const queues = new LegQueues();
  const done: string[] = [];
  const first = job(done, 'first');
  queues.add(['a'], first.run);
  queues.add(['a'], job(done, 'second').run);
  queues.add(['b'], job(done, 'other').run);
  await turns();
  expect(done).toEqual(['first begins', 'other begins']);
  first.end();
  await turns();
  expect(done).toEqual(['first begins', 'other begins', 'first ends', 'second begins']);
});

test('a job for two legs waits for both, and both wait for it', async () => {
  const queues = new LegQueues();
  const done: string[] = [];
  const a = job(done, 'a');
  const b = job(done, 'b');
  const both = job(done, 'both');
  queues.add(['a'], a.run);
  queues.add(['b'], b.run);
  queues.add(['a', 'b'], both.run);
  queues.add(['b'], job(done, 'after').run);
  a.end();
  await turns();
  expect(done).not.toContain('both begins');
  b.end();
  await turns();
  expect(done.slice(-1)).toEqual(['both begins']);
  both.end();
  await turns();
  expect(done.slice(-2)).toEqual(['both ends', 'after begins']);
});

test('a hundred jobs may wait for a leg, and no more; when they are done there is room again', async () => {
  const queues = new LegQueues();
  const done: string[] = [];
  const first = job(done, 'first');
  queues.add(['a'], first.run);
  for (let count = 1; count < 100; count++) expect(queues.add(['a'], async () => {})).toBe(true);
  expect(queues.add(['a'], async () => {})).toBe(false);
  expect(queues.add(['b', 'a'], async () => {})).toBe(false);
  first.end();
  for (let round = 0; round < 100; round++) await turns();
  expect(queues.add(['a'], async () => {})).toBe(true);
});
