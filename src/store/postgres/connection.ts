import { Socket } from 'node:net';
import pg from 'pg';
import { valueFor } from './clean.ts';

/** Each way of waiting has an end: entries that cannot be written go to the spool file and not into a queue of ours. */
const CONNECT_MS_MAX = 2_000;
const LOCK_MS_MAX = 100;
const STATEMENT_MS_MAX = 2_000;
/** The server ends a statement itself; one that says nothing any more is given up. */
const ANSWER_MS_MAX = 3_000;
/** A schema is brought up to date once, and may take its time. */
const SCHEMA_MS_MAX = 25_000;

/** Numbers of 64 bits (times, ids, counts) come as numbers: ours are far below 2^53. */
const INT8 = 20;
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === INT8 ? Number : pg.types.getTypeParser(oid, format as 'text'),
};

export type Row = Readonly<Record<string, unknown>>;
export type Answer<R> = { readonly rows: readonly R[]; readonly count: number };

/**
 * One connection. Of everything that goes wrong it tells whether it has survived: after an error that is not the
 * server's own word it is cut, because nobody knows what would be answered next.
 */
export class Connection {
  readonly #client: pg.Client;
  readonly #socket: Socket;
  #isLost = false;

  private constructor(client: pg.Client, socket: Socket) {
    this.#client = client;
    this.#socket = socket;
    client.on('error', () => this.#lose());
    client.on('end', () => this.#lose());
  }

  /** Rejects with what the system or the server says. */
  static async open(url: string): Promise<Connection> {
    const socket = new Socket();
    const client = new pg.Client({
      stream: () => socket,
      connectionString: url,
      application_name: 'cordboard',
      connectionTimeoutMillis: CONNECT_MS_MAX,
      lock_timeout: LOCK_MS_MAX,
      statement_timeout: STATEMENT_MS_MAX,
      query_timeout: ANSWER_MS_MAX,
      keepAlive: true,
      types,
    });
    const connection = new Connection(client, socket);
    try {
      await client.connect();
      // Of a connection that was cut without a word the server is to know soon, since it holds our lock.
      await client.query(
        'SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 2; SET tcp_keepalives_count = 3',
      );
      return connection;
    } catch (error) {
      await connection.close();
      throw error;
    }
  }

  get isLost(): boolean {
    return this.#isLost;
  }

  async ask<R = Row>(text: string, values: readonly unknown[] = []): Promise<Answer<R>> {
    if (this.#isLost) throw new Error('the connection to the database is lost');
    try {
      const { rows, rowCount } = await this.#client.query({ text, values: values.map(valueFor) });
      return { rows: rows as R[], count: rowCount ?? 0 };
    } catch (error) {
      if (!(error instanceof pg.DatabaseError)) this.#lose();
      throw error;
    }
  }

  async rows<R = Row>(text: string, values: readonly unknown[] = []): Promise<readonly R[]> {
    return (await this.ask<R>(text, values)).rows;
  }

  /** Everything in `work` is kept together, or nothing of it. */
  async atOnce<T>(work: () => Promise<T>): Promise<T> {
    await this.ask('BEGIN');
    try {
      const result = await work();
      await this.ask('COMMIT');
      return result;
    } catch (error) {
      if (!this.#isLost) await this.ask('ROLLBACK').catch(() => this.#lose());
      throw error;
    }
  }

  /** A script of several statements, which may take longer than what is done while calls go on. */
  async runScript(script: string): Promise<void> {
    const slowly = {
      text: `SET LOCAL statement_timeout = ${SCHEMA_MS_MAX}; ${script}`,
      query_timeout: SCHEMA_MS_MAX,
    };
    await this.#client.query(slowly);
  }

  /** Never rejects. */
  async close(): Promise<void> {
    if (this.#isLost) return;
    const limit = setTimeout(() => this.#lose(), CONNECT_MS_MAX);
    await this.#client.end().catch(() => undefined);
    clearTimeout(limit);
    this.#isLost = true;
  }

  #lose(): void {
    if (this.#isLost) return;
    this.#isLost = true;
    this.#socket.destroy();
  }
}
