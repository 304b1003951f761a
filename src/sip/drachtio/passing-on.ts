import { firstOf, type HeaderLine, headerLines } from './header-lines.ts';
import type { Dialog, Message, Response, SendHeaders } from './library.ts';
import type { OpenRequest } from './open-requests.ts';
import { type DialogIds, withReplaced } from './replaces.ts';
import { refuse, sendable } from './replies.ts';
import type { Whole } from './whole.ts';

/** What of a request or its answer is meant for the far end; all else is between two neighbours. */
const END_TO_END = [
  ...[
    'accept',
    'allow-events',
    'event',
    'expires',
    'info-package',
    'reason',
    'recv-info',
    'refer-sub',
    'refer-to',
  ],
  ...['referred-by', 'retry-after', 'subscription-state', 'target-dialog', 'warning'],
] as const;

export type PassingOn = {
  readonly open: OpenRequest;
  readonly to: Dialog;
  /** The dialog that the Replaces of a REFER is to name. */
  readonly replaces: DialogIds | null;
};

/** Asks the same of another dialog, and gives its answer back; 408 when it does not come in time. */
export function passOn({ srf, clock, limits }: Whole, { open, to, replaces }: PassingOn): void {
  const { request, response } = open;
  let isAnswered = false;
  const answer = (give: () => void): void => {
    if (isAnswered) return;
    isAnswered = true;
    stopWaiting();
    give();
  };
  const stopWaiting = clock.after(limits.passOnMs, () => answer(() => refuse(response, 408)));
  const lines = headerLines(request.raw);
  const headers = endToEnd(request, lines);
  if (replaces !== null) headers['refer-to'] = withReplaced(firstOf(lines, 'refer-to'), replaces);
  const { method, body } = request;
  const dialog = { stackDialogId: to.id, _socket: to.socket };
  try {
    srf.request('sip:placeholder', { method, headers, body, ...dialog }, (_, sent) => {
      if (sent === undefined) return answer(() => refuse(response, 481));
      sent.on('response', (theirs) => {
        if (theirs.status >= 200) answer(() => giveBack(response, theirs));
      });
    });
  } catch {
    // The connection has gone, and with it whoever waits for the answer.
    answer(() => undefined);
  }
}

function giveBack(response: Response, theirs: Response): void {
  const headers = endToEnd(theirs, headerLines(theirs.raw));
  if (theirs.status >= 300) return refuse(response, theirs.status, headers);
  // The library knows no other good ones (RFC 3261 8.1.3.2: each is as good as 200).
  response.send(theirs.status === 202 ? 202 : 200, { headers, body: theirs.body });
}

function endToEnd(message: Message, lines: readonly HeaderLine[]): SendHeaders {
  const found = END_TO_END.flatMap((name) => {
    const value = firstOf(lines, name);
    return value === '' ? [] : [[name, value] as const];
  });
  const headers = sendable(Object.fromEntries(found));
  const type = firstOf(lines, 'content-type');
  // The server sends no body without a type.
  if (message.body !== '') headers['content-type'] = type === '' ? 'application/octet-stream' : type;
  return headers;
}
