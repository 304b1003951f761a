import type { Callback } from '../callbacks/index.ts';
import { askApi } from './ask-api.ts';
import { type Command, type CommandCall, WrongUsage } from './command.ts';

const DAY_MS = 86_400_000;

/** Promises to call back: what is open, what was; an end of one, and another time. */
export const callbacks: Command = {
  usage: '[all | cancel ID | move ID TIME]',
  say: 'who is to be called back; the end of a promise, or another time for it',
  wordsMax: 3,
  async run(call) {
    const [what, id, at] = call.words;
    if (what === undefined) return list(call, '?outcome=open');
    if (what === 'all' && id === undefined) return list(call, '');
    if (what === 'cancel' && id !== undefined && at === undefined) return change(call, id, 'DELETE');
    if (what === 'move' && id !== undefined && at !== undefined)
      return change(call, id, 'POST', momentIn(at));
    throw new WrongUsage('nothing, all, cancel ID, or move ID TIME (2026-11-27T10:00:00+01:00)');
  },
};

async function list({ isJson, print, settings }: CommandCall, query: string): Promise<0> {
  const { callbacks: all } = (await askApi(settings(), `/api/v1/callbacks${query}`)) as {
    readonly callbacks: readonly Callback[];
  };
  if (isJson) print(JSON.stringify(all));
  else for (const callback of all) print(callbackInWords(callback));
  if (!isJson && all.length === 0) print('nobody is to be called back');
  return 0;
}

async function change(
  { isJson, print, settings }: CommandCall,
  id: string,
  method: 'POST' | 'DELETE',
  at?: string,
): Promise<0> {
  const path = `/api/v1/callbacks/${encodeURIComponent(id)}${at === undefined ? '' : '/move'}`;
  const after = (await askApi(settings(), path, method, at === undefined ? undefined : { at })) as Callback;
  print(isJson ? JSON.stringify(after) : callbackInWords(after));
  return 0;
}

function momentIn(at: string): string {
  const ms = Date.parse(at);
  if (Number.isNaN(ms)) throw new WrongUsage(`"${at}" is no moment such as 2026-11-27T10:00:00+01:00`);
  return new Date(ms).toISOString();
}

function callbackInWords(callback: Callback): string {
  const { callbackId, number, queue, attemptsCount, attemptsMax, lastWhy } = callback;
  const tries = attemptsCount === 0 ? '' : `, called ${attemptsCount} of ${attemptsMax} times`;
  const why = lastWhy === null ? '' : ` (${lastWhy})`;
  return `${callbackId.padEnd(28)} ${number.padEnd(16)} ${queue.padEnd(12)} ${standing(callback)}${tries}${why}`;
}

function standing({ outcome, trying, dueMs, bookedMs, endedMs }: Callback): string {
  if (outcome !== null) return `${outcome} at ${moment(endedMs ?? bookedMs)}`;
  if (trying !== null) return 'is being called';
  return dueMs > bookedMs ? `due at ${moment(dueMs)}` : `waits since ${moment(bookedMs)}`;
}

/** "10:42", with the day when it is not today's. */
function moment(wallMs: number): string {
  const at = new Date(wallMs);
  const time = at.toTimeString().slice(0, 5);
  return Math.abs(Date.now() - wallMs) < DAY_MS / 2 ? time : `${at.toISOString().slice(0, 10)} ${time}`;
}
