import type { Needs } from '../../../src/routing/needs.ts';
import type { Demand, Entering, Profile, Routing, Standing } from '../../../src/routing/routing.ts';

/** One call of the router's interface as data, so that it can be dropped, printed and played again. */
export type Call =
  | { readonly do: 'seat'; readonly profile: Profile }
  | { readonly do: 'unseat'; readonly operatorId: string }
  | { readonly do: 'tell'; readonly operatorId: string; readonly standing: Standing }
  | { readonly do: 'noteHandled'; readonly operatorId: string; readonly queueId: string }
  | { readonly do: 'enter'; readonly entering: Entering }
  | { readonly do: 'leave'; readonly callId: string }
  | {
      readonly do: 'offerFailed';
      readonly callId: string;
      readonly operatorId: string;
      readonly coolDown: boolean;
    }
  | {
      readonly do: 'reprioritise';
      readonly callId: string;
      readonly wish: { readonly class?: number; readonly boostMs?: number };
    }
  | { readonly do: 'move'; readonly callId: string; readonly queue: Demand; readonly stepNeeds: Needs }
  | { readonly do: 'reload'; readonly queues: readonly Demand[] };

/** Time goes on to `nowMs` (in parts of about `budget` steps of work), the calls happen, and then it is decided. */
export type Step = { readonly nowMs: number; readonly budget?: number; readonly calls: readonly Call[] };

/**
 * What holds for a whole world: how many units of work each operator has at most, how long one takes, and who signs
 * out when rung.
 */
export type Setting = {
  readonly units: Readonly<Record<string, number>>;
  readonly workMs: number | null;
  readonly leaving: readonly string[];
};

/** What queues begin with: a router may forget what it knew of a queue that nobody serves and nobody waits in. */
const HANDLED_MS = 180_000;

/** Makes the call and gives back what it answers. */
export function make(call: Call, router: Routing, nowMs: number): unknown {
  switch (call.do) {
    case 'seat':
      return router.seat(call.profile);
    case 'unseat':
      return router.unseat(call.operatorId);
    case 'tell':
      return router.tell(call.operatorId, call.standing, nowMs);
    case 'noteHandled':
      return router.noteHandled(call.operatorId, call.queueId, HANDLED_MS);
    case 'enter':
      return router.enter(call.entering, nowMs);
    case 'leave':
      return router.leave(call.callId);
    case 'offerFailed':
      return router.offerFailed(call.callId, call.operatorId, call.coolDown, nowMs);
    case 'reprioritise':
      return router.reprioritise(call.callId, call.wish, nowMs);
    case 'move':
      return router.move(call.callId, call.queue, call.stepNeeds, nowMs);
    case 'reload':
      return router.reload(call.queues, nowMs);
  }
}
