// SIP in front of the nodes: the port (what the SIP server tells and is told), and the gate (who may come in at all).
// Pure: requests go in with the time, verdicts come out; of cryptography only hashes are used.
// Never: a promise, a socket, a password in what comes out.
export type { CallLimits } from './call-limit.ts';
export { Gate, type GateParts, type GateRules } from './gate.ts';
export { Nonces } from './nonces.ts';
export type * from './sip-edge.ts';
export type { Refusal, Verdict, WhyRefused } from './verdict.ts';
