// Jobs on BullMQ and Redis: a pump from the store's outbox to a queue, and a worker that delivers.
// Redis holds tickets only and may lose them; the row in the outbox decides, and is handed over again.
// Never: a call's word or number in Redis, an error that leaves this room, a wait that a call could feel.
export { type BullmqJobsOptions, createBullmqJobs } from './create-bullmq-jobs.ts';
export type { Retries } from './delivery-round.ts';
