// The store on PostgreSQL: the same entries, records and outbox on a server, reached by a thread of its own.
// Everything has a time limit; while the server is away entries go to the spool file, and follow later, once.
// Never: a wait of the thread that decides about calls, a second Cordboard in the same schema.
export { fillPostgres } from './fill-postgres.ts';
export { openPostgresStore } from './open-postgres-store.ts';
