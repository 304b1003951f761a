import { MAIN_NODE } from '../../src/boot/main-node.ts';
import type { Event } from '../../src/switchboard/index.ts';
import type { LiveLeg } from '../../src/telephony/index.ts';

type Leg = Omit<LiveLeg, 'node'> & { readonly node?: string };
type Told<E> = E extends { readonly kind: 'exchangeBack'; readonly legs: unknown }
  ? Omit<E, 'node' | 'legs'> & { readonly node?: string; readonly legs: readonly Leg[] }
  : E extends { readonly kind: 'legFound' }
    ? Omit<E, 'leg'> & { readonly leg: Leg }
    : E extends { readonly node: string }
      ? Omit<E, 'node'> & { readonly node?: string }
      : E;

/** What tests tell the switchboard: where no node is named, it is the one that is there alone. */
export type ToldEvent = Told<Event>;

const NODES_OWN: ReadonlySet<Event['kind']> = new Set([
  'callerArrived',
  'callerTurnedAway',
  'exchangeBack',
  'exchangeLost',
  'phoneCalled',
]);

export function onNode(event: ToldEvent, node = MAIN_NODE): Event {
  if (event.kind === 'legFound') return { ...event, leg: { node, ...event.leg } };
  if (event.kind === 'exchangeBack')
    return { node, ...event, legs: event.legs.map((leg) => ({ node, ...leg })) };
  return NODES_OWN.has(event.kind) ? ({ node, ...event } as Event) : (event as Event);
}
