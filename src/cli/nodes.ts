import type { NodeNow } from '../http/index.ts';
import { askApi } from './ask-api.ts';
import { type Command, WrongUsage } from './command.ts';
import { aligned } from './report-words.ts';

/** Each Asterisk of the exchange; one can be emptied before it is stopped. */
export const nodes: Command = {
  usage: '[drain NODE [--off]]',
  say: 'each Asterisk and its calls; drain: the edge gives it no new calls; --off: it does again',
  flags: ['--off'],
  wordsMax: 2,
  async run({ words: [what, name], flags, isJson, print, settings }) {
    const isOff = flags.has('--off');
    const isList = what === undefined && !isOff;
    if (!isList && (what !== 'drain' || name === undefined))
      throw new WrongUsage('nothing, drain NODE, or drain NODE --off');
    const path = isList ? '/api/v1/nodes' : `/api/v1/nodes/${encodeURIComponent(name!)}/drain`;
    const method = isList ? 'GET' : isOff ? 'DELETE' : 'POST';
    const { nodes: all } = (await askApi(settings(), path, method)) as { readonly nodes: readonly NodeNow[] };
    if (isJson) print(JSON.stringify(all));
    else if (isList) for (const line of table(all)) print(line);
    else print(isOff ? `${name} is given new calls again` : drained(all, name!));
    return 0;
  },
};

const HEAD = ['node', 'state', 'since', 'connected', 'calls', 'weight', 'draining'];

const table = (all: readonly NodeNow[]): readonly string[] =>
  aligned([
    HEAD,
    ...all.map(({ name, state, sinceMs, isConnected, calls, weight, isDraining }) => [
      ...[name, state ?? '–', sinceMs === null ? '–' : new Date(sinceMs).toISOString()],
      ...[isConnected ? 'yes' : 'NO', String(calls), String(weight), isDraining ? 'yes' : 'no'],
    ]),
  ]);

const drained = (all: readonly NodeNow[], node: string): string =>
  `${node} is given no new calls; calls that go on there: ${all.find(({ name }) => name === node)?.calls ?? 0}`;
