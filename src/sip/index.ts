// The SIP edge in front of the nodes: who may come in, where phones are, which node has room, and who goes on where when a
// node dies. Pure: messages of others go in as events, what is wanted comes out as commands.
// Never: a socket, a clock of its own, a word of one SIP server.
export { createEdge, type Edge } from './edge.ts';
export type { EdgeCommand, EdgeEvent, EdgeTimerKey } from './edge-event.ts';
export type { EdgePlan, Verdict } from './edge-plan.ts';
export type { SipCommand, SipEdge, SipEvent } from './sip-edge.ts';
