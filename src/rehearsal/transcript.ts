import type { Bundle } from '../bundle/index.ts';
import type { SpokenItem } from '../flow/index.ts';
import { type Happening, itemText } from './happening.ts';

/** What a person at the caller's side hears and does, a line each; steps and outcomes are not for them. */
export function transcriptOf(
  happenings: readonly Happening[],
  prompts: Bundle['prompts'],
): readonly string[] {
  return happenings.flatMap((happening, index) => {
    const line = lineOf(happening, happenings[index - 1], prompts);
    return line === undefined ? [] : [`${timeText(happening.atMs)}  ${line}`];
  });
}

function lineOf(
  happening: Happening,
  before: Happening | undefined,
  prompts: Bundle['prompts'],
): string | undefined {
  switch (happening.kind) {
    case 'said': {
      const { language, items } = happening;
      return `${language}: ${items.map((item) => spoken(item, language, prompts)).join(' ')}`;
    }
    case 'asked':
      // Between the digits of one entry it goes without saying.
      return before?.kind === 'pressed' ? undefined : `(${happening.stepKind} "${happening.step}" waits)`;
    case 'pressed':
      return `> ${happening.digit}`;
    case 'silent':
      return `> silence of ${happening.ms / 1_000} s`;
    case 'queued':
      return `(queue "${happening.queue}"${happening.needs === null ? '' : `, needs ${happening.needs}`})`;
    case 'queueEnded':
      return `(queue "${happening.queue}" ends: ${happening.outcome})`;
    case 'tagged':
      return `(tag: ${[happening.label, happening.reason].filter((word) => word !== null).join(', ')})`;
    case 'begun':
      return `(${happening.word} ${happening.what})`;
    case 'errandEnded':
      return `(${happening.act}: ${happening.outcome})`;
    case 'trouble':
      return `(TROUBLE: ${happening.what})`;
    case 'hungUp':
      if (happening.by === 'nobody') return `(the flow is over: ${happening.to})`;
      return happening.by === 'caller'
        ? '> hangs up'
        : `(the flow hangs up: ${happening.reason}, ${happening.outcome})`;
    case 'answered':
      return '(answered)';
    case 'entered':
    case 'left':
      return undefined;
  }
}

function spoken(item: SpokenItem, language: string, prompts: Bundle['prompts']): string {
  if (item.kind !== 'prompt') return itemText(item);
  const source = prompts.get(item.name)?.get(language);
  return source?.kind === 'text' ? `[${item.name}] ${source.text}` : `[${item.name}]`;
}

/** "01:02.3" */
function timeText(ms: number): string {
  const [minutes, seconds] = [Math.floor(ms / 60_000), (ms % 60_000) / 1_000];
  return `${String(minutes).padStart(2, '0')}:${seconds.toFixed(1).padStart(4, '0')}`;
}
