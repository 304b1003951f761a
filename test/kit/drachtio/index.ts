// A double of the application port of a SIP server: the protocol that applications speak with it, and dialogs and
// transactions behind it as the server keeps them, on a network that is only in this process.
// Never: transports, repeats, timers of SIP beyond one limit, forking, routing by Record-Route. What passes here has not
// passed on the server.
export { ApplicationPort, type ApplicationPortOptions } from './application-port.ts';
