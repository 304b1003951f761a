import type { Entry } from '../../../src/journal/index.ts';
import type { Command, Event } from '../../../src/switchboard/index.ts';
import type { LiveLeg } from '../../../src/telephony/index.ts';

/** Behind a start nobody is offered before all nodes have told, or for so long. */
const NODES_TELL_MS = 3_000;
/** What the edge says of a node counts for so long, where we know better. */
const DEAD_MS = 20_000;

/**
 * Which callers can be served, of several nodes, by what was told of these: whoever is on one that is there, as soon as
 * all have told, or were waited for. Of one exchange all can, whatever it does.
 */
export class NodesSeen {
  readonly #names: readonly string[] | null;
  readonly #connected = new Set<string>();
  /** Node → when the edge said last that it is dead. */
  readonly #deadMs = new Map<string, number>();
  readonly #seen = new Set<string>();
  readonly #nodeOf = new Map<string, string>();
  readonly #homeless = new Set<string>();
  /** Legs of callers by whom their node was learnt in this turn → the call. */
  readonly #found = new Map<string, string>();
  #firstMs: number | null = null;

  constructor(names: readonly string[] | undefined) {
    this.#names = names ?? null;
  }

  see(event: Event, monoMs: number): void {
    this.#found.clear();
    switch (event.kind) {
      case 'exchangeBack':
        this.#firstMs ??= monoMs;
        if (event.restarted) this.#lose(event.node);
        this.#find(event.legs);
        this.#connected.add(event.node);
        this.#deadMs.delete(event.node);
        this.#seen.add(event.node);
        return;
      case 'exchangeLost':
        this.#connected.delete(event.node);
        return;
      case 'nodeDied':
        this.#deadMs.set(event.node, monoMs);
        return this.#lose(event.node);
      case 'callerArrived':
        this.#deadMs.delete(event.node);
        return;
      default:
    }
  }

  /**
   * Somebody outside is rung: of whom we call nobody else tells where they are. And a leg that is told to end as soon as
   * it is found is one of before, from where its caller was brought away.
   */
  isWanted(command: Command): void {
    if (command.kind === 'ringOut') this.#nodeOf.set(command.callId, command.node);
    if (command.kind !== 'hangUp') return;
    const callId = this.#found.get(command.legId);
    if (callId !== undefined) this.#nodeOf.delete(callId);
  }

  take(entry: Entry): void {
    if (entry.kind === 'callArrived' && entry.node !== undefined) this.#isOn(entry.callId, entry.node);
    if (entry.kind === 'callerRehomed') this.#isOn(entry.callId, entry.to);
  }

  isHomeless(callId: string): boolean {
    return this.#homeless.has(callId);
  }

  isServed(callId: string, monoMs: number): boolean {
    if (this.#names === null) return true;
    const areTold = this.#names.every((name) => this.#seen.has(name));
    if (!areTold && (this.#firstMs === null || monoMs - this.#firstMs <= NODES_TELL_MS)) return false;
    const node = this.#nodeOf.get(callId);
    // For whom we call any node will do.
    if (node === undefined) return this.#names.some((name) => this.#isThere(name, monoMs));
    return this.#isThere(node, monoMs) && !this.#homeless.has(callId);
  }

  processDied(): void {
    this.#connected.clear();
    this.#deadMs.clear();
    this.#seen.clear();
    this.#nodeOf.clear();
    this.#homeless.clear();
    this.#firstMs = null;
  }

  #isThere(node: string, monoMs: number): boolean {
    const deadMs = this.#deadMs.get(node) ?? Number.NEGATIVE_INFINITY;
    return this.#connected.has(node) && monoMs - deadMs > DEAD_MS;
  }

  #find(legs: readonly LiveLeg[]): void {
    for (const { legId, callId, role, node } of legs) {
      if (callId === null || role !== 'caller' || this.#nodeOf.has(callId)) continue;
      this.#nodeOf.set(callId, node);
      this.#found.set(legId, callId);
    }
  }

  #isOn(callId: string, node: string): void {
    this.#nodeOf.set(callId, node);
    this.#homeless.delete(callId);
  }

  #lose(node: string): void {
    for (const [callId, on] of this.#nodeOf) if (on === node) this.#homeless.add(callId);
  }
}
