import type { AuditFact } from '../journal/index.ts';
import { askApi } from './ask-api.ts';
import type { Command } from './command.ts';
import { auditInWords } from './entry-in-words.ts';

const OPTIONS = ['--from', '--to', '--by', '--what', '--limit'];

/** Who changed what from outside, newest first. */
export const audit: Command = {
  usage: '[--from TIME] [--to TIME] [--by WHO] [--what WHAT] [--limit N]',
  say: 'who changed what, newest first',
  options: OPTIONS,
  wordsMax: 0,
  async run({ options, isJson, print, settings }) {
    const asked = [...options].map(([option, value]): [string, string] => [option.slice(2), value]);
    const query = new URLSearchParams({ limit: '100', ...Object.fromEntries(asked) });
    const { facts } = (await askApi(settings(), `/api/v1/audit?${query}`)) as {
      facts: readonly AuditFact[];
    };
    if (isJson) print(JSON.stringify(facts));
    else for (const fact of facts) print(`${new Date(fact.atMs).toISOString()} ${auditInWords(fact)}`);
    return 0;
  },
};
