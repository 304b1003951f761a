import type { Logger } from 'pino';
import type { Clock } from '../base/index.ts';
import type { FetchRequest, FetchResult } from '../flow/index.ts';
import { AskedServers, isGood } from './asked-servers.ts';
import { Breaker, type BreakerRules } from './breaker.ts';
import { type AskedServer, type Egress, type Order, type Outgoing, type Wire, WireError } from './egress.ts';
import { Gate, type GateRules } from './gate.ts';

export type CarefulOptions = {
  readonly wire: Wire;
  /** Servers that may be asked now, as in a URL: "crm.example", "crm.example:8443". */
  readonly hosts: Pick<ReadonlySet<string>, 'has'>;
  /** Whether http:// may be used beside https://. */
  readonly plainHttp: boolean;
  readonly gate: GateRules;
  readonly breaker: BreakerRules;
  /** The secret of this name; undefined when there is none. */
  readonly secretOf: (name: string) => Promise<string | undefined>;
  readonly clock: Clock;
  readonly log: Logger;
};

/** Between two tries a server gets a moment to come to itself. */
const RETRY_PAUSE_MS = 100;

/** A request on its way: where to, until when, and what ends it early. */
type Flight = {
  readonly host: string;
  readonly outgoing: Outgoing;
  readonly triesMax: number;
  readonly endMs: number;
  readonly signal: AbortSignal;
};

/**
 * Asks within bounds: only servers that are named, so many at once, no longer than the limit, and a server that does
 * not answer is left alone for a while. Knows nothing of how a message travels.
 */
export class CarefulEgress implements Egress {
  readonly #options: CarefulOptions;
  readonly #gate: Gate;
  readonly #breakers = new Map<string, Breaker>();
  readonly #flying = new Set<AbortController>();
  readonly #asked = new AskedServers();

  constructor(options: CarefulOptions) {
    this.#options = options;
    this.#gate = new Gate(options.gate);
  }

