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
import { AriError } from './ari-error.ts';
import type { AriOptions } from './ari-options.ts';
import type { AriClient, AriEvent, Exchange } from './ari-types.ts';
import { isOurBridge } from './bridges.ts';
import { blamedFor, carryOut, orderOf } from './commands.ts';
import { Conferences } from './conferences.ts';
import { Connection } from './connection.ts';
import { Door } from './door.ts';
import { edgeWays } from './edge-ways.ts';
import { LISTENERS } from './events.ts';
import { throwAlone } from './in-background.ts';
import { channelVanished } from './leg-endings.ts';
import { LegQueues } from './leg-queues.ts';
import { Legs } from './legs.ts';
import { askHoldings, type Holdings, lastOwnerOf, liveLegsIn } from './live-legs.ts';
import { MissedEvents } from './missed-events.ts';
import { Offers } from './offers.ts';
import type { Parts } from './parts.ts';
import { Phones } from './phones.ts';
import { Prompts } from './prompts.ts';
import { Recordings } from './recordings.ts';
import { closeLeftSnoops } from './snoops.ts';
import { Strays } from './strays.ts';
import { Supervisions } from './supervisions.ts';
import { Talks } from './talks.ts';
import { WaitingRooms } from './waiting-rooms.ts';
import { directWays } from './ways.ts';
import { Whereabouts } from './whereabouts.ts';

export type { AriOptions } from './ari-options.ts';

/** The exchange is an Asterisk of version 22.10 or later, spoken to by its REST interface. */
export function createAriTelephony(options: AriOptions): Telephony & RecordedSounds & ExchangeDoor {
  return new AriTelephony(options);
}

class AriTelephony implements Telephony, RecordedSounds, ExchangeDoor {
  readonly #options: AriOptions;
  readonly #parts: Parts;
  readonly #connection: Connection;
  readonly #queues = new LegQueues();
  readonly #missed: MissedEvents;
  readonly #door: Door;
  #onEvent: (event: TelephonyEvent) => void = () => {};
  /**
   * Events that come while a new connection is prepared; null when they are heard at once. Bounded by the
   * attempt's limit.
   */
  #early: AriEvent[] | null = null;
  #holdings: Holdings = { channels: [], bridges: [] };
  #isClosed = false;

