import { expect, test } from 'vitest';
import { storyLine } from '../../scripts/demo/story-line.ts';
import type { PromptSource } from '../../src/speech/index.ts';

const prompts = new Map<string, ReadonlyMap<string, PromptSource>>([
  ['greeting', new Map([['ru', { kind: 'text', text: 'Здравствуйте!' }]])],
  ['hours', new Map([['ru', { kind: 'recording', path: '/x/hours.wav', hash: '1' }]])],
]);
const call = { atMs: 0, callId: 'c1' };

test('what a caller hears is told in its words, as a recording, or as the flow put it together', () => {
  const said = { ...call, kind: 'said', language: 'ru', what: ['greeting', 'hours', 'Вы третий.'] } as const;
  expect(storyLine(said, prompts)).toBe(
    'the caller hears: “Здравствуйте!” the recording "hours" “Вы третий.”',
  );
});

test('an offer is told with its reason and its end, and what only machines care about is left out', () => {
  const offer = { ...call, offerId: 'o1', operator: 'anna' };
  const why = { rule: 'caller first in line', idleMs: 3_000, candidatesCount: 2, group: 2 } as const;
  expect(storyLine({ ...offer, kind: 'offered', why }, prompts)).toBe(
    'offered to anna: caller first in line: idle for 3 s, the best of 2 free operators who fit, 2 phones ring together',
  );
  expect(storyLine({ ...offer, kind: 'offerEnded', outcome: 'declined' }, prompts)).toBe('anna: declined');
  const left = { ...call, kind: 'stepLeft', step: 'main', outcome: '1' } as const;
  expect(storyLine(left, prompts)).toBe('');
});

test('the end of a call says what came of it and where it was given up', () => {
  const ended = { ...call, kind: 'callEnded', outcome: 'abandoned', where: 'queue', by: 'caller' } as const;
  expect(storyLine(ended, prompts)).toBe('the call is over: abandoned in the queue');
});
