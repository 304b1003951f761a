// What may be dialled, by which trunk, and how much of it: nothing unless a route allows it.
// Pure: a number and the counts go in, a way or a refusal comes out.
// Never: a call's life, an exchange's words, a number that was not looked at to its last character.
export { inFull } from './number-in-full.ts';
export { type CallOut, OutboundUse } from './outbound-use.ts';
export {
  isForOperators,
  type Refusal,
  type RouteFacts,
  type RouteFound,
  type RouteUse,
  routeFor,
  type Wanted,
  type Way,
} from './route-for.ts';
export { type Home, NO_ROUTES, type Route, type RoutePlan, type Shown, type TrunkPlan } from './routes.ts';
export { asDialled, shownNumber } from './shown-number.ts';
export { isVain, namesCountry } from './special-numbers.ts';
