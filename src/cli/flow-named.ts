import { type FlowGraph, unknownName } from '../flow/index.ts';
import type { BundleAt } from './bundle-at.ts';
import { WrongUsage } from './command.ts';

/** The flow of this name; that there is none is wrong usage, and the message names those there are. */
export function flowNamed(name: string | undefined, { bundle }: BundleAt): FlowGraph {
  const { flows } = bundle.flows;
  if (name === undefined) throw new WrongUsage(`which flow? there is: ${[...flows.keys()].join(', ')}`);
  const graph = flows.get(name);
  if (graph !== undefined) return graph;
  const { say, hint } = unknownName('UNKNOWN_FLOW', 'flow', name, flows.keys());
  throw new WrongUsage(`${say}: ${hint}`);
}
