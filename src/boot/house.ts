import type { Clock } from '../base/index.ts';
import type { House } from '../http/index.ts';
import type { ScheduleKeeper } from '../schedules/index.ts';
import type { Switchboard } from '../switchboard/index.ts';
import type { Loop } from './loop.ts';
import type { NoticeBoard } from './notice-board.ts';
import type { Readiness } from './readiness.ts';

/** What the API sees of the house. */
export function houseFor(of: {
  readonly switchboard: Switchboard;
  readonly loop: Loop;
  readonly notices: NoticeBoard;
  readonly readiness: Readiness;
  readonly hours: ScheduleKeeper;
  readonly clock: Clock;
}): House {
  const { switchboard, loop, notices, readiness, hours, clock } = of;
  return {
    put: (event) => loop.put(event),
    board: () => switchboard.board(clock.now()),
    readiness: () => readiness.now(),
    operator: (operatorId) => switchboard.operator(operatorId),
    call: (callId) => switchboard.call(callId),
    whyWaiting: (callId) => switchboard.whyWaiting(callId, clock.now()),
    schedules: () => hours.list(),
    switchEmergency: (wish) => hours.switchEmergency(wish),
    onEntry: (listener) => notices.watch(listener),
    counters: () => ({ inboxDepth: loop.inboxDepth, commandsFailed: loop.commandsFailed }),
  };
}
