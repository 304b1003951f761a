import { relative } from 'node:path';
import { mistakeIn, mistakeText } from '../base/index.ts';
import { loadFlows } from '../boot/index.ts';
import type { Command } from './command.ts';

/** Checks a bundle and prints every mistake with its place and what to do; a warning is none. */
export const validate: Command = {
  usage: '[DIR]',
  say: 'checks flows, queues, operators, numbers and prompts',
  wordsMax: 1,
  async run({ words, isJson, print, settings }) {
    const folder = words[0] ?? settings().bundle;
    const shown = relative('.', folder) || '.';
    const { bundle, mistakes, warnings } = await loadFlows(folder);
    if (isJson) print(JSON.stringify({ folder, good: bundle !== undefined, mistakes, warnings }));
    else {
      for (const mistake of mistakes) print(mistakeText(mistakeIn(shown, mistake)));
      for (const warning of warnings) print(`warning: ${mistakeText(mistakeIn(shown, warning))}`);
    }
    if (bundle === undefined) return 1;
    const { queues, operators, flows } = bundle;
    const counts = `${flows.flows.size} flows, ${queues.size} queues, ${operators.size} operators`;
    if (!isJson) print(`${shown} is good: ${counts}`);
    return 0;
  },
};
