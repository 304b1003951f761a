// Requests over undici: kept connections, each to an address that was looked up and checked by us.
// The checks are those of the room above; here is how a message travels.
// Never: a redirect, a proxy from the environment, an answer beyond the limit.
export { createUndiciEgress, type UndiciEgressOptions } from './create-undici-egress.ts';
