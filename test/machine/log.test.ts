import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createLog } from '../../src/machine/log.ts';

/** What a log says when it is told something. */
function said(tell: (log: ReturnType<typeof createLog>) => void): string {
  const lines: string[] = [];
  tell(createLog('info', { write: (line) => void lines.push(line) }));
  return lines.join('');
}

const numbers = fc.stringMatching(/^\+[1-9]\d{7,14}$/);

test('no whole number of a person is in a log, in whatever field or sentence it stands', () => {
  fc.assert(
    fc.property(numbers, (number) => {
      const text = said((log) => {
        log.info(
          { caller: { number }, marks: { place: JSON.stringify({ number }) }, list: [number] },
          'a call',
        );
        log.warn({ err: new Error(`${number}: no route allows it`) }, `sip:${number}@pbx.example is away`);
      });
      expect(text).not.toContain(number);
      expect(text).toContain(`${number.slice(0, 2)}***${number.slice(-4)}`);
    }),
  );
});

test('times, ids and what else is long stay whole, and each line stays one of JSON', () => {
  const facts = { atMs: 1_800_000_000_000, callId: '1764175000.12', text: 'a\r\n{"level":60}\u2028' };
  const lines = said((log) => log.info(facts, 'a fact'))
    .trimEnd()
    .split('\n');
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0]!)).toMatchObject(facts);
});

test('secrets are masked by the names of their fields', () => {
  const text = said((log) =>
    log.info({ trunk: { password: 'swordfish' }, hook: { secret: 'swordfish' } }, 'two'),
  );
  expect(text).not.toContain('swordfish');
});
