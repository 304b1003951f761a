import { lookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { Pool } from 'undici';
import { type AddressRules, type Incoming, type Outgoing, type Wire, WireError } from '../index.ts';

export type Found = { readonly address: string; readonly family: number };

/** All addresses of a name. */
export type LookUp = (hostname: string) => Promise<readonly Found[]>;

export type UndiciWireOptions = {
  readonly addresses: AddressRules;
  readonly connectionsMax: number;
  readonly lookUp?: LookUp;
};

/** What a flow can use of an answer is a few fields: more than this is not meant for us. */
const BODY_BYTES_MAX = 64 * 1024;
const HEADER_BYTES_MAX = 16 * 1024;
const KEEP_ALIVE_MS = 10_000;
/** The look-up of the name included; nobody waits for longer, but the connection would be taken all the while. */
const CONNECT_MS_MAX = 5_000;

const asTheSystemDoes: LookUp = (hostname) => lookup(hostname, { all: true });

/**
 * One pool of connections per server. A name is looked up once for each connection, and the connection goes to the very
 * addresses that were checked: there is no second look at which another answer could come.
 */
export class UndiciWire implements Wire {
  readonly #options: UndiciWireOptions;
  readonly #pools = new Map<string, Pool>();

  constructor(options: UndiciWireOptions) {
    this.#options = options;
  }

  async send({ method, url, headers, body }: Outgoing, signal: AbortSignal): Promise<Incoming> {
    this.#checkLiteral(url);
    try {
      const path = `${url.pathname}${url.search}`;
      const answer = await this.#poolOf(url.origin).request({ method, path, headers, body, signal });
      return { status: answer.statusCode, body: await answer.body.text() };
    } catch (error) {
      throw asWireError(error);
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#pools.values()].map((pool) => pool.destroy()));
    this.#pools.clear();
  }

  /** An address in the URL is connected to without any look-up: it is checked here. */
  #checkLiteral({ hostname }: URL): void {
    const bare = hostname.replace(/^\[|\]$/g, '');
    if (isIP(bare) !== 0) this.#check(bare, [{ address: bare, family: isIP(bare) }]);
  }

  /** One forbidden address among several is enough: nobody means a name to be both ours and the world's. */
  #check(hostname: string, found: readonly Found[]): void {
    if (found.every(({ address }) => this.#options.addresses.isAllowed(address))) return;
    throw new WireError('refused', `"${hostname}" is at an address that the settings do not allow`);
  }

  #poolOf(origin: string): Pool {
    const known = this.#pools.get(origin);
    if (known !== undefined) return known;
    const pool = new Pool(origin, {
      connections: this.#options.connectionsMax,
      pipelining: 1,
      keepAliveTimeout: KEEP_ALIVE_MS,
      maxResponseSize: BODY_BYTES_MAX,
      maxHeaderSize: HEADER_BYTES_MAX,
      connect: { lookup: this.#lookUp, timeout: CONNECT_MS_MAX },
    });
    this.#pools.set(origin, pool);
    return pool;
  }

  readonly #lookUp: LookupFunction = (hostname, options, done) => {
    const { lookUp = asTheSystemDoes } = this.#options;
    void lookUp(hostname).then(
      (found) => {
        try {
          this.#check(hostname, found);
        } catch (error) {
          return done(error as Error, '', 0);
        }
        const [first] = found;
        if (first === undefined) return done(new WireError('unreachable', 'the name has no address'), '', 0);
        return options.all === true ? done(null, [...found]) : done(null, first.address, first.family);
      },
      (error: Error) => done(error, '', 0),
    );
  };
}

/** What undici and the system say, without what was sent. */
function asWireError(error: unknown): WireError {
  if (error instanceof WireError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  if (code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE') return new WireError('tooBig', 'the answer is too big');
  return new WireError('unreachable', `no connection, or a broken one (${code})`);
}
