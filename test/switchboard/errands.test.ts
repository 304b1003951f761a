import { expect, test } from 'vitest';
import { Floor } from './floor.ts';

test('what the exchange cannot do yet is an error of the step, if a flow comes to it after all', () => {
  const dialling = [
    'flow: dialling',
    'start: first',
    'steps:',
    '  first: { dial: "123", on: { failed: end, error: wait } }',
    '  wait: { queue: support, on: { timeout: end, full: end, unstaffed: end, left: end, error: end } }',
    '  end: { hangup: normal }',
    '',
  ].join('\n');
  const changes = {
    'numbers.yaml': 'numbers:\n  "300": { flow: dialling }\n',
    'dialling.flow.yaml': dialling,
  };
  const floor = new Floor(changes, 100, 'rehearsals');
  floor.arrives('c1', '300');
  expect(floor.noted('c1')).toContainEqual(
    expect.objectContaining({ kind: 'trouble', what: '"first": the exchange cannot do "dial" yet' }),
  );
  expect(floor.noted('c1')).toContainEqual(expect.objectContaining({ kind: 'stepEntered', step: 'wait' }));
});
