// The process in front of the nodes, wired: the SIP server, who decides, Redis, and the files that say who is known.
// Small, and rarely started anew: what is in a call here stays in it while Cordboard comes and goes.
// Never: a decision about a call.
export { EdgeServer } from './edge-server.ts';
