import { changesBetween } from '../overview/index.ts';
import { bundleAt } from './bundle-at.ts';
import { type Command, WrongUsage } from './command.ts';

/** Says in words what differs between two bundles. As with diff(1), exit code 1 means that something does. */
export const diff: Command = {
  usage: 'DIR DIR',
  say: 'what changed from one bundle to another, in words',
  wordsMax: 2,
  async run({ words, isJson, print }) {
    const [from, to] = words;
    if (from === undefined || to === undefined) throw new WrongUsage('name two folders: before and after');
    const [before, after] = [await bundleAt(from), await bundleAt(to)];
    const changes = changesBetween(before.source, after.source);
    if (isJson) print(JSON.stringify({ from: before.shown, to: after.shown, changes }));
    else if (changes.length === 0) print('nothing differs');
    else for (const { about, say } of changes) print(`${about}: ${say}`);
    return changes.length === 0 ? 0 : 1;
  },
};
