// The SIP server in front of the nodes as the edge wishes it: events, commands, what a request says of itself.
// Pure: what comes from outside goes in with the time, what is wanted comes out.
// Never: a socket, a promise, or a word of one SIP server.
export type {
  Asked,
  Headers,
  OfferedContact,
  SipCommand,
  SipEdge,
  SipEvent,
  Source,
} from './sip-edge.ts';
