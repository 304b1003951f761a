import { join } from 'node:path';
import type { Logger } from 'pino';
import { hostInUri, prngFrom } from '../base/index.ts';
import { systemClock as clock } from '../machine/index.ts';
import { ensureSecret, redisAddress, type Settings } from '../settings/index.ts';
import { createDrachtioEdge } from '../sip/drachtio/index.ts';
import { createEdge, NodeBook, Registrar, type SipEdge } from '../sip/index.ts';
import { type EdgeRedis, openEdgeRedis } from '../sip/redis/index.ts';
import { buildGate } from './build-gate.ts';
import { EdgeFile } from './edge-file.ts';
import { EdgeLoop } from './edge-loop.ts';
import { trunksOf } from './known-trunks.ts';

/** What time alone makes due is asked for so often, and the board is written each second. */
const TICK_MS = 100;
const SHOW_EVERY_TICKS = 10;
const LOOK_MS = 100;
/** A carrier that does not say so within this is not waited for: it forgets us by itself. */
const SIGN_OUT_MS = 2_000;

/** The running edge. */
export class EdgeServer {
  readonly #settings: Settings;
  readonly #log: Logger;
  readonly #told: EdgeFile;
  readonly #nodes: NodeBook;
  readonly #registrar = new Registrar();
  readonly #gate;
  readonly #edge;
  readonly #sip: SipEdge;
  readonly #redis: EdgeRedis;
  readonly #loop: EdgeLoop;
  #ticks = 0;
  #isClosed = false;

  /** Throws `Failure` for what a person must mend. */
  constructor(settings: Settings, log: Logger) {
    this.#settings = settings;
    this.#log = log;
    this.#told = new EdgeFile(settings, log);
    this.#nodes = new NodeBook(nodesOf(settings), clock.now());
    const prng = prngFrom(Math.floor(clock.now().wallMs));
    this.#gate = buildGate(settings, { told: this.#told, prng, now: clock.now() });
    const parts = { gate: this.#gate.gate, nodes: this.#nodes, registrar: this.#registrar };
    const isPhone = (phoneId: string): boolean => this.#told.mayBePhone(phoneId);
    const trunks = trunksOf(settings);
    this.#edge = createEdge({ ...parts, trunks, isPhone }, prng, clock.now());
    const { secret } = ensureSecret(join(settings.secrets, 'drachtio'));
    const { host, port } = settings.edge.drachtio;
    this.#sip = createDrachtioEdge({ server: { host, port, secret }, clock, log });
    const { redis } = settings;
    this.#redis = openEdgeRedis({ redisUrl: redisAddress(settings), prefix: redis.prefix, log, clock });
    const { contacts } = this.#redis;
    this.#loop = new EdgeLoop({ edge: this.#edge, sip: this.#sip, contacts, clock, log });
  }

  /** Resolves when the SIP server is connected, or cannot be reached yet: it is tried again for ever. */
  async start(): Promise<void> {
    const { contacts, board, bans } = this.#redis;
    bans.start({
      onKept: (kept) => this.#gate.bans.restore(kept, clock.now()),
      onLifted: (addresses) => this.#lift(addresses),
    });
    contacts.start((phones) => this.#loop.put({ kind: 'contactsRestored', phones }));
    board.start((seen) => this.#loop.put({ kind: 'boardSeen', seen }));
    await this.#sip.listen((event) => this.#loop.put(event));
    this.#tick();
  }

  /** Takes no new calls, waits for those that go on within the limit of the settings, signs out, and lets go. */
  async stop(): Promise<void> {
    this.#gate.gate.drain();
    await this.#until(() => this.#edge.visitsCount === 0, this.#settings.stop.within.ms);
    const calls = this.#edge.visitsCount;
    if (calls > 0) this.#log.warn({ calls }, 'calls still go on: nobody will hear of their end');
    this.#loop.put({ kind: 'leaving' });
    await this.#until(() => this.#edge.signedInCount === 0, SIGN_OUT_MS);
    this.#isClosed = true;
    this.#loop.stop();
    await this.#sip.close();
    this.#redis.close();
  }

  /** As people wish through Cordboard, which writes down who. */
  #lift(addresses: readonly string[]): void {
    for (const address of addresses)
      if (this.#gate.bans.lift(address)) this.#log.info({ address }, 'a ban is lifted');
  }

  async #until(isSo: () => boolean, limitMs: number): Promise<void> {
    const endMs = clock.now().monoMs + limitMs;
    while (!isSo() && clock.now().monoMs < endMs)
      await new Promise<void>((passed) => clock.after(LOOK_MS, passed));
  }

  #tick(): void {
    if (this.#isClosed) return;
    this.#loop.put({ kind: 'ticked' });
    this.#ticks += 1;
    if (this.#ticks % SHOW_EVERY_TICKS === 0) {
      const now = clock.now();
      if (this.#told.takeNews()) this.#loop.put({ kind: 'accountsChanged' });
      this.#gate.bans.expire(now);
      this.#redis.bans.show(this.#gate.bans.bans);
      const nodes = this.#nodes.shown(now);
      const { refused } = this.#edge;
      this.#redis.board.show({ nodes, phones: this.#registrar.reachablePhones, refused });
    }
    clock.after(TICK_MS, () => this.#tick());
  }
}

function nodesOf({ edge }: Settings): ConstructorParameters<typeof NodeBook>[0] {
  return Object.entries(edge.nodes).map(([name, { sip, weight, calls }]) => {
    return { name, uri: `sip:${hostInUri(sip.host)}:${sip.port}`, weight, callsMax: calls };
  });
}
