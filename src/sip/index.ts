// SIP in front of the nodes: who may come in, where phones can be reached, which node has room, and who goes on where.
// The port (what the SIP server tells and is told), and the rules: events go in with the time, commands come out.
// Never: a promise, a socket, a call that waits for Redis.
export type { BanBoard, BanWitness } from './ban-board.ts';
export type { KeptContact, KeptPhone } from './contact.ts';
export type { ContactStore } from './contact-store.ts';
export { createEdge, type Edge } from './edge.ts';
export type { EdgeCommand, EdgeEvent, EdgeTimerKey } from './edge-event.ts';
export type { EdgeParts, Trunk } from './edge-parts.ts';
export { Gate } from './gate.ts';
export type { BoardSeen, EdgeShown, NodeBoard, NodeReport, NodeShown, NodeWitness } from './node-board.ts';
export { type Node, NodeBook } from './node-book.ts';
export { Nonces } from './nonces.ts';
export { Registrar } from './registrar.ts';
export type { Accounts } from './sign-in.ts';
export type * from './sip-edge.ts';
export type { Verdict } from './verdict.ts';
