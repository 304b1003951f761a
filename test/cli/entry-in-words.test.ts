import { expect, test } from 'vitest';
import { entryInWords } from '../../src/cli/index.ts';
import type { Entry } from '../../src/journal/index.ts';

test('what happened is told in sentences', () => {
  const at = { atMs: 0, callId: 'c1' };
  const why = { rule: 'operator became free', idleMs: 3_400, candidatesCount: 1, group: 1 } as const;
  const offered = { kind: 'offered', offerId: 'o', operator: 'anna', why } as const;
  expect(entryInWords({ ...at, ...offered })).toBe('anna is rung (operator became free: idle for 3 s)');
  const ended = { kind: 'callEnded', outcome: 'abandoned', where: 'queue', by: 'caller' } as const;
  expect(entryInWords({ ...at, ...ended })).toBe('the call ends: abandoned in: queue, ended by the caller');
  const switched = { kind: 'emergencySwitched', schedule: 'office', untilMs: null, by: 'the API' } as const;
  expect(entryInWords({ atMs: 0, ...switched, on: true })).toBe(
    'the API switches the emergency of office on',
  );
});

test('what a newer Cordboard has written and this one does not know is told as it is', () => {
  const later = { atMs: 0, callId: 'c1', kind: 'applauded', loudness: 3 } as unknown as Entry;
  expect(entryInWords(later)).toBe('applauded {"loudness":3}');
});
