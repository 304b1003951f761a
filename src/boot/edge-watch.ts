import type { Logger } from 'pino';
import type { Clock } from '../base/index.ts';
import type { EdgeShown, NodeShown, NodeWitness } from '../sip/index.ts';
import type { Event, Switchboard } from '../switchboard/index.ts';
import type { Telephony, TelephonyEvent } from '../telephony/index.ts';
import type { Readiness } from './readiness.ts';

export type EdgeWatchParts = {
  readonly witness: NodeWitness;
  readonly telephony: Pick<Telephony, 'exchange'>;
  readonly switchboard: Pick<Switchboard, 'callsOn'>;
  readonly readiness: Readiness;
  readonly put: (event: Event) => void;
  readonly clock: Clock;
  readonly log: Logger;
};

const LOOK_EVERY_MS = 500;
/** An edge that was not heard of for so long is taken to be away: it is started anew within less. */
const AWAY_MS = 5_000;

/**
 * What the edge and we tell each other: it hears which nodes we hear and how many callers are there, and we hear which
 * phones can be rung and which node is dead. While nothing can be told or heard, what was heard last holds.
 */
export class EdgeWatch {
  readonly #parts: EdgeWatchParts;
  #phones: ReadonlySet<string> = new Set();
  #dead: ReadonlySet<string> = new Set();
  #nodes: readonly NodeShown[] = [];
  #refused: EdgeShown['refused'] = {};
  #draining: ReadonlySet<string> = new Set();
  /** How often somebody has changed that here: what was read before is old. */
  #drains = 0;
  #heardMs: number;
  #cancel: () => void = () => {};
  #isClosed = false;

  constructor(parts: EdgeWatchParts) {
    this.#parts = parts;
    this.#heardMs = parts.clock.now().monoMs;
    parts.readiness.lacks('edge', 'the SIP edge has not been heard of yet: is it running (npm run edge)?');
  }

  /** As the edge sees them; none while it is not heard of. */
  get nodes(): readonly NodeShown[] {
    return this.#nodes;
  }

  /** Reason → requests that the edge has turned away since its start. */
  get refused(): EdgeShown['refused'] {
    return this.#refused;
  }

  /** Nodes that are to be emptied; the edge goes by it within a second. */
  get draining(): ReadonlySet<string> {
    return this.#draining;
  }

  /** Whether the node is to be emptied: no new calls for it. Rejects while Redis is away, within some seconds. */
  async drain(node: string, isWanted: boolean): Promise<void> {
    await this.#parts.witness.drain(node, isWanted);
    this.#drains += 1;
    const others = [...this.#draining].filter((name) => name !== node);
    this.#draining = new Set(isWanted ? [...others, node] : others);
  }

  start(): void {
    this.#cancel = this.#parts.clock.after(LOOK_EVERY_MS, () => void this.#look());
  }

  /** To be told of every event of the exchange: a new one knows of no phone any more, and is told again. */
  see(event: TelephonyEvent): void {
    if (event.kind === 'exchangeBack' && event.restarted) this.#phones = new Set();
  }

  close(): void {
    this.#isClosed = true;
    this.#cancel();
    this.#parts.witness.close();
  }

  async #look(): Promise<void> {
    const { witness, log } = this.#parts;
    const drains = this.#drains;
    this.#report();
    try {
      const [shown, draining] = await Promise.all([witness.shown(), witness.draining()]);
      if (drains === this.#drains) this.#draining = new Set(draining);
      if (!this.#isClosed) this.#hear(shown);
    } catch (err) {
      log.debug({ err }, 'what the edge says could not be read: again in a moment');
    }
    if (!this.#isClosed) this.start();
  }

  #report(): void {
    const { witness, telephony, switchboard } = this.#parts;
    const nodes = telephony.exchange().nodes ?? [];
    const socket = (isConnected: boolean) => (isConnected ? 'up' : 'lost') as 'up' | 'lost';
    witness.report(
      nodes.map(({ node, connected }) => ({
        ...{ node, socket: socket(connected), calls: switchboard.callsOn(node) },
      })),
    );
  }

  #hear(shown: EdgeShown | null): void {
    const { readiness, clock } = this.#parts;
    const { monoMs } = clock.now();
    if (shown !== null) {
      this.#heardMs = monoMs;
      readiness.has('edge');
      return this.#tell(shown);
    }
    if (monoMs - this.#heardMs < AWAY_MS) return;
    readiness.lacks(
      'edge',
      'the SIP edge is away: nobody can call, and no phone be rung; see to npm run edge',
    );
    this.#tell({ nodes: [], phones: [], refused: {} });
  }

  #tell({ nodes, phones, refused }: EdgeShown): void {
    const { put, log } = this.#parts;
    this.#nodes = nodes;
    this.#refused = refused;
    const there = new Set(phones);
    for (const phoneId of there)
      if (!this.#phones.has(phoneId)) put({ kind: 'phoneChanged', phoneId, reachable: true });
    for (const phoneId of this.#phones)
      if (!there.has(phoneId)) put({ kind: 'phoneChanged', phoneId, reachable: false });
    this.#phones = there;
    const dead = new Set(nodes.flatMap(({ node, state }) => (state === 'dead' ? [node] : [])));
    for (const node of dead) {
      if (this.#dead.has(node)) continue;
      log.warn({ node }, 'the edge says that a node is dead: its callers come again from others');
      put({ kind: 'nodeDied', node });
    }
    this.#dead = dead;
  }
}
