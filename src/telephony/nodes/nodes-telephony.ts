import type { Clock } from '../../base/index.ts';
import type {
  DoorRules,
  ExchangeDoor,
  ExchangeState,
  Look,
  RecordedSounds,
  Telephony,
  TelephonyCommand,
  TelephonyEvent,
} from '../index.ts';
import { LegNodes } from './leg-nodes.ts';
import { NodesPhones } from './nodes-phones.ts';
import { fulfilled, NodesRecordings, throwFirst } from './nodes-recordings.ts';
import { stateOf } from './nodes-state.ts';
import { dividedBy } from './share.ts';

/** One node, and how to speak with it. */
export type NodeParts = {
  /** Its name, which stands on all that its telephony tells. */
  readonly node: string;
  readonly telephony: Telephony & RecordedSounds & ExchangeDoor;
  /** Its share of all calls, beside the weights of the others; above 0. */
  readonly weight: number;
};

type Failed = Extract<TelephonyEvent, { kind: 'commandFailed' }>;

/**
 * One exchange made of several nodes, at least one; ids of legs must be unique over all of them. Nodes are lost and
 * come back each by itself, and the others go on. Nothing spans two of them: whom a command wants to be together must
 * be on one node, and a conference or a waiting room of the same name is another one on each.
 */
export function createNodesTelephony(
  nodes: readonly NodeParts[],
  clock: Clock,
): Telephony & RecordedSounds & ExchangeDoor {
  return new NodesTelephony(nodes, clock);
}

class NodesTelephony implements Telephony, RecordedSounds, ExchangeDoor {
  readonly #nodes: readonly NodeParts[];
  readonly #clock: Clock;
  readonly #byName: ReadonlyMap<string, NodeParts>;
  readonly #legs = new LegNodes();
  readonly #phones = new NodesPhones();
  /** Nodes that were away when the phones' accounts were to be read again, and which phones those were. */
  readonly #unread = new Map<string, readonly string[]>();
  readonly #recordings: NodesRecordings;
  #onEvent: (event: TelephonyEvent) => void = () => {};

  constructor(nodes: readonly NodeParts[], clock: Clock) {
    this.#nodes = nodes;
    this.#clock = clock;
    this.#byName = new Map(nodes.map((each) => [each.node, each]));
    this.#recordings = new NodesRecordings(nodes.map(({ node, telephony: sounds }) => ({ node, sounds })));
  }

