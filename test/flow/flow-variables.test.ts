import { expect, test } from 'vitest';
import { loadSmall } from '../bundle/small-bundle.ts';
import { flow } from './flows.ts';

/** Steps that each set a variable made of that of the next one: every type is known only when the last one is. */
const backwards = (count: number): string => {
  const step = (index: number): string => {
    const next = index > 0 ? `step-${index - 1}` : 'end';
    const value = index + 1 < count ? `v${index + 1} + 1` : '1';
    return `step-${index}: { set: { v${index}: ${value} }, next: ${next} }`;
  };
  const first = `first: { set: { w: 1 }, next: step-${count - 1} }`;
  return flow([first, ...Array.from({ length: count }, (_, index) => step(index))].join('\n'));
};

test('a variable may be made of one that is set further down', () => {
  const { bundle, mistakes } = loadSmall({ 'main.flow.yaml': backwards(500) });
  expect(mistakes).toEqual([]);
  expect(bundle!.flows.flows.get('main')!.variables.get('v0')).toBe('int');
});

test('the first type of a variable is that of its first expression in the file', () => {
  const main = flow(`first: { set: { x: y + 1, y: 1 }, next: second }
second: { set: { x: '"a"' }, next: end }`);
  const { mistakes } = loadSmall({ 'main.flow.yaml': main });
  expect(mistakes.map(({ line, say }) => `${line} ${say}`)).toContain(
    '6 "x" is int elsewhere and string here',
  );
});
