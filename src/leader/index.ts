// Sees to it that one process decides at a time: the lock on the data folder, and the lease where machines stand by.
// Each grant has a number (its epoch), which marks what a process does, so that it can be told who did it.
// Never: a word with the exchange; who may not act any more is told to the house, which ends.
export { type DataHold, holdData } from './data-hold.ts';
export {
  LEASE_MS,
  Lease,
  type LeaseEnds,
  type LeaseKeys,
  RENEW_MS,
  type Seen,
  type Taken,
  type Won,
} from './lease.ts';
export { RedisLease } from './redis-lease.ts';