  /** Whichever comes back first is enough to go on with; the others follow. */
  async listen(onEvent: (event: TelephonyEvent) => void): Promise<void> {
    this.#onEvent = onEvent;
    const first = Promise.withResolvers<void>();
    const all = this.#nodes.map(({ node, telephony }) =>
      telephony.listen((event) => {
        this.#hear(node, event);
        if (event.kind === 'exchangeBack') first.resolve();
      }),
    );
    await Promise.race([first.promise, Promise.all(all)]);
  }

  execute(command: TelephonyCommand): void {
    const failures = this.#failuresOf(command);
    if (failures.length > 0) return this.#tellLater(failures);
    const node = this.#nodeFor(command)!;
    if (command.kind === 'ring' || command.kind === 'ringOut') this.#legs.put(command.legId, node);
    if (command.kind === 'record' || command.kind === 'recordCall')
      this.#recordings.noteOn(node, command.recordingId);
    this.#byName.get(node)!.telephony.execute(command);
  }

  async look(): Promise<Look> {
    const number = this.#legs.looks();
    const asked = await Promise.allSettled(
      this.#nodes.map(async ({ node, telephony }) => ({ node, look: await telephony.look() })),
    );
    const told = fulfilled(asked);
    if (told.length === 0) throwFirst(asked);
    for (const { node, look } of told)
      this.#legs.seen(
        node,
        look.legs.map(({ legId }) => legId),
        number,
      );
    const seen = new Set(told.map(({ node }) => node));
    return {
      legs: told.flatMap(({ look }) => look.legs),
      isInDoubt: told.some(({ look }) => look.isInDoubt),
      nodesAway: this.#nodes.flatMap(({ node }) => (seen.has(node) ? [] : [node])),
    };
  }

  exchange(): ExchangeState {
    return stateOf(this.#nodes.map(({ node, telephony }) => ({ ...telephony.exchange(), node })));
  }

  /**
   * Those that every node knows which is there: a phone is rung from where the caller is. Whoever is away reads the
   * accounts when it is back.
   */
  async reloadPhones(phoneIds: readonly string[]): Promise<readonly string[]> {
    const asked = await Promise.allSettled(this.#nodes.map((each) => this.#reload(each, phoneIds)));
    const known = fulfilled(asked);
    if (known.length === 0) throwFirst(asked);
    return phoneIds.filter((phoneId) => known.every((ids) => ids.includes(phoneId)));
  }

  /** Each node that is there lets in its share: together no more than the rules say, but for what rounding adds. */
  async keepDoor({ perSecond, burst, ...rules }: DoorRules): Promise<void> {
    const there = this.#nodes.filter(({ telephony }) => telephony.exchange().connected);
    const total = there.reduce((sum, { weight }) => sum + weight, 0);
    const asked = await Promise.allSettled(
      there.map(({ telephony, weight }) =>
        telephony.keepDoor({ ...rules, ...dividedBy({ perSecond, burst }, weight / total) }),
      ),
    );
    throwFirst(asked);
    if (there.length === 0) throw new Error('no node of the exchange is there');
  }

  recording(recordingId: string): Promise<AsyncIterable<Uint8Array> | undefined> {
    return this.#recordings.recording(recordingId);
  }

  recordings(): Promise<readonly string[]> {
    return this.#recordings.recordings();
  }

  forgetRecording(recordingId: string): Promise<void> {
    return this.#recordings.forgetRecording(recordingId);
  }

  async close(): Promise<void> {
    await Promise.all(this.#nodes.map(({ telephony }) => telephony.close()));
  }

  async #reload({ node, telephony }: NodeParts, phoneIds: readonly string[]): Promise<readonly string[]> {
    this.#unread.set(node, phoneIds);
    const known = await telephony.reloadPhones(phoneIds);
    if (this.#unread.get(node) === phoneIds) this.#unread.delete(node);
    return known;
  }

  #hear(node: string, event: TelephonyEvent): void {
    switch (event.kind) {
      case 'callerArrived':
      case 'phoneCalled':
        this.#legs.put(event.legId, node);
        break;
      case 'legEnded':
        this.#legs.ended(event.legId);
        break;
      case 'commandFailed':
        if (event.reason === 'gone' || isRinging(event.command)) this.#legs.ended(event.legId);
        break;
      case 'exchangeBack':
        return this.#isBack(event);
      case 'phoneChanged': {
        const reachable = this.#phones.changed(node, event.phoneId, event.reachable);
        return this.#onEvent({ ...event, reachable });
      }
      default:
    }
    this.#onEvent(event);
  }

  #isBack(event: Extract<TelephonyEvent, { kind: 'exchangeBack' }>): void {
    const { node, restarted, legs } = event;
    if (restarted) this.#legs.forgetAllOn(node);
    for (const { legId } of legs) this.#legs.put(legId, node);
    this.#onEvent(event);
    // It tells of its phones after this; those that it alone had reached may be gone.
    for (const phoneId of restarted ? this.#phones.forget(node) : [])
      this.#onEvent({ kind: 'phoneChanged', phoneId, reachable: false });
    const unread = this.#unread.get(node);
    if (restarted) this.#unread.delete(node);
    // One that is lost again meanwhile reads them when it is back.
    else if (unread !== undefined) this.#reload(this.#byName.get(node)!, unread).catch(() => {});
  }

  #nodeFor(command: TelephonyCommand): string | undefined {
    if (command.kind === 'ring' || command.kind === 'ringOut') return command.node;
    return this.#legs.of(command.kind === 'join' ? command.legIds[0] : command.legId);
  }

  /** Why the command cannot even be given to a node; empty: it can. */
  #failuresOf(command: TelephonyCommand): readonly TelephonyEvent[] {
    const { kind } = command;
    const of = (legId: string, reason: Failed['reason'], detail: string): Failed => ({
      ...{ kind: 'commandFailed', command: kind, legId, reason, detail },
    });
    if (kind === 'ring' || kind === 'ringOut') {
      const isKnown = this.#byName.has(command.node);
      return isKnown ? [] : [of(command.legId, 'refused', `there is no node "${command.node}"`)];
    }
    const legIds = kind === 'join' ? command.legIds : [command.legId];
    const gone = legIds.filter((legId) => this.#legs.of(legId) === undefined);
    if (gone.length > 0)
      return [...gone.map((legId) => of(legId, 'gone', 'no node has this leg')), ...neverBegun(command)];
    const other = kind === 'join' ? command.legIds[1] : kind === 'supervise' ? command.of : legIds[0]!;
    if (this.#legs.of(other) === this.#legs.of(legIds[0]!)) return [];
    return [of(legIds[0]!, 'refused', `${other} is not on the same node`)];
  }

  /** As the answer of a node comes: not before the command is given. */
  #tellLater(events: readonly TelephonyEvent[]): void {
    this.#clock.after(0, () => {
      for (const event of events) this.#onEvent(event);
    });
  }
}

const isRinging = (kind: TelephonyCommand['kind']): boolean => kind === 'ring' || kind === 'ringOut';

/** The end, for whoever waits for it, of what was not even begun. */
function neverBegun(command: TelephonyCommand): readonly TelephonyEvent[] {
  if (command.kind === 'play') {
    const { legId, playId } = command;
    return [{ kind: 'playFinished', legId, playId, ok: false }];
  }
  if (command.kind !== 'record' && command.kind !== 'recordCall' && command.kind !== 'awaitRecord') return [];
  const { legId, recordingId } = command;
  return [{ kind: 'recorded', legId, recordingId, ok: false }];
}
