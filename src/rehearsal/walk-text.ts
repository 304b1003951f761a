import { endingIn } from './perform.ts';
import { LONG_SILENCE, type Walk, type WalkRun } from './random-walk.ts';
import { SOME_TIME_MS } from './read-tests.ts';
import { wallTimeText } from './wall-time.ts';

/** A walk as a test, to be pasted under `tests:` of the flow's test file: it fails until the flow is mended. */
export function walkText({ walk, fellSilent, verdict }: WalkRun): string {
  const { atMs, start, queues, answer, script } = walk;
  const done = [...script, ...(fellSilent ? [{ silence: LONG_SILENCE }] : [])];
  // A test must say what the caller does, even if it is nothing.
  const acts = (done.length === 0 ? [{ hear: true }] : done).map(actText);
  return [
    `  - name: ${JSON.stringify(`found by a walk: ${NAMES[verdict?.code ?? 'NO_END']}`)}`,
    ...(atMs === SOME_TIME_MS ? [] : [`    at: ${wallTimeText(atMs)}`]),
    ...(start.caller === '' ? [] : [`    caller: ${JSON.stringify(start.caller)}`]),
    `    language: ${start.language}`,
    ...(queues.size === 0 ? [] : [`    queues: { ${[...queues].map(queueText).join(', ')} }`]),
    ...(answer === null ? [] : [`    http: { "*": ${JSON.stringify(answer)} }`]),
    `    script: [${acts.join(', ')}]`,
    ...(verdict?.code === 'NO_END' ? ['    ends: { hangup: normal }'] : []),
  ].join('\n');
}

const NAMES = {
  BROKEN_ORDER: 'what the flow wants cannot be done',
  LOST: 'the caller is left in silence',
  OVER_BUDGET: 'the flow goes round',
  LAST_RESORT: 'the call falls out of the flow',
  NO_END: 'the call does not end',
} as const;

const queueText = ([queue, ends]: readonly [string, readonly string[]]): string =>
  `${queue}: [${ends.join(', ')}]`;

function actText(act: Walk['script'][number]): string {
  const { press, silence, hangup, held } = act;
  if (held === true) return '{ held: true }';
  const ending = endingIn(act);
  if (ending !== undefined) return `{ ${ending.word}: ${ending.outcome} }`;
  if (press !== undefined) return `{ press: "${press}" }`;
  if (silence !== undefined) return `{ silence: ${silence} }`;
  return hangup === true ? '{ hangup: true }' : '{ hear: true }';
}
