import { expect, test } from 'vitest';
import { notOneClosed } from '../../scripts/drills/records-kept.ts';
import type { CallRecord } from '../../src/journal/index.ts';

const CLOSED = { outcome: 'answered' } as CallRecord;
const OPEN = { outcome: null } as CallRecord;

test('each caller has one record, which is closed', () => {
  expect(notOneClosed(new Map([['+1', [CLOSED]]]))).toEqual([]);
  expect(
    notOneClosed(
      new Map([
        ['+1', []],
        ['+2', [CLOSED, CLOSED]],
        ['+3', [OPEN]],
      ]),
    ),
  ).toEqual(['+1 has 0 records', '+2 has 2 records', 'the record of +3 is not closed']);
});
