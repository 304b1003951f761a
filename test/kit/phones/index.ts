// SIP phones in one process: callers and operators that do what a test tells them, each event stamped by one
// clock. They know nothing of the product; what they see is a second opinion about it.
// Never: a library of SIP for real use. UDP only, PCMU only.
export { CallerLine, type CallerLineOptions } from './caller-line.ts';
export { Diary, type PhoneEvent, type PhoneEventKind } from './diary.ts';
export type { Account } from './digest.ts';
export type { IncomingCall } from './incoming-call.ts';
export type { HeardPacket, MediaMaker, PhoneMedia, Sound } from './media.ts';
export type { Address } from './message.ts';
export { type Behaviour, OperatorPhone, type OperatorPhoneOptions } from './operator-phone.ts';
export type { CallEnd, OutgoingCall } from './outgoing-call.ts';
export { Registrar } from './registrar.ts';
export { RtpSink } from './rtp-sink.ts';
export { RtpStream } from './rtp-stream.ts';
