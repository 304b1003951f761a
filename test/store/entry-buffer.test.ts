import { describe, expect, test } from 'vitest';
import type { Entry } from '../../src/journal/index.ts';
import { EntryBuffer } from '../../src/store/entry-buffer.ts';

const answered = (callId: string): Entry => ({ atMs: 1, kind: 'callAnswered', callId });
const pressed = (callId: string): Entry => ({ atMs: 1, kind: 'digitPressed', callId, digit: '1' });
const callIds = (buffer: EntryBuffer): unknown[] =>
  buffer.oldest(100, Number.POSITIVE_INFINITY).map(([, entry]) => ('callId' in entry ? entry.callId : null));

describe('the buffer before the disk', () => {
  test('gives the oldest first, no more than asked, none beyond a number', () => {
    const buffer = new EntryBuffer(10);
    for (const id of ['a', 'b', 'c']) buffer.push(answered(id));
    expect(buffer.oldest(2, 99).map(([number]) => number)).toEqual([1, 2]);
    expect(buffer.oldest(9, 2).map(([number]) => number)).toEqual([1, 2]);
    expect(buffer.oldest(9, 0)).toEqual([]);
  });

  test('forgets what is safe elsewhere and nothing else', () => {
    const buffer = new EntryBuffer(10);
    for (const id of ['a', 'b', 'c']) buffer.push(answered(id));
    buffer.forgetUpTo(2);
    expect(callIds(buffer)).toEqual(['c']);
    buffer.forgetUpTo(3);
    expect(buffer.size).toBe(0);
    expect(buffer.lastNumber).toBe(3);
  });

  test('loses what a record can do without before anything else', () => {
    const buffer = new EntryBuffer(4);
    for (const entry of [pressed('a'), answered('b'), pressed('c'), answered('d'), answered('e')])
      buffer.push(entry);
    expect(callIds(buffer)).toEqual(['b', 'd', 'e']);
    expect(buffer.lostCount).toBe(2);
  });

  test('then loses the oldest, but never something important for something that is not', () => {
    const buffer = new EntryBuffer(2);
    for (const entry of [answered('a'), answered('b'), pressed('c')]) buffer.push(entry);
    expect(callIds(buffer)).toEqual(['a', 'b']);
    buffer.push(answered('d'));
    expect(callIds(buffer)).toEqual(['b', 'd']);
    expect(buffer.lostCount).toBe(2);
  });

  test('counts again from zero what it may lose after some of it has become safe', () => {
    const buffer = new EntryBuffer(2);
    for (const entry of [pressed('a'), answered('b')]) buffer.push(entry);
    buffer.forgetUpTo(1);
    for (const entry of [answered('c'), answered('d')]) buffer.push(entry);
    expect(callIds(buffer)).toEqual(['c', 'd']);
    expect(buffer.lostCount).toBe(1);
  });
});