  async fetch({ request, limitMs, idempotencyKey }: Order): Promise<FetchResult> {
    const { clock } = this.#options;
    const begunMs = clock.now().monoMs;
    const url = URL.canParse(request.url) ? new URL(request.url) : undefined;
    const refusal = url === undefined ? 'this is no URL' : this.#refusal(url);
    if (url === undefined || refusal !== undefined) return this.#told(request, begunMs, refused(refusal!));
    const flight = new AbortController();
    const { promise: limit, resolve: expire } = Promise.withResolvers<FetchResult>();
    const cancel = clock.after(limitMs, () => {
      expire({ kind: 'timeout' });
      flight.abort();
    });
    flight.signal.addEventListener('abort', () => expire({ kind: 'unreachable', why: 'we are stopping' }));
    this.#flying.add(flight);
    const endMs = begunMs + limitMs;
    const work = this.#prepared(request, url, idempotencyKey).then((outgoing) =>
      outgoing instanceof Error
        ? refused(outgoing.message)
        : this.#inTurn({
            host: url.host,
            outgoing,
            triesMax: request.triesMax,
            endMs,
            signal: flight.signal,
          }),
    );
    const result = await Promise.race([work, limit]);
    cancel();
    this.#flying.delete(flight);
    return this.#told(request, begunMs, result);
  }

  servers(): readonly AskedServer[] {
    const { monoMs } = this.#options.clock.now();
    return this.#asked.list((host) => this.#breakers.get(host)?.rests(monoMs) ?? false);
  }

  async close(): Promise<void> {
    for (const flight of this.#flying) flight.abort();
    await this.#options.wire.close();
  }

  #refusal({ protocol, host }: URL): string | undefined {
    const { hosts, plainHttp } = this.#options;
    if (protocol !== 'https:' && !(protocol === 'http:' && plainHttp))
      return `${protocol}// is not allowed by the settings`;
    return hosts.has(host) ? undefined : `the server "${host}" is not allowed by the settings`;
  }

  /** The message with its secrets in it; an error names one that is missing. */
  async #prepared(request: FetchRequest, url: URL, key: string | null): Promise<Outgoing | Error> {
    const { method, body } = request;
    const headers: Record<string, string> = {
      accept: 'application/json',
      'user-agent': 'Cordboard',
      ...(body === null ? {} : { 'content-type': 'application/json' }),
      ...(key === null ? {} : { 'idempotency-key': key }),
      ...request.headers,
    };
    for (const [header, name] of Object.entries(request.secretHeaders)) {
      const secret = await this.#options.secretOf(name);
      if (secret === undefined) return new Error(`there is no secret "${name}"`);
      headers[header] = secret;
    }
    return { method: method.toUpperCase(), url, headers, body };
  }

  /** Waits for its turn, and then tries. */
  async #inTurn(flight: Flight): Promise<FetchResult> {
    const isIn = await this.#gate.enter(flight.host, flight.signal);
    if (!isIn) return { kind: 'unreachable', why: 'too many requests at once' };
    try {
      return await this.#tries(flight);
    } finally {
      this.#gate.leave(flight.host);
    }
  }

  async #tries(flight: Flight): Promise<FetchResult> {
    const { clock } = this.#options;
    const breaker = this.#breakerOf(flight.host);
    let result: FetchResult = {
      kind: 'unreachable',
      why: `${flight.host} does not answer and is given a rest`,
    };
    for (let left = flight.triesMax; left > 0; left--) {
      if (flight.signal.aborted || !breaker.admits(clock.now().monoMs)) return result;
      // Each try gets its share of the time, so that a slow one leaves some for the next.
      const shareMs = Math.max(1, Math.floor((flight.endMs - clock.now().monoMs) / left));
      result = await this.#once(flight, shareMs);
      tell(breaker, result, clock.now().monoMs);
      if (!isWorthRetrying(result)) return result;
      if (left > 1) await new Promise<void>((resolve) => clock.after(RETRY_PAUSE_MS, resolve));
    }
    return result;
  }

  async #once({ outgoing, signal }: Flight, shareMs: number): Promise<FetchResult> {
    const { wire, clock } = this.#options;
    const share = new AbortController();
    const cancel = clock.after(shareMs, () => share.abort());
    const end = AbortSignal.any([share.signal, signal]);
    try {
      // A wire that still looks for a name, or for a connection, may notice the end much later than we do.
      const { status, body } = await Promise.race([wire.send(outgoing, end), brokenOff(end)]);
      return { kind: 'answered', status, body };
    } catch (error) {
      if (share.signal.aborted) return { kind: 'timeout' };
      if (!(error instanceof WireError)) return { kind: 'unreachable', why: 'the message could not be sent' };
      const { reason: kind, message: why } = error;
      return kind === 'tooBig' ? { kind } : { kind, why };
    } finally {
      cancel();
    }
  }

  #breakerOf(host: string): Breaker {
    const known = this.#breakers.get(host);
    if (known !== undefined) return known;
    const breaker = new Breaker(this.#options.breaker);
    this.#breakers.set(host, breaker);
    return breaker;
  }

  /** The log names the server and what it did: no path, no header, nothing that was sent or came. */
  #told({ method, url }: FetchRequest, begunMs: number, result: FetchResult): FetchResult {
    const { log, clock } = this.#options;
    const host = URL.canParse(url) ? new URL(url).host : '';
    const tookMs = Math.round(clock.now().monoMs - begunMs);
    if (this.#options.hosts.has(host)) this.#asked.note(host, result, tookMs);
    const what = result.kind === 'answered' ? result.status : result.kind;
    const facts = { host, method, tookMs, what, ...('why' in result ? { why: result.why } : {}) };
    if (isGood(result)) log.debug(facts, 'a server was asked for a flow');
    else log.warn(facts, 'a server that a flow asked gave no good answer');
    return result;
  }
}

/** Rejects when the signal aborts. */
function brokenOff(signal: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  const end = (): void => reject(new WireError('unreachable', 'the request was broken off'));
  signal.addEventListener('abort', end, { once: true });
  return promise;
}

const refused = (why: string): FetchResult => ({ kind: 'refused', why });

const hasFailed = (result: FetchResult): boolean =>
  result.kind === 'timeout' ||
  result.kind === 'unreachable' ||
  (result.kind === 'answered' && result.status >= 500);

const isWorthRetrying = (result: FetchResult): boolean =>
  hasFailed(result) || (result.kind === 'answered' && result.status === 429);

function tell(breaker: Breaker, result: FetchResult, monoMs: number): void {
  if (result.kind === 'refused') breaker.undecided();
  else if (hasFailed(result)) breaker.failed(monoMs);
  else breaker.succeeded();
}
