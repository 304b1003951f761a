import type { Ask, Operator } from '../../operators/index.ts';
import type { Desk } from '../desk.ts';
import { staffed, watchStaffing } from '../lines/waiting.ts';
import { operatorChanged, startWrapUp } from '../talks/talking.ts';

/** A queue that says nothing allows so much: files that have become stricter end no wrap-up of before them. */
const USUAL_MS = 120_000;

/** Why somebody asks, and who does, as far as it is known. */
type About = { readonly reason: string | null; readonly by: string | undefined };

/**
 * Carries out what was asked; false when it is impossible now (a wrap-up to finish or extend that does not
 * go on).
 */
export function operatorAsked(desk: Desk, operator: Operator, ask: Ask, { reason, by }: About): boolean {
  const { wallMs } = desk.now;
  switch (ask) {
    case 'ready':
      operator.setPresence('ready', null, wallMs);
      break;
    case 'pause':
      operator.setPresence('paused', reason, wallMs);
      break;
    case 'offline':
      operator.setPresence('offline', null, wallMs);
      break;
    case 'finishWrapUp':
      if (operator.unit !== 'wrapUp') return false;
      operator.wrapUpEnded(wallMs);
      break;
    case 'extendWrapUp':
      if (!extendWrapUp(desk, operator)) return false;
      break;
  }
  operatorChanged(desk, operator, by);
  staffingChanged(desk, operator);
  return true;
}

/** The wrap-up goes on for the longest that the operator's queues allow, counted from now. */
function extendWrapUp(desk: Desk, operator: Operator): boolean {
  if (operator.unit !== 'wrapUp') return false;
  startWrapUp(desk, operator, longestInQueuesMs(desk, operator));
  return true;
}

const longestInQueuesMs = (desk: Desk, { profile }: Operator): number =>
  Math.max(...Object.keys(profile.queues).map((id) => desk.plan.queues.get(id)?.wrapUpMsMax ?? 0), 0);

/**
 * The wrap-up of before a restart goes on, until `endsWallMs`. The wall clock may have been set since that was written
 * down: nobody wraps up for longer than is ever allowed.
 */
export function wrapUpAgain(desk: Desk, operator: Operator, endsWallMs: number): void {
  const { ownWrapUpMs } = operator.profile;
  const longestMs = Math.max(longestInQueuesMs(desk, operator), ownWrapUpMs, USUAL_MS);
  const leftMs = Math.min(endsWallMs - desk.now.wallMs, longestMs);
  if (leftMs <= 0 || operator.unit !== 'free') return;
  operator.wrapsUpAgain(desk.now.wallMs);
  startWrapUp(desk, operator, leftMs);
}

/**
 * Somebody signed in or out: callers whose queue has nobody will not wait for ever, and those who have
 * somebody do.
 */
export function staffingChanged(desk: Desk, operator: Operator): void {
  for (const queueId of Object.keys(operator.profile.queues)) {
    const isStaffed = desk.router.isStaffed(queueId);
    for (const callId of desk.router.waitingIn(queueId)) {
      const call = desk.calls.get(callId);
      if (call?.visit && isStaffed) staffed(desk, call, call.visit);
      else if (call?.visit) watchStaffing(desk, call);
    }
  }
}
