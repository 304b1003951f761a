import type { Place } from '../routing/index.ts';
import type { Call } from './call.ts';
import type { Command } from './command.ts';
import type { Desk } from './desk.ts';

/**
 * The place as it is written on the caller's leg, so that it survives us: version; queue; flow hash; flow; step;
 * entered (wall ms); seq; class; boost ms; stages begun.
 */
export function placeMark(desk: Desk, call: Call, waiting: Place): Command {
  const fields = [
    1,
    waiting.queueId,
    call.script.flowHash,
    call.flow?.flow ?? '',
    call.flow?.step ?? '',
    Math.round(call.visit?.enteredWallMs ?? desk.now.wallMs),
    waiting.seq,
    waiting.class,
    waiting.boostMs,
    waiting.stagesBegun,
  ];
  return { kind: 'mark', legId: call.callerLeg, marks: { place: fields.join(';') } };
}
