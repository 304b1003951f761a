import { flowChart } from '../overview/index.ts';
import { bundleAt } from './bundle-at.ts';
import type { Command } from './command.ts';
import { flowNamed } from './flow-named.ts';

/** Prints a flow as a picture. */
export const graph: Command = {
  usage: 'FLOW [DIR]',
  say: 'a flow as a Mermaid flowchart',
  wordsMax: 2,
  async run({ words, isJson, print, settings }) {
    const chart = flowChart(flowNamed(words[0], await bundleAt(words[1] ?? settings().bundle)));
    print(isJson ? JSON.stringify({ flow: words[0], mermaid: chart }) : chart);
    return 0;
  },
};
