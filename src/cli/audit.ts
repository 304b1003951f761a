import type { AuditFact } from '../journal/index.ts';
import { askApi } from './ask-api.ts';
import type { Command, CommandCall } from './command.ts';
import { auditInWords } from './entry-in-words.ts';
import { verifyAudit } from './verify-audit.ts';

const OPTIONS = ['--from', '--to', '--by', '--what', '--limit'];

/** Who changed what from outside, newest first. */
export const audit: Command = {
  usage: '[--from TIME] [--to TIME] [--by WHO] [--what WHAT] [--limit N] | --verify',
  say: 'who changed what, newest first; --verify: whether anybody has changed that',
  options: OPTIONS,
  flags: ['--verify'],
  wordsMax: 0,
  async run(call) {
    const { options, flags, isJson, print, settings } = call;
    if (flags.has('--verify')) return verify(call);
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

/** Exit code 1 when somebody has changed it. */
async function verify({ isJson, print, settings }: CommandCall): Promise<0 | 1> {
  const found = await verifyAudit(settings());
  const { intact, forgotten, lost, others, troubles } = found;
  if (isJson) print(JSON.stringify(found));
  else {
    print(`facts as they were written: ${intact}`);
    if (forgotten > 0) print(`without a person who was forgotten: ${forgotten}`);
    if (lost > 0) print(`lost in a sudden death: ${lost}`);
    if (others > 0) print(`to be verified at the other machine: ${others}`);
    for (const trouble of troubles) print(trouble);
  }
  return troubles.length === 0 ? 0 : 1;
}