  constructor(options: AriOptions) {
    this.#options = options;
    this.#connection = new Connection(options, {
      listen: (client) => this.#hearFrom(client),
      prepare: (client, restarted) => this.#prepare(client, restarted),
      onBack: (restarted) => this.#goOn(restarted),
      onLost: () => this.#emit({ kind: 'exchangeLost', node: options.node }),
    });
    this.#parts = this.#makeParts();
    this.#missed = new MissedEvents(this.#parts);
    this.#door = new Door(this.#parts.exchange);
  }

  async listen(onEvent: (event: TelephonyEvent) => void): Promise<void> {
    this.#onEvent = onEvent;
    await this.#connection.start();
  }

  execute(command: TelephonyCommand): void {
    const isTaken = this.#queues.add(orderOf(command, this.#parts.legs), () => this.#carryOut(command));
    if (isTaken) return;
    const failure = new AriError('refused', 'too many commands wait for this leg');
    this.#tellFailure(command, failure).catch(throwAlone);
    for (const event of neverBegun(command)) this.#emit(event);
  }

  async look(): Promise<Look> {
    const client = this.#connection.client();
    const { ways, prompts } = this.#parts;
    const [playbacksOver, phonesInDoubt] = [await prompts.over(), await ways.phones.inDoubt(client)];
    const picture = { ...(await askHoldings(client)), playbacksOver, phonesInDoubt };
    if (client !== this.#connection.client()) throw new AriError('away', 'the connection is another one now');
    const isInDoubt = this.#missed.compare(picture);
    this.#tidy(picture.channels);
    return { legs: liveLegsIn(picture, this.#options), isInDoubt };
  }

  exchange(): ExchangeState {
    return this.#connection.state();
  }

  reloadPhones(phoneIds: readonly string[]): Promise<readonly string[]> {
    return this.#parts.ways.phones.reload(phoneIds);
  }

  recording(recordingId: string): Promise<AsyncIterable<Uint8Array> | undefined> {
    return this.#parts.recordings.recording(recordingId);
  }

  recordings(): Promise<readonly string[]> {
    return this.#parts.recordings.recordings();
  }

  forgetRecording(recordingId: string): Promise<void> {
    return this.#parts.recordings.forgetRecording(recordingId);
  }

  keepDoor(rules: DoorRules): Promise<void> {
    return this.#door.keepDoor(rules);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#parts.rooms.clear();
    await this.#connection.close();
  }

  #makeParts(): Parts {
    const { node, app, clock, log, leader } = this.#options;
    const client = (): AriClient => this.#connection.client();
    const { epoch } = leader;
    const emit = (event: TelephonyEvent): void => this.#emit(event);
    const ours = { node, app, clock, log, epoch, client, emit };
    const exchange: Exchange = { ...ours, whereabouts: new Whereabouts() };
    const legs = new Legs();
    const talks = new Talks(exchange, legs);
    const ways = this.#options.isBehindEdge ? edgeWays : directWays(new Phones(exchange));
    const prompts = new Prompts(exchange, legs);
    const rooms = new WaitingRooms(exchange);
    const conferences = new Conferences(exchange);
    const recordings = new Recordings(exchange, legs, (path) => this.#connection.open(path));
    const offers = new Offers(exchange, legs, ways, talks);
    const supervisions = new Supervisions(exchange, legs, talks);
    const replaced = (): void => this.#connection.replaced();
    const strays = new Strays(exchange, legs, (topics, job) => this.#queues.add(topics, job));
    const places = { talks, conferences, rooms, supervisions, strays };
    return { exchange, legs, ...places, ways, prompts, recordings, offers, replaced };
  }

  /**
   * An error of the receiver's is its own: it must neither stop the events after it nor be taken for one of
   * the exchange.
   */
  #emit(event: TelephonyEvent): void {
    if (this.#isClosed) return;
    try {
      this.#onEvent(event);
    } catch (err) {
      throwAlone(err);
    }
  }

  async #carryOut(command: TelephonyCommand): Promise<void> {
    try {
      await carryOut(this.#parts, command);
    } catch (err) {
      if (err instanceof AriError) await this.#tellFailure(command, err);
      else throwAlone(err);
    }
  }

  /** What is cut off while the connection stands comes to nothing now, and no return of the exchange would mend it. */
  async #tellFailure(command: TelephonyCommand, err: AriError): Promise<void> {
    const { message: detail } = err;
    const reason = err.isCut && this.#connection.state().connected ? 'timeout' : err.reason;
    for (const blame of await blamedFor(this.#parts, command, reason)) {
      this.#emit({ kind: 'commandFailed', command: command.kind, ...blame, detail });
    }
  }

  #hearFrom(client: AriClient): void {
    this.#early = [];
    for (const type of Object.keys(LISTENERS)) {
      client.on(type as 'Event', (event) => this.#hear(event as unknown as AriEvent));
    }
  }

  #hear(event: AriEvent): void {
    if (this.#early !== null && event.type !== 'ApplicationReplaced') {
      this.#early.push(event);
      return;
    }
    try {
      LISTENERS[event.type]!(this.#parts, event);
    } catch (err) {
      throwAlone(err);
    }
  }

  /**
   * One subscription to all phones and trunks gives every leg's end with its cause, and the phones'
   * registrations.
   */
  async #prepare(client: AriClient, restarted: boolean): Promise<void> {
    const applicationName = this.#options.app;
    const allowed = Object.keys(LISTENERS).map((type) => ({ type }));
    await client.applications.filter({ applicationName, filter: { allowed } });
    await client.applications.subscribe({ applicationName, eventSource: 'endpoint:PJSIP' });
    await this.#parts.ways.phones.learn(client);
    this.#holdings = await askHoldings(client);
    this.#door.clear();
    if (restarted) this.#forgetAll();
  }

  #forgetAll(): void {
    const { conferences, exchange, legs, prompts, recordings, rooms, supervisions, talks } = this.#parts;
    const places = [conferences, exchange.whereabouts, rooms, supervisions, talks];
    for (const part of [...places, legs, prompts, recordings]) part.clear();
  }

  /** The connection stands: takes over what is there, says so, and then hears what happened meanwhile. */
  #goOn(restarted: boolean): void {
    const early = this.#early ?? [];
    this.#early = null;
    const { bridges, channels } = this.#holdings;
    this.#holdings = { bridges, channels: this.#parts.offers.endNeverRung(channels) };
    const vanished = this.#adopt(early);
    const { node } = this.#options;
    const legs = liveLegsIn(this.#holdings, this.#options);
    const { startedWallMs } = this.#connection.state();
    this.#emit({ kind: 'exchangeBack', node, restarted, legs, startedWallMs });
    this.#parts.ways.phones.tellAll();
    for (const event of early) this.#hear(event);
    for (const channelId of vanished) channelVanished(this.#parts, channelId);
    this.#missed.clear();
    this.#tidy(this.#holdings.channels);
  }

  /** What listens to legs for us: who is not wanted any more ends, and what has ended unheard is told. */
  #tidy(channels: Holdings['channels']): void {
    const { exchange, recordings, supervisions } = this.#parts;
    const isOurs = (id: string): boolean => recordings.hasSnoop(id) || supervisions.hasSnoop(id);
    closeLeftSnoops(exchange, channels, isOurs);
    recordings.lookAgain(channels);
  }

  /**
   * Returns the channels of known legs that are gone. A channel whose arrival is still to be heard is not
   * taken over.
   */
  #adopt(early: readonly AriEvent[]): readonly string[] {
    const { channels, bridges } = this.#holdings;
    const { conferences, exchange, legs, rooms, supervisions, talks } = this.#parts;
    const arriving = new Set(early.flatMap((event) => (isArrival(event) ? event.channel.id : [])));
    const live = new Set(channels.map(({ id }) => id));
    const vanished = [...legs.all()].flatMap((leg) => leg.channels.filter((id) => !live.has(id)));
    for (const channel of channels) if (!arriving.has(channel.id)) this.#adoptChannel(channel);
    const ours = bridges.map((bridge) => ({
      ...bridge,
      channels: bridge.channels.filter((id) => legs.byChannel(id) !== undefined),
    }));
    exchange.whereabouts.adopt(ours.filter(({ id }) => isOurBridge(id)));
    rooms.adopt(ours);
    talks.adopt(ours);
    conferences.adopt(ours);
    supervisions.adopt(ours);
    return vanished;
  }

  #adoptChannel(channel: Holdings['channels'][number]): void {
    const { legs } = this.#parts;
    const owner = lastOwnerOf(channel, this.#options.app);
    if (owner === null || legs.byChannel(channel.id) !== undefined) return;
    const leg = legs.adopt(owner, channel.id);
    if (channel.state === 'Up') leg.state = 'answered';
    else if (channel.state === 'Ringing') leg.state = 'ringing';
  }
}

/** What is told of a command that was not even begun, and whose end somebody waits for. */
function neverBegun(command: TelephonyCommand): readonly TelephonyEvent[] {
  if (command.kind === 'play') {
    const { legId, playId } = command;
    return [{ kind: 'playFinished', legId, playId, ok: false }];
  }
  if (command.kind !== 'record' && command.kind !== 'recordCall') return [];
  const { legId, recordingId } = command;
  return [{ kind: 'recorded', legId, recordingId, ok: false }];
}

function isArrival({ type, args }: AriEvent): boolean {
  return type === 'StasisStart' && args[0] !== 'leg';
}
