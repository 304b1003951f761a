import { once } from 'node:events';
import { FastRouter } from '../src/routing/fast-router.ts';
import { Conversation } from './router-stdio/conversation.ts';
import { type Line, Lines } from './router-stdio/lines.ts';
import { LIMITS } from './router-stdio/room.ts';

/**
 * router-stdio.ts: the router alone, for anybody who wants to check it from outside. One JSON object per line in, one
 * per line out, in order; time is only what the events say.
 */

const LINE_BYTES_MAX = 64 * 1024 * 1024;

const conversation = new Conversation(() => new FastRouter(LIMITS));
const lines = new Lines(LINE_BYTES_MAX);
const utf8 = new TextDecoder('utf-8', { fatal: true });

function answerTo(line: Line): string {
  if (line === null)
    return conversation.refuse('LINE_TOO_LONG', `a line has at most ${LINE_BYTES_MAX} bytes`);
  let text: string;
  try {
    text = utf8.decode(line);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return conversation.refuse('NOT_UTF8', 'the line is not UTF-8');
  }
  return conversation.answer(text);
}

/** All answers to what came in one piece go out in one piece. */
async function answerAll(some: Iterable<Line>): Promise<void> {
  let answers = '';
  for (const line of some) {
    if (conversation.isOver) break;
    answers += `${answerTo(line)}\n`;
  }
  if (answers !== '' && !process.stdout.write(answers)) await once(process.stdout, 'drain');
}

process.stdout.on('error', (error) => {
  console.error(`nobody reads the answers any more: ${error.message}`);
  process.exit(1);
});
for await (const bytes of process.stdin) {
  await answerAll(lines.add(bytes));
  if (conversation.isOver) break;
}
await answerAll(lines.end());
