import type { ScoreFacts } from '../journal/index.ts';

/** "supervisor olga scores anna by talk: 75 % (no to "identity") — comment; at 0:12 of c1-2: a long silence". */
export function scoreInWords({ by, operator, form, percent, failed, comment, remarks }: ScoreFacts): string {
  const critical = failed.length === 0 ? '' : ` (a critical "no": ${failed.join(', ')})`;
  const words = [
    ...(comment === null ? [] : [comment]),
    ...remarks.map(({ recordingId, atMs, text }) => `at ${clock(atMs)} of ${recordingId}: ${text}`),
  ];
  const more = words.length === 0 ? '' : ` — ${words.join('; ')}`;
  return `${by} scores ${operator} by ${form}: ${percent} %${critical}${more}`;
}

/** "1:05" from the beginning of a recording. */
function clock(ms: number): string {
  const seconds = Math.floor(ms / 1_000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
