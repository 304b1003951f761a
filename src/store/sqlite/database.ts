import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { type Migration, NewerSchema, Schema, type SchemaFound } from '../index.ts';
import { makeReportTables } from './report-tables.ts';

/** One connection. */
export type Connection = Database.Database;

/**
 * Each script brings the schema one version further; `user_version` in the file counts those that ran. A
 * script that was ever released is never changed. One that only adds is wrapped in `additive`. Times are wall
 * milliseconds.
 */
const MIGRATIONS: readonly Migration[] = [
  `
  -- How far the entries of each run of the process were kept: what is handed in twice is known again.
  CREATE TABLE runs (run TEXT PRIMARY KEY, last_number INTEGER NOT NULL) STRICT, WITHOUT ROWID;

  CREATE TABLE entries (
    id INTEGER PRIMARY KEY, call_id TEXT, at_ms INTEGER NOT NULL, kind TEXT NOT NULL, body TEXT NOT NULL
  ) STRICT;
  CREATE INDEX entries_of_call ON entries (call_id, id) WHERE call_id IS NOT NULL;

  CREATE TABLE records (
    call_id TEXT PRIMARY KEY, dialled TEXT NOT NULL, caller TEXT NOT NULL, flow TEXT,
    arrived_ms INTEGER NOT NULL, answered_ms INTEGER, ended_ms INTEGER, end_estimated INTEGER NOT NULL,
    outcome TEXT, abandoned_where TEXT, ended_by TEXT, queue TEXT, operator TEXT,
    wait_ms INTEGER NOT NULL, talk_ms INTEGER NOT NULL, offers_count INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX records_by_arrival ON records (arrived_ms, call_id);
  CREATE INDEX records_by_caller ON records (caller, arrived_ms, call_id);
  CREATE INDEX records_by_queue ON records (queue, arrived_ms, call_id);
  CREATE INDEX records_by_operator ON records (operator, arrived_ms, call_id);
  CREATE INDEX records_open ON records (call_id) WHERE outcome IS NULL;

  CREATE TABLE presences (
    operator TEXT PRIMARY KEY, presence TEXT NOT NULL, reason TEXT
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE outbox (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, event TEXT NOT NULL, body TEXT NOT NULL,
    taken_ms INTEGER, settled TEXT
  ) STRICT;
  CREATE INDEX outbox_unsettled ON outbox (number) WHERE settled IS NULL;
  `,
  `
  -- What an operator did at a moment of the past: asked when somebody wants to know why another one was rung.
  CREATE INDEX entries_of_operator ON entries (body ->> 'operator', at_ms, id) WHERE body ->> 'operator' IS NOT NULL;
  `,
  `
  -- What the flow noted of a call: labels as a JSON list, and the contact reason.
  ALTER TABLE records ADD COLUMN labels TEXT NOT NULL DEFAULT '[]';
  ALTER TABLE records ADD COLUMN reason TEXT;
  `,
  `
  -- The language that the caller chose: remembered for their next call.
  ALTER TABLE records ADD COLUMN language TEXT;
  `,
  `
  -- The version of the flows that the caller met, and which one that was while another was tried beside it.
  ALTER TABLE records ADD COLUMN flow_hash TEXT;
  ALTER TABLE records ADD COLUMN trial TEXT;
  `,
  `
  -- Recordings that are kept: messages for a box, answers to a question of a survey, or the call itself.
  CREATE TABLE recordings (
    recording_id TEXT PRIMARY KEY, call_id TEXT NOT NULL, box TEXT, survey TEXT, question TEXT,
    taken_ms INTEGER NOT NULL, sound_ms INTEGER NOT NULL, heard_ms INTEGER, done_ms INTEGER
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX recordings_by_time ON recordings (taken_ms, recording_id);
  CREATE INDEX recordings_of_box ON recordings (box, taken_ms, recording_id) WHERE box IS NOT NULL;
  CREATE INDEX recordings_of_call ON recordings (call_id);
  `,
  `
  -- Messages that were given up: when, and who has not got them, as a JSON list.
  ALTER TABLE outbox ADD COLUMN failed TEXT;
  ALTER TABLE outbox ADD COLUMN settled_ms INTEGER;
  CREATE INDEX outbox_dead ON outbox (number) WHERE settled = 'givenUp';
  `,
  `
  -- What people changed from outside: few among many entries.
  CREATE INDEX entries_audited ON entries (id) WHERE kind = 'audited';
  `,
  `
  -- Promises to call back, folded from their entries: the whole as JSON, and beside it what is asked by.
  CREATE TABLE callbacks (
    callback_id TEXT PRIMARY KEY, queue TEXT NOT NULL, number TEXT NOT NULL, booked_ms INTEGER NOT NULL,
    outcome TEXT, body TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX callbacks_by_time ON callbacks (booked_ms, callback_id);
  CREATE INDEX callbacks_open ON callbacks (booked_ms, callback_id) WHERE outcome IS NULL;
  `,
  `
  -- Customers' requests: what is owed, by when, who has taken it; the calls that belong to them; what happened to them.
  CREATE TABLE contacts (
    contact_id TEXT PRIMARY KEY, customer TEXT NOT NULL, state TEXT NOT NULL, owed TEXT NOT NULL, live TEXT NOT NULL,
    queue TEXT, box TEXT, operator TEXT, reason TEXT, opened_ms INTEGER NOT NULL, changed_ms INTEGER NOT NULL,
    due_ms INTEGER, overdue_ms INTEGER, done_ms INTEGER
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX contacts_by_change ON contacts (changed_ms, contact_id);
  CREATE INDEX contacts_of_customer ON contacts (customer, changed_ms, contact_id);
  CREATE INDEX contacts_of_queue ON contacts (queue, changed_ms, contact_id);
  CREATE INDEX contacts_of_operator ON contacts (operator, changed_ms, contact_id) WHERE operator IS NOT NULL;
  CREATE INDEX contacts_not_done ON contacts (state, changed_ms, contact_id) WHERE state <> 'done';
  CREATE INDEX contacts_due ON contacts (due_ms) WHERE overdue_ms IS NULL AND due_ms IS NOT NULL;
  CREATE TABLE contact_calls (call_id TEXT PRIMARY KEY, contact_id TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE INDEX contact_calls_of ON contact_calls (contact_id);
  CREATE TABLE contact_facts (
    number INTEGER PRIMARY KEY, contact_id TEXT NOT NULL, at_ms INTEGER NOT NULL, what TEXT NOT NULL,
    by_whom TEXT NOT NULL, on_what TEXT, text TEXT
  ) STRICT;
  CREATE INDEX contact_facts_of ON contact_facts (contact_id, number);
  -- What people did to contacts, for when all of it is to be erased.
  CREATE INDEX entries_of_contact ON entries (body ->> 'contactId') WHERE kind = 'contactChanged';
  `,
  `
  -- The phone at which an operator has signed in, and who called: somebody outside, or an operator.
  ALTER TABLE presences ADD COLUMN phone TEXT;
  ALTER TABLE records ADD COLUMN direction TEXT NOT NULL DEFAULT 'incoming';
  -- Calls out, whose talk counts for the day's minutes of a route: few among many entries.
  CREATE INDEX entries_of_calls_out ON entries (at_ms) WHERE kind IN ('dialled', 'outEnded');
  `,
  `
  -- What must not be erased, since when.
  ALTER TABLE recordings ADD COLUMN held_ms INTEGER;
  -- What is told of a promise to call back, for when its customer is to be forgotten.
  CREATE INDEX entries_of_callback ON entries (body ->> 'callbackId') WHERE kind GLOB 'callback*';
  `,
  `
  -- How calls were scored, by which form and whom: the whole as JSON, and beside it what is asked by.
  CREATE TABLE scores (
    number INTEGER PRIMARY KEY AUTOINCREMENT, call_id TEXT NOT NULL, form TEXT NOT NULL, by_whom TEXT NOT NULL,
    at_ms INTEGER NOT NULL, operator TEXT NOT NULL, queue TEXT, body TEXT NOT NULL, UNIQUE (call_id, form, by_whom)
  ) STRICT;
  CREATE INDEX scores_of_operator ON scores (operator, number);
  CREATE INDEX scores_of_queue ON scores (queue, number) WHERE queue IS NOT NULL;
  CREATE INDEX scores_by_time ON scores (at_ms);
  `,
  `
  -- When the wrap-up ends in which an operator was: it outlives the process.
  ALTER TABLE presences ADD COLUMN wrap_up_ends_ms INTEGER;
  `,
  `
  -- Whether a part of what was recorded is missing.
  ALTER TABLE recordings ADD COLUMN is_incomplete INTEGER NOT NULL DEFAULT 0;
  `,
  `
  -- Of several nodes of the exchange the one that carried the caller.
  ALTER TABLE records ADD COLUMN node TEXT;
  `,
];

