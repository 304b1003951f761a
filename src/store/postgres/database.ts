import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { type Migration, NewerSchema, Schema, type SchemaFound } from '../index.ts';
import { Connection } from './connection.ts';
import { makeReportTables } from './report-tables.ts';

/**
 * Each script brings the schema one version further; the table `schema_version` counts those that ran. A script that
 * was ever released is never changed. One that only adds is wrapped in `additive`. Times are wall milliseconds.
 */
const MIGRATIONS: readonly Migration[] = [
  `
  -- How far the entries of each run of the process were kept: what is handed in twice is known again.
  CREATE TABLE runs (run text PRIMARY KEY, last_number bigint NOT NULL);

  CREATE TABLE entries (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, call_id text, at_ms bigint NOT NULL, kind text NOT NULL,
    body json NOT NULL
  );
  CREATE INDEX entries_of_call ON entries (call_id, id) WHERE call_id IS NOT NULL;
  -- What an operator did at a moment of the past: asked when somebody wants to know why another one was rung.
  CREATE INDEX entries_of_operator ON entries ((body ->> 'operator'), at_ms, id) WHERE body ->> 'operator' IS NOT NULL;
  -- What people changed from outside: few among many entries.
  CREATE INDEX entries_audited ON entries (id) WHERE kind = 'audited';

  CREATE TABLE records (
    call_id text PRIMARY KEY, dialled text NOT NULL, caller text NOT NULL, flow text,
    arrived_ms bigint NOT NULL, answered_ms bigint, ended_ms bigint, end_estimated integer NOT NULL,
    outcome text, abandoned_where text, ended_by text, queue text, operator text,
    wait_ms bigint NOT NULL, talk_ms bigint NOT NULL, offers_count integer NOT NULL,
    labels text NOT NULL, reason text, language text, flow_hash text, trial text
  );
  CREATE INDEX records_by_arrival ON records (arrived_ms, call_id);
  CREATE INDEX records_by_caller ON records (caller, arrived_ms, call_id);
  CREATE INDEX records_by_queue ON records (queue, arrived_ms, call_id);
  CREATE INDEX records_by_operator ON records (operator, arrived_ms, call_id);
  CREATE INDEX records_open ON records (call_id) WHERE outcome IS NULL;

  CREATE TABLE presences (operator text PRIMARY KEY, presence text NOT NULL, reason text);

  CREATE TABLE outbox (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, id text NOT NULL UNIQUE, event text NOT NULL,
    body text NOT NULL, taken_ms bigint, settled text
  );
  CREATE INDEX outbox_unsettled ON outbox (number) WHERE settled IS NULL;
  `,
  `
  -- Recordings that are kept: messages for a box, answers to a question of a survey, or the call itself.
  CREATE TABLE recordings (
    recording_id text PRIMARY KEY, call_id text NOT NULL, box text, survey text, question text,
    taken_ms bigint NOT NULL, sound_ms bigint NOT NULL, heard_ms bigint, done_ms bigint
  );
  CREATE INDEX recordings_by_time ON recordings (taken_ms, recording_id);
  CREATE INDEX recordings_of_box ON recordings (box, taken_ms, recording_id) WHERE box IS NOT NULL;
  CREATE INDEX recordings_of_call ON recordings (call_id);

  -- Messages that were given up: when, and who has not got them, as a JSON list.
  ALTER TABLE outbox ADD COLUMN failed text;
  ALTER TABLE outbox ADD COLUMN settled_ms bigint;
  CREATE INDEX outbox_dead ON outbox (number) WHERE settled = 'givenUp';
  `,
  `
  -- Promises to call back, folded from their entries: the whole as JSON, and beside it what is asked by.
  CREATE TABLE callbacks (
    callback_id text PRIMARY KEY, queue text NOT NULL, number text NOT NULL, booked_ms bigint NOT NULL,
    outcome text, body text NOT NULL
  );
  CREATE INDEX callbacks_by_time ON callbacks (booked_ms, callback_id);
  CREATE INDEX callbacks_open ON callbacks (booked_ms, callback_id) WHERE outcome IS NULL;
  `,
  `
  -- Customers' requests: what is owed, by when, who has taken it; the calls that belong to them; what happened to them.
  CREATE TABLE contacts (
    contact_id text PRIMARY KEY, customer text NOT NULL, state text NOT NULL, owed text NOT NULL, live text NOT NULL,
    queue text, box text, operator text, reason text, opened_ms bigint NOT NULL, changed_ms bigint NOT NULL,
    due_ms bigint, overdue_ms bigint, done_ms bigint
  );
  CREATE INDEX contacts_by_change ON contacts (changed_ms, contact_id);
  CREATE INDEX contacts_of_customer ON contacts (customer, changed_ms, contact_id);
  CREATE INDEX contacts_of_queue ON contacts (queue, changed_ms, contact_id);
  CREATE INDEX contacts_of_operator ON contacts (operator, changed_ms, contact_id) WHERE operator IS NOT NULL;
  CREATE INDEX contacts_not_done ON contacts (state, changed_ms, contact_id) WHERE state <> 'done';
  CREATE INDEX contacts_due ON contacts (due_ms) WHERE overdue_ms IS NULL AND due_ms IS NOT NULL;
  CREATE TABLE contact_calls (call_id text PRIMARY KEY, contact_id text NOT NULL);
  CREATE INDEX contact_calls_of ON contact_calls (contact_id);
  CREATE TABLE contact_facts (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, contact_id text NOT NULL, at_ms bigint NOT NULL,
    what text NOT NULL, by_whom text NOT NULL, on_what text, text text
  );
  CREATE INDEX contact_facts_of ON contact_facts (contact_id, number);
  -- What people did to contacts, for when all of it is to be erased.
  CREATE INDEX entries_of_contact ON entries ((body ->> 'contactId')) WHERE kind = 'contactChanged';
  `,
  `
  -- The phone at which an operator has signed in, and who called: somebody outside, or an operator.
  ALTER TABLE presences ADD COLUMN phone text;
  ALTER TABLE records ADD COLUMN direction text NOT NULL DEFAULT 'incoming';
  -- Calls out, whose talk counts for the day's minutes of a route: few among many entries.
  CREATE INDEX entries_of_calls_out ON entries (at_ms) WHERE kind IN ('dialled', 'outEnded');
  `,
  `
  -- What must not be erased, since when.
  ALTER TABLE recordings ADD COLUMN held_ms bigint;
  -- What is told of a promise to call back, for when its customer is to be forgotten.
  CREATE INDEX entries_of_callback ON entries ((body ->> 'callbackId')) WHERE kind LIKE 'callback%';
  `,
  `
  -- How calls were scored, by which form and whom: the whole as JSON, and beside it what is asked by.
  CREATE TABLE scores (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, call_id text NOT NULL, form text NOT NULL,
    by_whom text NOT NULL, at_ms bigint NOT NULL, operator text NOT NULL, queue text, body text NOT NULL,
    UNIQUE (call_id, form, by_whom)
  );
  CREATE INDEX scores_of_operator ON scores (operator, number);
  CREATE INDEX scores_of_queue ON scores (queue, number) WHERE queue IS NOT NULL;
  CREATE INDEX scores_by_time ON scores (at_ms);
  `,
  `
  -- When the wrap-up ends in which an operator was: it outlives the process.
  ALTER TABLE presences ADD COLUMN wrap_up_ends_ms bigint;
  `,
  `
  -- Whether a part of what was recorded is missing.
  ALTER TABLE recordings ADD COLUMN is_incomplete boolean NOT NULL DEFAULT false;
  `,
  `
  -- Of several nodes of the exchange the one that carried the caller.
  ALTER TABLE records ADD COLUMN node text;
  `,
];

