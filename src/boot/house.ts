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
  return {
    put: (event) => loop.put(event),
    board: () => switchboard.board(clock.now()),
    readiness: () => readiness.now(),
    operator: (operatorId) => switchboard.operator(operatorId),
    call: (callId) => switchboard.call(callId),
    whyWaiting: (callId) => switchboard.whyWaiting(callId, clock.now()),
    onEntry: (listener) => notices.watch(listener),
    counters: () => ({ inboxDepth: loop.inboxDepth, commandsFailed: loop.commandsFailed }),
  };
}
