import { describe, expect, test } from 'vitest';
import { EventRing } from '../../src/http/event-ring.ts';

const WIDE = { countMax: 100, lengthMax: 1_000_000 };

describe('the ring of the live stream', () => {
  test('writes messages as a browser reads them', () => {
    const ring = new EventRing('run', WIDE);
    expect(ring.add('entry', { say: 'two\nlines' }).text).toBe(
      'id: run-1\nevent: entry\ndata: {"say":"two\\nlines"}\n\n',
    );
  });

  test('knows what came after a message, and that nothing came after the last', () => {
    const ring = new EventRing('run', WIDE);
    const start = ring.lastId;
    const [one, two, three] = [ring.add('e', 1), ring.add('e', 2), ring.add('e', 3)];
    expect(ring.after(one.id)).toEqual([two, three]);
    expect(ring.after(three.id)).toEqual([]);
    expect(ring.after(ring.lastId)).toEqual([]);
    expect(ring.after(start)).toBeUndefined();
  });

  test('does not take a message of an earlier run for its own', () => {
    const before = new EventRing('yesterday', WIDE).add('e', 1);
    const ring = new EventRing('today', WIDE);
    ring.add('e', 1);
    expect(ring.after(before.id)).toBeUndefined();
    expect(ring.after('nonsense')).toBeUndefined();
  });

  test('forgets the oldest when there are too many', () => {
    const ring = new EventRing('run', { countMax: 20, lengthMax: 1_000_000 });
    const messages = Array.from({ length: 50 }, (_, index) => ring.add('e', index));
    expect(ring.after(messages[20]!.id)).toBeUndefined();
    expect(ring.after(messages[35]!.id)).toEqual(messages.slice(36));
  });

  test('forgets the oldest when they are too long', () => {
    const ring = new EventRing('run', { countMax: 1_000, lengthMax: 5_000 });
    const messages = Array.from({ length: 20 }, () => ring.add('e', 'x'.repeat(1_000)));
    expect(ring.after(messages[10]!.id)).toBeUndefined();
    expect(ring.after(messages[18]!.id)).toEqual(messages.slice(19));
  });
});
