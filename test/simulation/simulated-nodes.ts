import type { Clock, Prng } from '../../src/base/index.ts';
import type { Event } from '../../src/switchboard/index.ts';
import type {
  ExchangeState,
  LiveLeg,
  Look,
  Telephony,
  TelephonyCommand,
  TelephonyEvent,
} from '../../src/telephony/index.ts';
import { createNodesTelephony } from '../../src/telephony/nodes/index.ts';
import type { SimulatedCaller } from './simulated-caller.ts';
import { SimulatedExchange, type SimulatedExchangeOptions } from './simulated-exchange.ts';
import { type PhoneBehaviour, SimulatedPhone } from './simulated-phone.ts';

export const NODES = ['north', 'south'] as const;

/** How soon the edge knows that a node is dead, and has brought its callers to another one. */
const NOTICED_MS_MAX = 6_000;
const REHOMED_MS_MAX = 9_000;
const AGAIN_MS = 500;
/** A node is started again by whoever looks after it. */
const RISES_MS_MAX = 12_000;
/** What is left on a node that the edge has given up is told to end within this. */
const FORSAKEN_MS_MAX = 4_000;

export type SimulatedNodesOptions = Omit<SimulatedExchangeOptions, 'node' | 'prng'> & {
  readonly clock: Clock;
  readonly prng: Prng;
  /** The chance of the edge. */
  readonly edge: Prng;
  /** What the edge tells us. */
  readonly put: (event: Event) => void;
  readonly tell: (words: string) => void;
};

/**
 * Two exchanges as the nodes of one, and the edge in front of them: it puts callers through to either, every phone is
 * reached from both, and when a node dies its callers are brought to the other one, most of them, and with some delay.
 */
export class SimulatedNodes {
  readonly #nodes: readonly SimulatedExchange[];
  readonly #options: SimulatedNodesOptions;
  readonly #callers = new Map<string, SimulatedCaller>();
  #telephony: Telephony | null = null;

  constructor(options: SimulatedNodesOptions) {
    this.#options = options;
    this.#nodes = NODES.map((node) => new SimulatedExchange({ ...options, node }));
  }

