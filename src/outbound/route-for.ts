import { fitsPattern, isExact } from '../base/index.ts';
import { inFull, isDiallable } from './number-in-full.ts';
import type { Route, RoutePlan } from './routes.ts';
import { meansSpecial } from './special-numbers.ts';

/** Whom a call out is for. */
export type Wanted =
  | { readonly kind: 'number'; readonly number: string }
  /** "sip:anna@pbx.example" */
  | { readonly kind: 'sip'; readonly address: string };

/** How it stands with a route at this moment. */
export type RouteUse = {
  readonly callsNow: number;
  readonly lastMinute: number;
  /** Talks of this day (UTC), and what those that go on may still take. */
  readonly dayMs: number;
};

export type RouteFacts = {
  isOpen(schedule: string): boolean;
  useOf(routeId: string): RouteUse;
  /** Whether the trunk can be dialled out on and takes one more call. */
  hasRoom(trunk: string): boolean;
};

/** Why a call out is refused. */
export type Refusal =
  | 'no number'
  | 'no route allows it'
  | 'the route is not for operators'
  | 'special numbers are to be written out in a route'
  | 'the route is closed now'
  | 'too many calls at once on the route'
  | 'too many calls in a minute on the route'
  | 'the minutes of the route are used up for today'
  | 'no trunk of the route has room';

/** The way that a call may take. */
export type Way = {
  readonly route: Route;
  /** As it is known everywhere: "+4930123456", or a short number; of a SIP address the address. */
  readonly to: string;
  readonly trunks: readonly string[];
  readonly talkMsMax: number;
};

export type RouteFound = Way | { readonly refused: Refusal };

/** A budget with less left than this is used up. */
const LEAST_TALK_MS = 10_000;
/** One server, as it is written: no parameters, no headers, no port that is none. */
const ADDRESS = /^sips?:(?<user>[\w.!~*'()%+-]{1,64})@(?<host>[a-z0-9.-]{1,253}(?::\d{1,5})?)$/i;

/**
 * What is not allowed is refused: there is no way without a route. `isOperators`: an operator dials by themselves, and
 * the route must say that they may.
 */
export function routeFor(
  plan: RoutePlan,
  wanted: Wanted,
  facts: RouteFacts,
  isOperators = false,
): RouteFound {
  const found = wanted.kind === 'number' ? byNumber(plan, wanted.number) : byAddress(plan, wanted.address);
  if ('refused' in found) return found;
  if (isOperators && !found.route.isForOperators) return { refused: 'the route is not for operators' };
  return withinLimits(found.route, found.to, facts);
}

type Found = { readonly route: Route; readonly to: string } | { readonly refused: Refusal };

function byNumber({ routes, home }: RoutePlan, dialled: string): Found {
  const to = isDiallable(dialled) ? inFull(dialled, home) : undefined;
  if (to === undefined) return { refused: 'no number' };
  const exact = routes.find((route) => route.to.some((pattern) => isExact(pattern) && pattern === to));
  if (exact !== undefined) return { route: exact, to };
  const fitting = (pattern: string): boolean => !isExact(pattern) && fitsPattern(pattern, to);
  const route = routes.find((one) => one.to.some(fitting));
  if (route === undefined) return { refused: 'no route allows it' };
  if (route.to.some((pattern) => fitting(pattern) && meansSpecial(pattern, to))) return { route, to };
  return { refused: 'special numbers are to be written out in a route' };
}

/** Whether a route knows the number and is for operators, whatever its hours and limits say now. */
export function isForOperators(plan: RoutePlan, dialled: string): boolean {
  const found = byNumber(plan, dialled);
  return 'route' in found && found.route.isForOperators;
}

function byAddress({ routes }: RoutePlan, address: string): Found {
  const host = ADDRESS.exec(address)?.groups?.host?.toLowerCase();
  if (host === undefined || /%(?![2-7][0-9a-f])|%7f/i.test(address)) return { refused: 'no number' };
  const route = routes.find(({ hosts }) => hosts.includes(host));
  return route === undefined ? { refused: 'no route allows it' } : { route, to: address };
}

function withinLimits(route: Route, to: string, facts: RouteFacts): RouteFound {
  const { id, limits, schedule } = route;
  const { callsNow, lastMinute, dayMs } = facts.useOf(id);
  const leftMs = Math.floor(limits.dayMsMax - dayMs);
  if (schedule !== null && !facts.isOpen(schedule)) return { refused: 'the route is closed now' };
  if (callsNow >= limits.callsMax) return { refused: 'too many calls at once on the route' };
  if (lastMinute >= limits.callsPerMinuteMax) return { refused: 'too many calls in a minute on the route' };
  if (leftMs < LEAST_TALK_MS) return { refused: 'the minutes of the route are used up for today' };
  const trunks = route.trunks.filter((trunk) => facts.hasRoom(trunk));
  if (trunks.length === 0) return { refused: 'no trunk of the route has room' };
  return { route, to, trunks, talkMsMax: Math.min(limits.talkMsMax, leftMs) };
}
