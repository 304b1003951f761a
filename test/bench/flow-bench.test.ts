import { expect, test } from 'vitest';
import { measureFlow, TARGETS, wrongCalls } from '../../scripts/bench/measure-flow.ts';
import { flowsOf } from '../bundle/small-bundle.ts';
import { flow, MENU } from '../flow/flows.ts';

test('calls of the bench are whole calls, and what it promised it measures', () => {
  const figures = measureFlow(flowsOf(MENU), 1_000, 1);
  const of = (measure: string): number => figures.find((figure) => figure.measure === measure)!.value!;
  expect(of('steps of one call')).toBeGreaterThan(1.5);
  expect(of('simulated calls')).toBeGreaterThan(0);
  expect(wrongCalls(figures)).toBe(0);
  for (const { measure } of TARGETS) expect(of(measure)).toBeGreaterThan(0);
});

test('a flow out of which every call falls is counted as wrong, call by call', () => {
  const broken = flowsOf(flow('first: { set: { n: 1 / (int(dialled) - 100) }, next: end }'));
  expect(wrongCalls(measureFlow(broken, 1_000, 1))).toBe(6_000);
});