  /** Another process listens, which knows of no leg yet. */
  async listen(onEvent: (event: TelephonyEvent) => void): Promise<void> {
    for (const node of this.#nodes) node.isNew();
    const parts = this.#nodes.map((exchange, place) => ({
      ...{ node: NODES[place]!, weight: 1 },
      telephony: Object.assign(exchange, { keepDoor: async () => {} }),
    }));
    this.#telephony = createNodesTelephony(parts, this.#options.clock);
    await this.#telephony.listen(onEvent);
  }

  execute(command: TelephonyCommand): void {
    this.#telephony?.execute(command);
  }

  async look(): Promise<Look> {
    if (this.#telephony === null) throw new Error('nobody listens');
    return this.#telephony.look();
  }

  exchange(): ExchangeState {
    const states = this.#nodes.map((node) => node.exchange());
    return states.find(({ connected }) => connected) ?? states[0]!;
  }

  async close(): Promise<void> {
    await this.#telephony?.close();
  }

  call(number: string, dialled: string): SimulatedCaller {
    const caller = this.#anyUp().call(number, dialled);
    this.#callers.set(caller.callId, caller);
    return caller;
  }

  callFromPhone(phoneId: string, dialled: string): SimulatedCaller {
    return this.#anyUp().callFromPhone(phoneId, dialled);
  }

  isIdle(phoneId: string): boolean {
    return this.#nodes.every((node) => node.isIdle(phoneId));
  }

  phone(phoneId: string, behaviour: PhoneBehaviour = { kind: 'ring' }): SimulatedPhone {
    const phone = new SimulatedPhone(phoneId, behaviour, this.#options.clock);
    this.register(phone);
    return phone;
  }

  register(phone: SimulatedPhone): void {
    for (const node of this.#nodes) node.register(phone);
  }

  unregister(phone: SimulatedPhone): void {
    for (const node of this.#nodes) node.unregister(phone);
  }

  press(legId: string, digit: string): void {
    for (const node of this.#nodes) node.press(legId, digit);
  }

  silentSinceMs(legId: string): number | null | undefined {
    return this.#there()
      .find((node) => node.hasLeg(legId))
      ?.silentSinceMs(legId);
  }

  heardMs(legId: string): number | null {
    return (
      this.#there()
        .find((node) => node.hasLeg(legId))
        ?.heardMs(legId) ?? null
    );
  }

  inSilence(): readonly string[] {
    return this.#there().flatMap((node) => node.inSilence());
  }

  heldLegs(): readonly LiveLeg[] {
    return this.#there().flatMap((node) => node.heldLegs());
  }

  legIds(): readonly string[] {
    return this.#nodes.flatMap((node) => node.legIds());
  }

  /** The call that the leg of somebody who called is of. */
  callIdOf(legId: string): string {
    const caller = this.#callers.values().find((each) => each.legId === legId);
    return caller?.callId ?? legId;
  }

  /** One node is away for us; or both. */
  loseConnection(): void {
    const [one, other] = this.#nodes;
    const chance = this.#options.edge.below(3);
    if (chance !== 0) one!.loseConnection();
    if (chance !== 1) other!.loseConnection();
  }

  restoreConnection(): void {
    for (const node of this.#nodes) node.restoreConnection();
  }

  /** One of the nodes dies, and starts again after a while. */
  restart(): void {
    const { clock, edge, tell } = this.#options;
    const place = edge.below(NODES.length);
    const [node, name] = [this.#nodes[place]!, NODES[place]!];
    if (node.isDown) return;
    tell(`the node ${name} dies`);
    const callers = node.die();
    clock.after(1 + edge.below(RISES_MS_MAX), () => node.rise());
    this.#isNoticed(name);
    for (const caller of callers) this.#bringLater(caller);
  }

  /** The edge gives up a node that is alive: what is there of its callers is told to end when they are elsewhere. */
  giveUp(): void {
    const { clock, edge, tell } = this.#options;
    const place = edge.below(NODES.length);
    const [node, name] = [this.#nodes[place]!, NODES[place]!];
    tell(`the edge takes the node ${name} for dead`);
    this.#isNoticed(name);
    for (const caller of node.callersOutside())
      this.#bringLater(caller, () => {
        const { legId } = caller;
        if (!node.callersOutside().includes(caller)) return;
        node.letGo(caller);
        clock.after(edge.below(FORSAKEN_MS_MAX), () => node.forsake(legId));
      });
  }

  #anyUp(): SimulatedExchange {
    const up = this.#nodes.filter(({ isDown }) => !isDown);
    return this.#options.edge.pick(up.length > 0 ? up : this.#nodes);
  }

  #there(): readonly SimulatedExchange[] {
    return this.#nodes.filter((node) => node.exchange().connected);
  }

  #isNoticed(name: string): void {
    const { clock, edge, put } = this.#options;
    if (edge.chance(1, 8)) return;
    clock.after(edge.below(NOTICED_MS_MAX), () => put({ kind: 'nodeDied', node: name }));
  }

  #bringLater(caller: SimulatedCaller, before: () => void = () => {}): void {
    const { clock, edge, tell } = this.#options;
    const [from, isLost] = [caller.node, edge.chance(1, 7)];
    clock.after(1 + edge.below(REHOMED_MS_MAX), () => {
      if (caller.state === 'gone' || caller.state === 'overflow' || caller.node !== from) return;
      before();
      if (isLost) {
        tell(`${caller.callId} is brought nowhere`);
        caller.hangUp();
        return;
      }
      this.#bring(caller, from);
    });
  }

  /** Rather to another node than to that of before, which may have started again. */
  #bring(caller: SimulatedCaller, from: string): void {
    if (caller.state === 'gone' || caller.node !== from) return;
    const up = NODES.flatMap((name, place) => (this.#nodes[place]!.isDown ? [] : [{ name, place }]));
    const to = up.find(({ name }) => name !== from) ?? up[0];
    if (to === undefined) {
      this.#options.clock.after(AGAIN_MS, () => this.#bring(caller, from));
      return;
    }
    this.#nodes[to.place]!.comesAgain(caller);
    this.#options.tell(`${caller.callId} is brought to ${to.name} as ${caller.legId}`);
  }
}
