import type { Clock } from '../base/index.ts';
import type { House } from '../http/index.ts';
import type { Switchboard } from '../switchboard/index.ts';
import type { LiveBundle } from './live-bundle.ts';
import type { Loop } from './loop.ts';
import type { NoticeBoard } from './notice-board.ts';
import type { Readiness } from './readiness.ts';

export type HouseParts = {
  readonly switchboard: Switchboard;
  readonly loop: Loop;
  readonly notices: NoticeBoard;
  readonly readiness: Readiness;
  readonly live: LiveBundle;
  readonly clock: Clock;
};

/** What the API sees of the house. */
export function houseFor({ switchboard, loop, notices, readiness, live, clock }: HouseParts): House {
  return {
    put: (event) => loop.put(event),
    board: () => switchboard.board(clock.now()),
    bundle: live,
    readiness: () => readiness.now(),
    operator: (operatorId) => switchboard.operator(operatorId),
    call: (callId) => switchboard.call(callId),
    whyWaiting: (callId) => switchboard.whyWaiting(callId, clock.now()),
    onEntry: (listener) => notices.watch(listener),
    counters: () => ({ inboxDepth: loop.inboxDepth, commandsFailed: loop.commandsFailed }),
  };
}
