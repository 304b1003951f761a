import type { Clock } from '../base/index.ts';
import type { House } from '../http/index.ts';
import type { Switchboard } from '../switchboard/index.ts';
import type { Loop } from './loop.ts';
import type { NoticeBoard } from './notice-board.ts';
import type { Readiness } from './readiness.ts';

/** What the API sees of the house. */
export function houseFor(
  switchboard: Switchboard,
  loop: Loop,
  notices: NoticeBoard,
  readiness: Readiness,
  clock: Clock,
): House {
  const board = () => switchboard.board(clock.now());
  return {
    put: (event) => loop.put(event),
    board,
    readiness: () => readiness.now(),
    operator: (operatorId) => board().operators.find(({ id }) => id === operatorId),
    call: (callId) => board().calls.find((call) => call.callId === callId),
    onEntry: (listener) => notices.watch(listener),
    counters: () => ({ inboxDepth: loop.inboxDepth, commandsFailed: loop.commandsFailed }),
  };
}
