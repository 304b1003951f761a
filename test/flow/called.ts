import type { FlowEffect, Wish } from '../../src/flow/index.ts';
import { flowsOf } from '../bundle/small-bundle.ts';
import { TestCaller } from './caller.ts';
import { flow } from './flows.ts';

type Errand = Extract<FlowEffect, { kind: 'errand' }>;

/** A caller of a flow with these steps. */
export const called = (steps: string, caller = '+79161234567'): TestCaller =>
  new TestCaller(flowsOf(flow(steps)), { caller }).call();
/** What others were sent to do. */
export const errandsOf = ({ effects }: TestCaller): Errand[] =>
  effects.filter(({ kind }) => kind === 'errand') as Errand[];

/** What was wanted of others, who are not waited for. */
export const wishesOf = ({ effects }: TestCaller): Wish[] =>
  effects.flatMap((effect) => (effect.kind === 'wish' ? [effect.wish] : []));