const SCHEMA = new Schema(MIGRATIONS);

/** The number of the lock that a Cordboard holds in its database, in SQL. */
export const OUR_LOCK = "hashtextextended('cordboard ' || current_schema(), 0)";

/** PostgreSQL shows a lock of one 64-bit number as two halves (its manual, "pg_locks"). */
const END_OTHERS = `
SELECT pg_terminate_backend(locks.pid) FROM pg_locks AS locks, (SELECT ${OUR_LOCK} AS number) AS ours
WHERE locks.locktype = 'advisory' AND locks.granted AND locks.objsubid = 1 AND locks.pid <> pg_backend_pid()
  AND locks.database = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND locks.classid = ((ours.number >> 32) & 4294967295)::oid AND locks.objid = (ours.number & 4294967295)::oid`;

/** The server lets go of a connection that it was told to end within some milliseconds. */
const ENDED_MS_MAX = 1_000;
const AGAIN_MS = 10;

/**
 * Connects, and brings the schema up to date. The database is ours alone while we are connected: two who close each
 * other's records as orphans must not meet. One that is held by another is away, like one that does not answer: it may
 * be our own predecessor, whose death the server has not noticed yet. `endsOthers`: for one that has the lease, and so
 * knows that the other one may act no more; a process that is frozen would hold it for as long as it is.
 */