/** The schema as this Cordboard knows it. */
export const SCHEMA = new Schema(MIGRATIONS);

/**
 * Opens the database, makes it when it is missing, and brings its schema up to date. Only its owner may read
 * it: it holds callers' numbers. Throws what SQLite throws, or `NewerSchema`.
 */
export function openDatabase(path: string): Connection {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  // SQLite gives its side files the rights of the main one.
  closeSync(openSync(path, 'a', 0o600));
  // A lock is waited for shortly: the entries behind it have the spool file.
  const connection = new Database(path, { timeout: 100 });
  try {
    connection.pragma('auto_vacuum = INCREMENTAL');
    connection.pragma('journal_mode = WAL');
    // A closed record survives a power cut; what that costs is shared by all entries of one commit.
    connection.pragma('synchronous = FULL');
    connection.pragma('journal_size_limit = 67108864');
    connection.pragma('trusted_schema = OFF');
    migrate(connection);
    makeReportTables(connection);
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** Opens a database that is there, beside whoever writes it. Throws what SQLite throws. */
export const openForReading = (path: string): Connection =>
  new Database(path, { readonly: true, fileMustExist: true, timeout: 100 });

/** What the database says of its schema. Throws what SQLite throws. */
export function schemaIn(connection: Connection): SchemaFound {
  const version = connection.pragma('user_version', { simple: true }) as number;
  const isKept = connection.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'schema_minimum'").get();
  if (isKept === undefined) return { version, minimum: null };
  const minimum = connection.prepare('SELECT version FROM schema_minimum').pluck().get() as
    | number
    | undefined;
  return { version, minimum: minimum ?? null };
}

function migrate(connection: Connection): void {
  const found = schemaIn(connection);
  SCHEMA.requireUsable(found);
  const steps = SCHEMA.stepsAfter(found.version);
  for (const { script, version, minimum } of steps)
    connection
      .transaction(() => {
        connection.exec(script);
        connection.pragma(`user_version = ${version}`);
        keepMinimum(connection, minimum);
      })
      .immediate();
  // One that was made before this was kept.
  if (steps.length === 0 && found.minimum === null)
    connection.transaction(() => keepMinimum(connection, SCHEMA.minimum)).immediate();
}

function keepMinimum(connection: Connection, minimum: number): void {
  connection.exec(`
    CREATE TABLE IF NOT EXISTS schema_minimum (version INTEGER NOT NULL) STRICT;
    DELETE FROM schema_minimum`);
  connection.prepare('INSERT INTO schema_minimum VALUES (?)').run(minimum);
}

/** The parts of SQLite's result codes that waiting cannot mend: a person has to. */
const UNUSABLE = [
  'SQLITE_NOTADB',
  'SQLITE_CORRUPT',
  'SQLITE_READONLY',
  'SQLITE_CANTOPEN',
  'SQLITE_PERM',
  'SQLITE_AUTH',
];
const UNUSABLE_FILES = ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EISDIR', 'EEXIST'];

/** True when a database that failed to open like this will not open later either. */
export function isUnusable(error: unknown): boolean {
  const code = codeOf(error);
  return (
    error instanceof NewerSchema ||
    UNUSABLE_FILES.includes(code) ||
    UNUSABLE.some((part) => code.startsWith(part))
  );
}

/** A lock and a full disk pass, and the connection survives them. */
export const isPassing = (error: unknown): boolean => /^SQLITE_(BUSY|LOCKED|FULL)/.test(codeOf(error));

/** True when the database is fine and only the given values are not: a second try would end the same way. */
export function isRefusal(error: unknown): boolean {
  const code = codeOf(error);
  return (
    code.startsWith('SQLITE_CONSTRAINT') ||
    code.startsWith('SQLITE_MISMATCH') ||
    code.startsWith('SQLITE_TOOBIG') ||
    error instanceof TypeError ||
    error instanceof RangeError
  );
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
