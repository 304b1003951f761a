import { BUGS_ON_NODES } from './bugs-on-nodes.ts';
import { bug, type PlantedBug } from './planted-bug.ts';

/** One that is made in taking over the calls of a process that was killed. */
const bugAfterCrash = (...of: Parameters<typeof bug>): PlantedBug => ({ ...bug(...of), crashes: true });

const TALKING = 'switchboard/talks/talking.ts';
const OFFERS = 'switchboard/lines/offers.ts';
const ENDING = 'switchboard/ending.ts';
const MISFORTUNES = 'switchboard/misfortunes.ts';
const NODE_LOSSES = 'switchboard/nodes/node-losses.ts';
const TIMERS = 'switchboard/timers.ts';
const SWITCHBOARD = 'switchboard/switchboard.ts';
const ADOPTING = 'switchboard/recovery/adopting.ts';
const STANDING_AGAIN = 'switchboard/recovery/standing-again.ts';
const CALLBACK_LIFE = 'switchboard/callbacks/callback-life.ts';
const CALLBACK_TRIES = 'switchboard/callbacks/callback-tries.ts';
const CALLBACK_BOOKING = 'switchboard/callbacks/callback-booking.ts';

/** If the simulation did not find each of these, it would be decoration. */
export const PLANTED_BUGS: readonly PlantedBug[] = [
  bug(
    'a late answer is not resolved by the id of its offer',
    SWITCHBOARD,
    'const offer = call?.offers.get(legId);\n  if (call !== undefined && offer !== undefined) operatorAnswered',
    'const offer = call?.offers.values().next().value;\n  if (call !== undefined && offer !== undefined) operatorAnswered',
  ),
  bug(
    'a repeated arrival is not dropped',
    'switchboard/arrivals/arriving.ts',
    'if (isKnown(desk, arrived)) return;',
    '',
  ),
  bug(
    'a repeated ringing is not dropped',
    SWITCHBOARD,
    'offer === undefined || offer.rang) return;',
    'offer === undefined) return;',
  ),
  bug(
    'the next offer is not made after one that failed',
    OFFERS,
    '  desk.router.offerFailed(call.id, operator.id, !isOurs, desk.now.monoMs);\n  writeEnd(desk, call, offer, outcome);',
    '  writeEnd(desk, call, offer, outcome);',
  ),
  bug(
    'a withdrawn offer goes on ringing',
    OFFERS,
    '    if (desk.operatorLegs.has(offer.id)) cancelLeg(desk, offer.id, reason);\n',
    '',
  ),
  bug(
    'the phone of an offer that was missed goes on ringing',
    OFFERS,
    "    cancelLeg(desk, offer.id, 'normal');\n    const outcome",
    '    const outcome',
  ),
  bug(
    'nothing ends an offer that nobody answers',
    OFFERS,
    "  desk.startTimer(call, 'ring', call.visit.queue.ringMs);\n",
    '',
  ),
  bug(
    'an operator whose leg never ends is never let go',
    OFFERS,
    "    key: { owner: legId, purpose: 'settle', generation: 0 },\n    delayMs: TIMES_MS.legSettle,",
    "    key: { owner: legId, purpose: 'settle', generation: 0 },\n    delayMs: TIMES_MS.legSettle * 1_000_000,",
  ),
  bug(
    'a caller who hangs up while a phone rings leaves the offer',
    ENDING,
    "  withdrawOffers(desk, call, 'normal');\n  keepPlace(desk, call);",
    '  keepPlace(desk, call);',
  ),
  bug(
    'a call that we end gets its outcome twice',
    ENDING,
    '  call.flow = null;\n  const { homeless }',
    "  call.flow = null;\n  desk.write({ kind: 'callEnded', callId: call.id, outcome, where: null, by: 'system' });\n  const { homeless }",
  ),
  bug(
    'the timers of a call run on after its end',
    ENDING,
    '  desk.stopTimers(call);\n  desk.callOfLeg.delete(call.callerLeg);',
    '  desk.callOfLeg.delete(call.callerLeg);',
  ),
  bug(
    'an operator is not freed when the caller ends the talk',
    TALKING,
    "by, atMs });\n  }\n  if (desk.operatorLegs.has(talk.legId)) cancelLeg(desk, talk.legId, 'normal');\n",
    'by, atMs });\n  }\n',
  ),
  bug(
    'a place is lost on the way back to the line',
    TALKING,
    '  desk.router.offerFailed(call.id, talk.operatorId, isTheirs, desk.now.monoMs);\n',
    '  desk.router.offerFailed(call.id, talk.operatorId, isTheirs, desk.now.monoMs);\n' +
      '  desk.router.reprioritise(call.id, { class: 9 }, desk.now.monoMs);\n',
  ),
  bug(
    'a caller back in the line waits without a limit',
    TALKING,
    "  desk.startTimer(call, 'waitLimit', Math.max(0, visit.queue.waitMsMax - waitedMs));\n",
    '',
  ),
  bug(
    'a limit that was reached while a phone rang is forgotten',
    MISFORTUNES,
    '    releaseOperator(desk, leg);\n    leaveIfOverdue(desk, call);\n',
    '    releaseOperator(desk, leg);\n',
  ),
  bug(
    'a phone that is there again gets no calls',
    'switchboard/operators/phones.ts',
    '  operator.isReachable = isReachable;\n  operatorChanged(desk, operator);',
    '  operator.isReachable = isReachable;',
  ),
  bug(
    'after a restart of the exchange operators stay in talks that are gone',
    NODE_LOSSES,
    '  for (const leg of legs) releaseOperator(desk, leg);\n',
    '',
  ),
  bug(
    'a timer of an older wrap-up ends the next one',
    TIMERS,
    'if (operator === undefined || desk.operatorTimers.get(name) !== key.generation) return;',
    'if (operator === undefined) return;',
  ),
  bug(
    'a timer that was stopped on its way counts',
    TIMERS,
    '    if (call.timers.get(key.purpose) !== key.generation) return;\n',
    '',
  ),
  bug(
    'a caller leaves a queue for lack of operators, and somebody has signed in meanwhile',
    'switchboard/lines/waiting.ts',
    "  if (visit.overdue === 'unstaffed') visit.overdue = null;\n",
    '',
  ),
  bug(
    'calls that were answered still count as missed',
    'operators/operator.ts',
    '    this.missedInRow = 0;\n    this.#become',
    '    this.#become',
  ),
  bug(
    'who signs in anew finds the old missed calls counted',
    'operators/operator.ts',
    "    if (presence === 'ready') this.missedInRow = 0;\n",
    '',
  ),
  bug(
    'the router is woken for the first of the moments that it waits for, and for no earlier one',
    'switchboard/desk.ts',
    '    if (atMs === this.#due?.atMs) return;\n',
    '    if (atMs === this.#due?.atMs || (atMs !== undefined && this.#due !== null)) return;\n',
  ),
  bug(
    'what the step must have is forgotten on the way to the router',
    'switchboard/lines/waiting.ts',
    'stepMust: must.needs, ',
    '',
  ),
  bug(
    'the needs of a step are let go of though it keeps them',
    'switchboard/lines/waiting.ts',
    ', keepsNeeds: ask.keepsNeeds }',
    ', keepsNeeds: false }',
  ),
  bug(
    'an operator who talks or is rung counts as free',
    'operators/operator.ts',
    "one open offer');\n    this.#capacity.begin('voice');\n",
    "one open offer');\n",
  ),
  bug(
    'a cool-down never ends',
    'routing/routing.ts',
    'const COOL_DOWN_MS = 60_000;',
    'const COOL_DOWN_MS = 60_000_000;',
  ),
  bug(
    'of two who came at one moment the later is served first',
    'routing/core/callers.ts',
    '    return ages === 0 ? floats[a + SEQ]! < floats[b + SEQ]! : ages < 0;',
    '    return ages === 0 ? floats[a + SEQ]! > floats[b + SEQ]! : ages < 0;',
  ),
  bug(
    'a later stage never begins',
    'routing/core/lines.ts',
    'next?.afterMs ?? Number.POSITIVE_INFINITY',
    'Number.POSITIVE_INFINITY',
  ),
  bug(
    'opening hours that have changed do not count before the next start',
    SWITCHBOARD,
    '  desk.plan = { ...desk.plan, schedules };\n',
    '',
  ),
  bug(
    'of opening hours the change before the last one counts',
    'flow/schedule.ts',
    '  return low - 1;\n',
    '  return Math.max(0, low - 2);\n',
  ),
  bug(
    'a language that was chosen is not remembered',
    'switchboard/flows/flow-driver.ts',
    "      if (call.caller.number !== '') desk.languages.put(call.caller.number, effect.language);\n",
    '',
  ),
  bug(
    'a language that was chosen is forgotten at a restart',
    SWITCHBOARD,
    '    if (language !== null) desk.languages.put(caller, language);\n',
    '',
  ),
  bug(
    'who is not asked for the language goes on in another one',
    'flow/steps/language.ts',
    '      run.state.language = fact.language;\n',
    '',
  ),
  bug(
    'a caller whose offer failed is not looked at again',
    'routing/core/waiting.ts',
    '    this.#tables.hasJoined(caller);\n    return true;',
    '    return true;',
  ),
  bug(
    'who is promised to be called back stands at the end of the line',
    CALLBACK_LIFE,
    '...{ queue, keepsNeeds, enteredMs, kind:',
    '...{ queue, keepsNeeds, enteredMs: desk.now.monoMs, kind:',
  ),
  bug(
    'a promise is called back while a call for it goes on',
    CALLBACK_LIFE,
    '  if (record.trying !== null || desk.isDraining) return;\n',
    '  if (desk.isDraining) return;\n',
  ),
  bug(
    'one attempt more is made than was promised',
    CALLBACK_TRIES,
    '  if (isDialled && attemptsCount >= attemptsMax) return',
    '  if (isDialled && attemptsCount > attemptsMax) return',
  ),
  bug(
    'the customer is called before the attempt is on the disk',
    CALLBACK_TRIES,
    "  desk.want({ kind: 'secure', key: call.id });\n",
    "  desk.want({ kind: 'secure', key: call.id });\n  attemptSecured(desk, call, true);\n",
  ),
  bug(
    'a customer who calls in has no part in the place of the promise',
    CALLBACK_BOOKING,
    '  const place = placeOf(desk, open);\n',
    '  const place = { ...placeOf(desk, open), enteredMs: desk.now.monoMs };\n',
  ),
  bug(
    'promises are forgotten at a restart',
    CALLBACK_BOOKING,
    '    if (record.outcome !== null || isKnown !== undefined) continue;\n',
    '    if (isKnown === undefined) continue;\n',
  ),
  bug(
    'an operator who calls somebody is offered callers meanwhile',
    'operators/operator.ts',
    "    if (this.unit === 'free') this.#capacity.begin('voice');\n    this.#become('busy'",
    "    this.#become('busy'",
  ),
  bug(
    'an operator who has called somebody is never free again',
    'switchboard/ending.ts',
    '  releaseCaller(desk, call);\n',
    '',
  ),
  bug(
    'whose phone was taken by somebody else is rung there all the same',
    'operators/roster.ts',
    'filter((phoneId) => this.withPhone(phoneId) === operator)',
    'filter((phoneId) => this.#owners.get(phoneId) === operator)',
  ),
  bug(
    'who signs in elsewhere in a talk leaves the phone at once',
    'switchboard/operators/phones.ts',
    "  if (isMoved && isWorking(operator) && !stopsRinging(desk, operator)) return 'the operator is in a call';\n",
    '  if (isMoved && isWorking(operator)) stopsRinging(desk, operator);\n',
  ),
  bug(
    'what the exchange holds is compared behind a reconnect, and never again',
    'boot/exchange-watch.ts',
    '    this.#lookIn(left > 0 ? LOOK_SOON_MS : LOOK_EVERY_MS, left);\n',
    '    if (left > 0) this.#lookIn(LOOK_SOON_MS, left);\n',
  ),
  bug(
    'a look that has found something waits for the next one like any other',
    'boot/exchange-watch.ts',
    'Number(isInDoubt)',
    '0',
  ),
  bug(
    'what two looks agree on is told by neither',
    'boot/reconcile.ts',
    "      if (last.unknown.some(({ legId }) => legId === leg.legId)) this.#put({ kind: 'legFound', leg });\n",
    '',
  ),
  bug(
    'a caller who is turned away is served all the same',
    'switchboard/arrivals/arriving.ts',
    '  turnAway(desk, arrived, why);',
    '  turnAway(desk, arrived, why);\n' + '  letIn(desk, arrived, met, 0);',
  ),
  bug(
    'the reserve is for nobody',
    'switchboard/arrivals/admission.ts',
    '() => isUrgent && !isAnswered',
    '() => false',
  ),
  bug(
    'the bucket of calls a second never fills again',
    'base/bucket.ts',
    'this.#tokens + grown)',
    'this.#tokens)',
  ),
  bug(
    'whoever had too much to do never lets everybody in again',
    'switchboard/arrivals/admission.ts',
    '    } else if (lateMs < lateMsMax * WELL)',
    '    } else if (lateMs < 0)',
  ),
  bug(
    'the door stays closed when the end was thought better of',
    'switchboard/arrivals/door-events.ts',
    '  desk.isDraining = false;\n',
    '',
  ),
  ...BUGS_ON_NODES,
  bugAfterCrash(
    'a caller of a process that died stands at the end of the line',
    STANDING_AGAIN,
    ', ...place, ...numberOf(desk, call, seq) };',
    ' };',
  ),
  bugAfterCrash(
    'the limit of a wait begins anew with another process',
    STANDING_AGAIN,
    'Math.max(0, queue.waitMsMax - waitedMs)',
    'queue.waitMsMax',
  ),
  bugAfterCrash(
    'a phone that rings when the process dies rings for its whole time anew',
    ADOPTING,
    'Math.max(0, call.visit!.queue.ringMs - rungMs)',
    'call.visit!.queue.ringMs',
  ),
  bugAfterCrash(
    'another phone is rung beside one that has rung since before the process died',
    ADOPTING,
    '  desk.router.take(call.id, operatorId, desk.now.monoMs);\n  takeLeg(desk, call, leg, null);\n',
    '  takeLeg(desk, call, leg, null);\n',
  ),
  bugAfterCrash(
    'an operator who talks on when the process dies is not known to talk',
    ADOPTING,
    'partner?.answered === true && takeLeg(desk, call, partner, joinedMonoMs ?? desk.now.monoMs);',
    'partner?.answered === true;',
  ),
  bugAfterCrash(
    'an end that the diary of the exchange tells has the time at which it is found',
    'switchboard/recovery/diary-read.ts',
    'call.endedMs = isKnown ? atMs : null;',
    'call.endedMs = null;',
  ),
  bugAfterCrash(
    'numbers of offers are given twice when the process dies',
    'switchboard/recovery/known-before.ts',
    'export const NUMBERS_UNKNOWN = 100;',
    'export const NUMBERS_UNKNOWN = 0;',
  ),
];