export async function openDatabase(url: string, { endsOthers = false } = {}): Promise<Connection> {
  const connection = await Connection.open(url);
  try {
    await takeLock(connection, endsOthers);
    await migrate(connection);
    await makeReportTables(connection);
    return connection;
  } catch (error) {
    await connection.close();
    throw error;
  }
}

async function takeLock(connection: Connection, endsOthers: boolean): Promise<void> {
  const lastMs = performance.now() + ENDED_MS_MAX;
  while (!(await isLocked(connection))) {
    if (!endsOthers || performance.now() >= lastMs) throw new Error('another Cordboard holds this database');
    await connection.ask(END_OTHERS);
    await sleep(AGAIN_MS);
  }
}

async function isLocked(connection: Connection): Promise<boolean> {
  const [held] = await connection.rows<{ readonly ours: boolean }>(
    `SELECT pg_try_advisory_lock(${OUR_LOCK}) AS ours`,
  );
  return held?.ours === true;
}

async function migrate(connection: Connection): Promise<void> {
  const found = await schemaIn(connection);
  SCHEMA.requireUsable(found);
  const steps = SCHEMA.stepsAfter(found.version);
  for (const { script, version, minimum } of steps)
    await connection.atOnce(async () => {
      await connection.runScript(script);
      await keepSchema(connection, version, minimum);
    });
  // One that was made before this was kept.
  if (steps.length === 0 && found.minimum === null)
    await connection.atOnce(() => keepSchema(connection, SCHEMA.version, SCHEMA.minimum));
}

/** Read through JSON: the table of an older Cordboard has no column for the minimum. */
async function schemaIn(connection: Connection): Promise<SchemaFound> {
  const [found] = await connection.rows("SELECT to_regclass('schema_version') AS present");
  if (found?.present === null) return { version: 0, minimum: null };
  const [row] = await connection.rows<SchemaFound>(
    "SELECT version, (to_jsonb(schema_version) ->> 'minimum')::integer AS minimum FROM schema_version",
  );
  return row ?? { version: 0, minimum: null };
}

async function keepSchema(connection: Connection, version: number, minimum: number): Promise<void> {
  await connection.ask(
    'CREATE TABLE IF NOT EXISTS schema_version (version integer NOT NULL, minimum integer)',
  );
  await connection.ask('ALTER TABLE schema_version ADD COLUMN IF NOT EXISTS minimum integer');
  await connection.ask('DELETE FROM schema_version');
  await connection.ask('INSERT INTO schema_version (version, minimum) VALUES ($1, $2)', [version, minimum]);
}

/**
 * Classes of SQLSTATE that waiting cannot mend (PostgreSQL, appendix A): a wrong password, no such database, no right
 * to do this.
 */
const UNUSABLE = ['28', '3D', '3F', '42'];
/** A lock, a full disk, a conflict, too long a statement: they pass, and the connection survives them. */
const PASSING = ['55', '53', '40', '57014'];
/** Values that no table takes, or that are too large. */
const REFUSED = ['22', '23', '54'];

/** True when a database that failed to open like this will not open later either. */
export const isUnusable = (error: unknown): boolean =>
  error instanceof NewerSchema || begins(codeOf(error), UNUSABLE);

export const isPassing = (error: unknown): boolean => begins(codeOf(error), PASSING);

/** True when the database is fine and only the given values are not: a second try would end the same way. */
export const isRefusal = (error: unknown): boolean =>
  begins(codeOf(error), REFUSED) || error instanceof TypeError || error instanceof RangeError;

const begins = (code: string, starts: readonly string[]): boolean =>
  starts.some((start) => code.startsWith(start));

const codeOf = (error: unknown): string => (error instanceof pg.DatabaseError ? (error.code ?? '') : '');
