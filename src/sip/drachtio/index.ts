// The SIP edge by a drachtio-server: the port on its library drachtio-srf, with types of our own.
// The one room that knows dialogs, transactions and the server's application port.
// Never: a decision about a call, and never `Dialog.modify()`, which hangs for ever behind a refusal.
export { createDrachtioEdge, type DrachtioOptions } from './drachtio-edge.ts';
