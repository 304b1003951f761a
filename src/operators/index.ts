// Who works here, and are they free? Profiles, and the state of each operator.
// Pure: an event goes in, the new state is there; nobody is asked and nothing is awaited.
// Never: a call's life, a choice among operators, a phone's protocol.
export { CHANNELS } from './capacity.ts';
export { Lockouts } from './lockouts.ts';
export { type Ask, Operator, type Presence, type Unit } from './operator.ts';
export type { Binding, OperatorProfile } from './profile.ts';
export { Roster } from './roster.ts';
