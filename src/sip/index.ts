// SIP in front of the nodes: who may come in, where phones can be reached, and at which node a call is.
// The port (what the SIP server tells and is told), and the rules; events and the time go in, commands come out.
// Never: a promise, a socket, a call that waits for Redis.
export { chooseNodes, mayTryNextNode } from './choose-node.ts';
export type { KeptContact, KeptPhone, RegistrarRules } from './contact.ts';
export type { ContactStore } from './contact-store.ts';
export type { BoardSeen, NodeBoard, NodeReport, NodeShown, NodeWitness } from './node-board.ts';
export { type Node, NodeBook } from './node-book.ts';
export { type NodeChange, NodeHealth } from './node-health.ts';
export { Registrar, type RegistrarChange } from './registrar.ts';
export type * from './sip-edge.ts';
