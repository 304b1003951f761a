import type { Score } from '../journal/index.ts';
import { askApi } from './ask-api.ts';
import type { Command } from './command.ts';
import { scoreInWords } from './score-in-words.ts';

const OPTIONS = ['--operator', '--queue', '--form', '--from', '--to', '--limit'];

/** How operators handled calls, as people judged it: a list, or all scores of one call with every answer. */
export const scores: Command = {
  usage: '[--operator OP] [--queue Q] [--form F] [--from TIME] [--to TIME] [--limit N] | CALL',
  say: 'how operators handled calls, as supervisors scored it',
  options: OPTIONS,
  wordsMax: 1,
  async run({ words: [callId], options, isJson, print, settings }) {
    const asked = [...options].map(([option, value]): [string, string] => [option.slice(2), value]);
    const query = new URLSearchParams({ limit: '50', ...Object.fromEntries(asked) });
    const path =
      callId === undefined ? `/api/v1/scores?${query}` : `/api/v1/calls/${encodeURIComponent(callId)}/scores`;
    const found = ((await askApi(settings(), path)) as { readonly scores: readonly Score[] }).scores;
    if (isJson) print(JSON.stringify(found));
    else for (const score of found) for (const line of inWords(score, callId !== undefined)) print(line);
    return 0;
  },
};

function inWords(score: Score, withAnswers: boolean): readonly string[] {
  const head = `${new Date(score.atMs).toISOString()} ${score.callId}: ${scoreInWords(score)}`;
  if (!withAnswers) return [head];
  const answers = score.answers.map(({ question, answer, points, of }) => {
    const given = typeof answer === 'boolean' ? (answer ? 'yes' : 'no') : String(answer);
    return `  ${question}: ${given}${of === 0 ? '' : `, ${points} of ${of} points`}`;
  });
  return [head, ...answers];
}
