import { assertNever } from '../../base/index.ts';
import {
  createFlowState,
  type FetchResult,
  type FlowEffect,
  type FlowInput,
  type Notice,
  runFlow,
  textOf,
  type Wish,
} from '../../flow/index.ts';
import { type Call, type Homeless, isEnding } from '../call.ts';
import { move } from '../call-phase.ts';
import type { Desk } from '../desk.ts';
import { hangUpCall } from '../ending.ts';
import { noticeIdOf, playIdOf, requestKeyOf } from '../ids.ts';
import { enterQueue } from '../lines/waiting.ts';
import type { NumberPlan } from '../plan.ts';
import { backToLine } from '../talks/talking.ts';
import { followTape, switchTape } from '../talks/tapes.ts';
import { beginErrand, dropErrand } from './errands.ts';
import { answerTo } from './flow-questions.ts';

/** The flow begins. */
export function startFlow(desk: Desk, call: Call, number: NumberPlan, visitsBefore: number): void {
  const { flow, language, boostMs } = number;
  const from = { caller: call.caller.number, dialled: call.dialled };
  call.flow = createFlowState({ flow, language, boostMs, class: number.class, ...from });
  call.flow.visit = visitsBefore;
  call.phase = move(call.phase, 'inFlow');
  runStep(desk, call, { kind: 'started' });
}

/**
 * Gives the flow its input and carries out what it wants. A call without a flow (being hung up) wants
 * nothing.
 */
export function runStep(desk: Desk, call: Call, input: FlowInput): void {
  if (call.homeless !== null) return heardLater(call.homeless, input);
  if (call.flow === null) return withoutFlow(desk, call, input);
  desk.touched.add(call.id);
  const effects: FlowEffect[] = [];
  runFlow(call.script.flows, call.flow, input, desk.now, effects);
  for (const effect of effects) carryOut(desk, call, effect);
  followTape(desk, call);
}

/** Inputs that nobody tells once more; of all others the step in progress is asked again. */
const TOLD_ONCE: ReadonlySet<FlowInput['kind']> = new Set([
  'fetched',
  'errandEnded',
  'queueEnded',
  'handedOver',
]);

/** Nobody is there who could hear what the flow says. */
function heardLater({ inputs }: Homeless, input: FlowInput): void {
  if (TOLD_ONCE.has(input.kind)) inputs.push(input);
}

/** Nobody has a word for a customer whom we have called back, once the operator has gone or the line was left. */
function withoutFlow(desk: Desk, call: Call, input: FlowInput): void {
  if (call.callback === null || isEnding(call)) return;
  const isOver = input.kind === 'handedOver' ? input.event !== 'held' : input.kind === 'queueEnded';
  if (isOver) hangUpCall(desk, call, 'normal', 'unreached');
}

function carryOut(desk: Desk, call: Call, effect: FlowEffect): void {
  const { id: callId, callerLeg: legId } = call;
  switch (effect.kind) {
    case 'answer':
      return answer(desk, call);
    case 'say': {
      const { language, items } = effect;
      markFlow(desk, call);
      const said = { version: call.script.flowHash, language, items };
      desk.want({ kind: 'speak', legId, playId: playIdOf(call, effect.sayId), ...said });
      return desk.write({ kind: 'said', callId, language, what: items.map(textOf) });
    }
    case 'stopSaying':
      return desk.want({ kind: 'stopPlay', legId, playId: playIdOf(call, effect.sayId) });
    case 'listen':
      call.listenId = effect.listenId;
      return desk.startTimer(call, 'listen', effect.ms);
    case 'stopListening':
      return desk.stopTimer(call, 'listen');
    case 'fetch':
      return ask(desk, call, effect);
    case 'errand':
      return beginErrand(desk, call, effect);
    case 'stopErrand':
      return dropErrand(desk, call);
    case 'backToLine':
      return backToLine(desk, call);
    case 'enqueue':
      return enqueue(desk, call, effect);
    case 'ask':
      return runStep(desk, call, { kind: 'told', fact: answerTo(desk, call, effect.question) });
    case 'hangUp':
      return hangUpCall(desk, call, effect.reason, effect.outcome);
    case 'stepEntered':
      return desk.write({
        kind: 'stepEntered',
        callId,
        flow: effect.flow,
        step: effect.step,
        visit: effect.visit,
      });
    case 'stepLeft':
      return desk.write({ kind: 'stepLeft', callId, step: effect.step, outcome: effect.outcome });
    case 'answerMissed':
      return desk.write({ callId, ...effect });
    case 'digitTaken':
      return desk.write({ kind: 'digitPressed', callId, digit: effect.digit });
    case 'languageChosen':
      if (call.caller.number !== '') desk.languages.put(call.caller.number, effect.language);
      return desk.write({ kind: 'languageChosen', callId, language: effect.language });
    case 'tagged':
      return desk.write({ kind: 'tagged', callId, label: effect.label, reason: effect.reason });
    case 'wish':
      return grant(desk, call, effect);
    case 'trouble':
      return desk.write({ kind: 'trouble', callId, what: effect.what });
    default:
      assertNever(effect);
  }
}

