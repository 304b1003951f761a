// Questions to other people's servers while a caller waits: who may be asked, where from, how often, how long.
// The port, and the care that every way of sending shares; what is asked stands in the flows.
// Never: a caller who waits longer than the limit, a secret in a log, an address that nobody allowed.
export { type AddressRules, addressRules } from './address-rules.ts';
export { CarefulEgress, type CarefulOptions } from './careful-egress.ts';
export {
  type AskedServer,
  type Egress,
  type Incoming,
  type Order,
  type Outgoing,
  type Wire,
  WireError,
} from './egress.ts';
