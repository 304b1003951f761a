import { describe, expect, test } from 'vitest';
import { readKeptCalls } from '../../src/boot/read-kept-calls.ts';
import { keptSnapshot } from './kept-snapshot.ts';

const BOOT = 'boot-1';
const lineOf = (callId: string, more: object = {}): string =>
  JSON.stringify({ boot: BOOT, ...keptSnapshot(callId), ...more });
const over = (callId: string): string => JSON.stringify({ boot: BOOT, callId, isOver: true });

/** What is found in such lines, each of them written to its end. */
function read(...lines: readonly string[]) {
  const { calls, over: ended, refused } = readKeptCalls(lines.map((line) => `${line}\n`).join(''), BOOT);
  return { calls: calls.map(({ callId }) => callId), over: [...ended], refused };
}

test('a line of before nodes had names is of the one that there was', () => {
  const { calls } = readKeptCalls(`${lineOf('c1', { node: undefined })}\n`, BOOT);
  expect(calls).toMatchObject([{ callId: 'c1', node: 'main' }]);
});

describe('a line that nobody can go on with', () => {
  test.each([
    ['a part that is missing', lineOf('c1', { tape: undefined }), '"tape" is not'],
    ['a part of another kind', lineOf('c1', { offers: 7 }), '"offers" is not'],
    ['a part further inside', lineOf('c1', { caller: { number: 7, name: '' } }), '"caller.number" is not'],
    ['another form', lineOf('c1', { form: 9 }), 'it is of form 9, and this version knows 2'],
    ['no form at all', lineOf('c1', { form: undefined }), 'it is of form undefined'],
    ['a time that nobody can tell', lineOf('c1').replace('2000', '1e999'), '"atWallMs" is not'],
  ])('is refused for %s, and says why and of whom', (_, line, why) => {
    expect(read(line, lineOf('c2'))).toEqual({
      calls: ['c2'],
      over: [],
      refused: [{ callId: 'c1', line, why: expect.stringContaining(why) }],
    });
  });

  test('says nothing of what a caller has said', () => {
    const flow = { variables: { card: { number: '4111111111111111' } } };
    expect(read(lineOf('c1', { flow })).refused[0]?.why).not.toContain('4111');
  });

  test('is not replaced by what was true before: by now the call stands elsewhere', () => {
    expect(read(lineOf('c1'), lineOf('c1', { talk: 'x' })).calls).toEqual([]);
    expect(read(lineOf('c1'), lineOf('c1').replace('"form"', 'form'))).toMatchObject({
      calls: [],
      refused: [{ callId: 'c1', why: 'it is no line of this file' }],
    });
  });

  test('counts no more when a later one can be read, or says that the call is over', () => {
    const wrong = lineOf('c1', { talk: 'x' });
    expect(read(wrong, lineOf('c1'))).toEqual({ calls: ['c1'], over: [], refused: [] });
    expect(read(wrong, over('c1'))).toEqual({ calls: [], over: ['c1'], refused: [] });
  });

  test('may say nothing of any call', () => {
    expect(read('null', '7', '{}', '[1]', JSON.stringify({ boot: BOOT, callId: 7 })).refused).toHaveLength(5);
  });
});

test('what another version has added to a call stays in it', () => {
  const { calls } = readKeptCalls(`${lineOf('c1', { later: { more: 1 } })}\n`, BOOT);
  expect(calls[0]).toMatchObject({ callId: 'c1', later: { more: 1 } });
});

test('the form before this one can still be read', () => {
  const { talkOut: _, calledBack: _b, own: _o, ...before } = keptSnapshot('c1');
  const { calls, refused } = readKeptCalls(`${JSON.stringify({ boot: BOOT, ...before, form: 1 })}\n`, BOOT);
  expect([calls[0], refused]).toEqual([{ boot: BOOT, ...keptSnapshot('c1') }, []]);
});

test('what a version before this one has not kept of legs before is nothing', () => {
  const { legsBefore: _, ...before } = keptSnapshot('c1');
  const { calls, refused } = readKeptCalls(`${JSON.stringify({ boot: BOOT, ...before })}\n`, BOOT);
  expect([calls[0]?.legsBefore, refused]).toEqual([[], []]);
});

test('a last line that was not written to its end is none', () => {
  const { calls, refused } = readKeptCalls(`${lineOf('c1')}\n${lineOf('c2').slice(0, -9)}`, BOOT);
  expect([calls.map(({ callId }) => callId), refused]).toEqual([['c1'], []]);
});
