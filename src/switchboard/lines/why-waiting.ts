import type { Now } from '../../base/index.ts';
import type { Operator } from '../../operators/index.ts';
import type { Estimate, Hindrance } from '../../routing/index.ts';
import type { Desk } from '../desk.ts';

/** Why a caller still waits, for people: what stands between them and each operator of the queue, as a sentence. */
export type WhyWaiting = {
  readonly operators: readonly { readonly operator: string; readonly why: string }[];
  /** The wait that is to be expected from now on; null when nobody serves. */
  readonly estimate: Estimate | null;
};

/** Undefined when the call does not wait. It is worked out when somebody asks, never on an event. */
export function whyWaiting(desk: Desk, callId: string, now: Now): WhyWaiting | undefined {
  if (desk.router.find(callId) === undefined) return undefined;
  const operators = desk.router.whyNot(callId, now.monoMs).flatMap(({ operatorId, is }) => {
    const operator = desk.roster.find(operatorId);
    if (operator === undefined || is.kind === 'notBound') return [];
    return [{ operator: operatorId, why: inWords(is, operator, callId, now) }];
  });
  return { operators, estimate: desk.router.estimate(callId, now.monoMs) };
}

function inWords(hindrance: Hindrance, operator: Operator, callId: string, { monoMs, wallMs }: Now): string {
  switch (hindrance.kind) {
    case 'free':
      return 'fits and is free';
    case 'notBound':
      return 'does not serve this queue';
    case 'must':
      return `lacks what is never done without: ${hindrance.lacks}`;
    case 'needs':
      return `lacks ${hindrance.lacks}`;
    case 'signedOut':
      return 'is not signed in';
    case 'notFree':
      return doing(operator, callId, wallMs);
    case 'sticky':
      return 'the caller waits for the operator whom they talked with last';
    case 'delay':
      return `comes in after ${seconds(hindrance.untilMs - monoMs)} more`;
    case 'coolDown':
      return `was rung for this caller in vain, rests from it for ${seconds(hindrance.untilMs - monoMs)}`;
  }
}

function doing(operator: Operator, callId: string, wallMs: number): string {
  const since = `for ${seconds(wallMs - operator.sinceMs)}`;
  if (operator.unit === 'offered')
    return operator.callId === callId ? 'is being rung' : 'is rung for another';
  if (operator.unit === 'busy') return `talks ${since}`;
  if (operator.unit === 'wrapUp') return `wraps up ${since}`;
  if (operator.presence === 'paused')
    return `is paused${operator.reason === null ? '' : ` (${operator.reason})`}`;
  if (operator.presence === 'missed') return 'did not answer and has been taken out';
  if (operator.presence === 'offline') return 'is not signed in';
  return operator.isReachable ? 'uses the phone' : 'has no phone that can be reached';
}

const seconds = (ms: number): string => `${Math.max(0, Math.ceil(ms / 1_000))} s`;
