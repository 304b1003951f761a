import type { CallSnapshot } from '../switchboard/index.ts';
import { snapshotIn } from './call-shapes.ts';

/** Calls that a process was serving, and those of which it has closed the books not long ago. */
export type KeptCalls = { readonly calls: readonly CallSnapshot[]; readonly over: ReadonlySet<string> };

/** A line that nobody can go on with: of which call it is (null: it does not say), and why, without what it says. */
export type RefusedLine = { readonly callId: string | null; readonly why: string; readonly line: string };

/** A line of the file: a call as it was then, or that it is over. The last line of a call counts. */
export type KeptLine = (CallSnapshot | { readonly callId: string; readonly isOver: true }) & {
  readonly boot: string;
};

/** What a line says at first sight; `call` is looked at more closely when it is known to be the last of its call. */
type Told = { readonly line: string } & (
  | { readonly kind: 'over' }
  | { readonly kind: 'call'; readonly call: object }
  | { readonly kind: 'refused'; readonly why: string }
);

/**
 * What can be used of such a file. A call whose last line cannot be read is not among the calls, whatever its lines
 * before say: by now it stands elsewhere, and the marks on its legs know better. Lines of before the machine was
 * started (`boot` names the time since then) count for nothing, as does a last line that was not written to its end.
 */
export function readKeptCalls(
  text: string,
  boot: string,
): KeptCalls & { readonly refused: readonly RefusedLine[] } {
  const told = new Map<string, Told>();
  const refused: RefusedLine[] = [];
  const lines = text.split('\n');
  // Behind the last line's end there is nothing, or one that was not written to its end.
  lines.pop();
  for (const line of lines) {
    if (line === '') continue;
    const { callId, is } = firstSight(line, boot);
    if (is === undefined) continue;
    if (callId !== null) told.set(callId, is);
    else if (is.kind === 'refused') refused.push({ callId, why: is.why, line });
  }
  const calls: CallSnapshot[] = [];
  const over = new Set<string>();
  for (const [callId, is] of told) {
    if (is.kind === 'over') over.add(callId);
    else {
      const found = is.kind === 'call' ? snapshotIn(is.call) : is;
      if ('why' in found) refused.push({ callId, why: found.why, line: is.line });
      else calls.push(found);
    }
  }
  return { calls, over, refused };
}

/** `is` undefined: the line is of another time. */
function firstSight(line: string, boot: string): { callId: string | null; is: Told | undefined } {
  const value = parsed(line);
  if (typeof value !== 'object' || value === null || !('callId' in value) || !('boot' in value)) {
    const callId = /"callId":"([^"\\]+)"/.exec(line)?.[1] ?? null;
    return { callId, is: { kind: 'refused', line, why: 'it is no line of this file' } };
  }
  const { callId } = value;
  if (value.boot !== boot) return { callId: null, is: undefined };
  if (typeof callId !== 'string' || callId === '')
    return { callId: null, is: { kind: 'refused', line, why: 'its call has no id' } };
  if ('isOver' in value) return { callId, is: { kind: 'over', line } };
  return { callId, is: { kind: 'call', call: value, line } };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
