import type { Place } from '../routing/index.ts';
import type { Call } from './call.ts';
import type { Command } from './command.ts';
import type { Desk } from './desk.ts';

/**
 * The place as it is written on the caller's leg, so that it survives us: version; queue; flow hash; flow; step;
 * entered (wall ms); seq; class; boost ms; stages begun; and what holds of the step: must; needs; whether these are
 * kept. That is written out, since the step alone does not tell it: it depends on the caller's language, and a
 * supervisor's move ends it. No expression has a ";" in it.
 */
export function placeMark(desk: Desk, call: Call, waiting: Place): Command {
  const step = call.visit?.step;
  const fields = [
    2,
    waiting.queueId,
    call.script.flowHash,
    call.flow?.flow ?? '',
    call.flow?.step ?? '',
    Math.round(call.visit?.enteredWallMs ?? desk.now.wallMs),
    waiting.seq,
    waiting.class,
    waiting.boostMs,
    waiting.stagesBegun,
    step?.must ?? '',
    step?.needs ?? '',
    step?.keepsNeeds === true ? 1 : 0,
  ];
  return { kind: 'mark', legId: call.callerLeg, marks: { place: fields.join(';') } };
}