/**
 * Which flow the caller is in is written on the leg before the first prompt, since a mark would stop one that plays. A
 * caller who goes straight into a queue has it in the place.
 */
function markFlow(desk: Desk, call: Call): void {
  if (call.isFlowMarked || call.flow === null) return;
  call.isFlowMarked = true;
  const flow = `${call.script.flowHash};${call.flow.flow}`;
  desk.want({ kind: 'mark', legId: call.callerLeg, marks: { flow } });
}

function answer(desk: Desk, call: Call): void {
  if (call.isAnswered) return;
  call.isAnswered = true;
  desk.stopTimer(call, 'unanswered');
  desk.want({ kind: 'answer', legId: call.callerLeg });
  desk.write({ kind: 'callAnswered', callId: call.id });
}

function enqueue(desk: Desk, call: Call, ask: Extract<FlowEffect, { kind: 'enqueue' }>): void {
  const refused = enterQueue(desk, call, ask);
  if (refused !== undefined) runStep(desk, call, { kind: 'queueEnded', outcome: refused });
}

/** What nobody waits for. What is said before the answer is heard as it is: nothing is to be asked for it. */
function grant(desk: Desk, call: Call, { wish, visit }: Extract<FlowEffect, { kind: 'wish' }>): void {
  const { id: callId } = call;
  if (wish.kind === 'early_media') return;
  if (wish.kind === 'record') return switchTape(desk, call, wish.to);
  if (wish.kind === 'surveyed') return desk.write({ ...wish, callId });
  if (wish.kind === 'notify')
    return giveNotice(desk, callId, noticeIdOf(call, visit, wish.notice), wish.notice);
  if (wish.kind === 'on_hold') return sayOnHold(desk, call, wish);
  if (wish.kind === 'whisper') call.whisper = wish;
  else call.announcement = wish;
}

/** It is written down, and whoever reads that sends it: the call goes on at once. */
function giveNotice(desk: Desk, callId: string, noticeId: string, notice: Notice): void {
  const of = { callId, noticeId } as const;
  if (notice.kind === 'webhook') {
    const { url, headers, secretHeaders, body } = notice.request;
    return desk.write({ kind: 'notified', ...of, request: { url, headers, secretHeaders, body } });
  }
  const { subject, text } = notice;
  if (notice.kind === 'email') desk.write({ kind: 'mailWanted', ...of, to: notice.to, subject, text });
  else desk.write({ kind: 'caseWanted', ...of, action: notice.action, subject, text });
}

/** Heard over the music, by whoever is held. */
function sayOnHold(desk: Desk, call: Call, wish: Extract<Wish, { kind: 'on_hold' }>): void {
  const { id: callId, callerLeg: legId, script } = call;
  const items = wish.prompts.map((name) => ({ kind: 'prompt', name }) as const);
  const said = { version: script.flowHash, language: wish.language, items };
  desk.want({ kind: 'speak', legId, playId: playIdOf(call, 'hold'), ...said });
  desk.write({ kind: 'said', callId, language: wish.language, what: wish.prompts });
}

/**
 * The timer ends the wait whatever becomes of the server, and of the edge that asks it. What may change something there
 * is kept before it is sent: another process must not send it under another key.
 */
function ask(desk: Desk, call: Call, effect: Extract<FlowEffect, { kind: 'fetch' }>): void {
  const { fetchId, visit, limitMs, request } = effect;
  const idempotencyKey = request.hasKey ? requestKeyOf(call, visit) : null;
  if (request.method !== 'get') desk.want({ kind: 'remember', callId: call.id, isUrgent: true });
  call.fetchId = fetchId;
  desk.startTimer(call, 'fetch', limitMs);
  desk.want({ kind: 'fetch', callId: call.id, fetchId, limitMs, idempotencyKey, request });
}

/** The first word about a request counts: that of the edge, or that of the timer. */
export function fetched(desk: Desk, call: Call, fetchId: string, result: FetchResult): void {
  if (call.fetchId !== fetchId) return;
  call.fetchId = null;
  desk.stopTimer(call, 'fetch');
  runStep(desk, call, { kind: 'fetched', fetchId, result });
}
