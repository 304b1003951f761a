// Telephony by Asterisk: its REST interface through ari-client, over a transport and a socket of our own.
// The one room that knows channels, bridges, playbacks and endpoints.
// Never: a decision about a call, and never the end of a leg only because we do not know it.
export { type AriOptions, createAriTelephony } from './ari-telephony.ts';
