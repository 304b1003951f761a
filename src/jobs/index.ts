// Work after the call: messages to other people's servers, signed, tried again, delivered in the end or given up.
// The port, and what every way of doing it shares; the outbox in the store says what is still to be done.
// Never: anything that a call waits for.
export { type DeliveryResult, deliverMessage, type WebhookTarget } from './deliver-message.ts';
export type { Jobs, JobsState, NoticeWay, ReceiverState } from './jobs.ts';
export { ReceiverGate } from './receiver-gate.ts';
export { signMessage } from './sign-message.ts';
export { refusedPing, refusingNow, unfitFor } from './unfit-redis.ts';
