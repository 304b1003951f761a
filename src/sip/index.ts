// SIP in front of the nodes: what the SIP server tells, and what it is told.
// A port of events and commands, as the edge wishes it.
// Never: a promise in an answer, a socket, a word of one SIP server.
export type * from './sip-edge.ts';
