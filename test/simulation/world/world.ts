import { type Prng, SimulatedClock } from '../../../src/base/index.ts';
import { snapshotIn } from '../../../src/boot/call-shapes.ts';
import type { Entry } from '../../../src/journal/index.ts';
import type { CallSnapshot, Event, Switchboard } from '../../../src/switchboard/index.ts';
import type { TelephonyCommand } from '../../../src/telephony/index.ts';
import { Violation } from '../checkers/checker.ts';
import { Inspector } from '../checkers/inspector.ts';
import { endedMs, talkedMs } from '../diary-line.ts';
import { SimulatedExchange } from '../simulated-exchange.ts';
import { NODES, SimulatedNodes } from '../simulated-nodes.ts';
import { Callers } from './callers.ts';
import { type Stream, streamOf } from './chances.ts';
import { type Climate, calm, drawClimate, drawDeaths, drawHabits, drawLosses } from './climate.ts';
import { Customers } from './customers.ts';
import { DeskWork } from './desk-work.ts';
import { DoorWork } from './door-work.ts';
import { drawDoor } from './drawn-door.ts';
import { drawHours } from './drawn-hours.ts';
import { type DrawnPlan, drawPlan, PHONES } from './drawn-plan.ts';
import type { Exchange } from './exchange.ts';
import { Operators } from './operators.ts';
import { Processes } from './processes.ts';
import { SimulatedEgress } from './simulated-egress.ts';
import { SimulatedKeeping } from './simulated-keeping.ts';
import { SimulatedProcess } from './simulated-process.ts';
import { SimulatedSpeech } from './simulated-speech.ts';
import type { Stage } from './stage.ts';
import { Storms } from './storms.ts';
import { Story } from './story.ts';
import { TalkWishes } from './talk-wishes.ts';

/** Continuations of a promise that was settled run within so many rounds. */
const ROUNDS = 12;
/** After the weather has turned: every timer of every queue ends within it, and so does every look at the exchange. */
const QUIET_MS = 600_000;
/** The window of a promise to call back ends within this, unless somebody has set the clock. */
const PROMISES_MS = 900_000;

export type WorldOptions = {
  /** Whether a story is to be written. */
  readonly tells?: boolean;
  /** The process is killed after so many commands and entries; then another one starts. */
  readonly crashAt?: number;
  /** That one is killed, too, after so many of its own: mostly while it takes the calls over. */
  readonly crashAgainAt?: number;
  /** Whether the exchange is two nodes behind an edge, and one or the other dies. */
  readonly hasNodes?: boolean;
  /** Told every entry that reaches the store, and null whenever a process has ended. */
  readonly journal?: (entry: Entry | null) => void;
};

/** A whole call centre that grows from one seed: the real switchboard and loop, and around them people and weather. */
export class World {
  readonly clock = new SimulatedClock();
  readonly story: Story;
  readonly exchange: Exchange;
  readonly inspector: Inspector;
  readonly processes: Processes;
  /** Why the run ended early; null when nothing is wrong. */
  violation: Violation | null = null;
  readonly #drawn: DrawnPlan;
  readonly #climate: Climate;
  readonly #speech: SimulatedSpeech;
  readonly #egress: SimulatedEgress;
  readonly #keeping: SimulatedKeeping;
  readonly #stage: Stage;
  readonly #callers: Callers;
  readonly #customers: Customers;
  readonly #operators: Operators;
  readonly #desks: DeskWork;
  readonly #talks: TalkWishes;
  readonly #storms: Storms;
  readonly #door: DoorWork;
  readonly #chance: (stream: Stream) => Prng;
  readonly #journal: (entry: Entry | null) => void;
  /** What processes have kept of their calls, as JSON; null of those that are over. */
  readonly #kept = new Map<string, string | null>();
  #isSettled = false;

  constructor(seed: number, options: WorldOptions = {}) {
    const { tells = false, crashAt, crashAgainAt, journal = () => {}, hasNodes = false } = options;
    this.#journal = journal;
    this.#chance = (stream) => streamOf(seed, stream);
    const hours = drawHours(this.#chance('hours'), this.clock.now().wallMs);
    const doors = this.#chance('door');
    const door = drawDoor(doors);
    this.#drawn = drawPlan(this.#chance('plan'), hours, door, doors);
    const climateChance = this.#chance('climate');
    this.#climate = drawClimate(climateChance);
    this.#climate.wires.lostEvents = drawLosses(this.#chance('losses'));
    this.story = new Story(tells, () => this.clock.now().monoMs);
    this.#speech = new SimulatedSpeech(this.clock, this.#chance('speech'), this.#climate, () =>
      this.#settled(),
    );
    this.#egress = new SimulatedEgress(this.clock, this.#chance('egress'), this.#climate, () =>
      this.#settled(),
    );
    this.#keeping = new SimulatedKeeping(this.clock, this.#chance('keeping'), () => this.#settled());
    if (hasNodes) this.#becomeSeveral();
    this.exchange = hasNodes ? this.#newNodes() : this.#newExchange();
    this.#stage = {
      ...{ clock: this.clock, exchange: this.exchange, story: this.story, chance: this.#chance },
      ...{ drawn: this.#drawn, climate: this.#climate, habits: drawHabits(climateChance) },
      put: (event) => this.processes.current.put(event),
      liveCallIds: () => [...this.processes.current.switchboard.liveCallIds()],
      isStopping: () => this.processes.isStopping,
      openCallbackIds: () => this.inspector.openCallbackIds(),
    };
    [this.#callers, this.#operators] = [new Callers(this.#stage), new Operators(this.#stage)];
    this.#desks = new DeskWork(this.#stage);
    this.#talks = new TalkWishes(this.#stage);
    this.#operators.desks = this.#desks;
    this.#customers = new Customers(this.#stage);
    this.#storms = new Storms(this.#stage);
    this.#door = new DoorWork(this.#stage, this.#callers, door);
    this.#operators.onHangsUp = (callId) => this.#callers.talkEnds(callId);
    this.inspector = this.#newInspector();
    this.processes = this.#newProcesses([crashAt, crashAgainAt].filter((at) => at !== undefined));
  }

  /** The whole run: a working time in whatever weather, then quiet, then one caller more. */
  async run(): Promise<void> {
    await this.processes.begin();
    this.#operators.begin();
    this.#desks.begin();
    this.#talks.begin();
    this.#callers.begin();
    this.#storms.begin();
    this.#door.begin();
    await this.#pass(this.#stage.habits.activeMs);
    this.story.tell('weather', () => 'calm; everybody goes home');
    calm(this.#climate);
    this.processes.settle();
    this.#callers.leave();
    this.#operators.settle();
    this.#desks.settle();
    this.#talks.settle();
    this.#door.settle();
    this.exchange.restoreConnection();
    await this.#pass(PROMISES_MS);
    this.#customers.settle();
    await this.#pass(QUIET_MS);
    this.#judge(() => this.inspector.atTheEnd());
    await this.#oneMore();
  }

  get simulatedMs(): number {
    return this.clock.now().monoMs;
  }

  /** Whoever comes now, on a quiet day with everybody ready, is served. */
  async #oneMore(): Promise<void> {
    if (this.violation !== null) return;
    this.#operators.allReady();
    await this.#pass(1_000);
    const { legId } = this.#callers.comes('100');
    await this.#pass(QUIET_MS);
    const outcome = this.inspector.book.ended.get(legId);
    if (outcome === 'answered' || !this.#operators.canServe('support')) return;
    this.#fails(
      new Violation('one more caller', `${legId} comes on a quiet day: ${outcome ?? 'nothing happens'}`),
    );
  }

  /** Time goes by until something is wrong. */
  async #pass(durationMs: number): Promise<void> {
    const endMs = this.clock.now().monoMs + durationMs;
    let isOver = false;
    const cancel = this.clock.after(durationMs, () => {
      isOver = true;
    });
    while (!isOver && this.violation === null) {
      this.clock.step();
      if (this.#isSettled) await this.#follow();
      this.processes.crashIfDue();
    }
    cancel();
    if (this.clock.now().monoMs > endMs) throw new Error('the world went on for too long');
  }

  /** What follows from promises that were settled runs now, in the same instant. */
  async #follow(): Promise<void> {
    this.#isSettled = false;
    for (let round = 0; round < ROUNDS; round++) await Promise.resolve();
  }

  #noticeCommand(command: TelephonyCommand): void {
    this.#callers.notice(command);
    this.#customers.notice(command);
    this.#operators.notice(command);
    this.processes.step();
  }

  #settled(): void {
    this.#isSettled = true;
  }

  #judge(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.#fails(error);
    }
  }

  #fails(error: unknown): void {
    if (this.violation !== null) return;
    this.violation = error instanceof Violation ? error : new Violation('no fault', String(error));
    this.story.tell('VIOLATION', () => `${this.violation?.checker}: ${this.violation?.message}`);
  }

  #newExchange(): SimulatedExchange {
    return new SimulatedExchange({
      clock: this.clock,
      prng: this.#chance('exchange'),
      weather: this.#climate.wires,
      phoneIds: PHONES,
      soundMs: (path) => this.#speech.soundMs(path),
      onMadeUp: ({ kind }) => this.story.tell('weather', () => `${kind} was lost, and is made up for`),
    });
  }

  #becomeSeveral(): void {
    this.#drawn.plan = { ...this.#drawn.plan, nodes: NODES };
    drawDeaths(this.#climate, this.#chance('nodes'));
  }

  #newNodes(): SimulatedNodes {
    return new SimulatedNodes({
      clock: this.clock,
      prng: this.#chance('exchange'),
      edge: this.#chance('nodes'),
      weather: this.#climate.wires,
      phoneIds: PHONES,
      soundMs: (path) => this.#speech.soundMs(path),
      onMadeUp: ({ kind }) => this.story.tell('weather', () => `${kind} was lost, and is made up for`),
      put: (event) => this.processes.current.put(event),
      tell: (words) => this.story.tell('edge', () => words),
    });
  }

  #newInspector(): Inspector {
    const { exchange } = this;
    const { wires, cutEveryMs, wallJumpEveryMs } = this.#climate;
    const losesCommands = wires.lostAnswers + wires.refusals > 0 || cutEveryMs !== null;
    return new Inspector({
      drawn: this.#drawn,
      strangers: () => this.processes.current.switchboard.strangers(),
      exchange: {
        // Whom it lets go is nobody's any more.
        legs: () => exchange.heldLegs().filter(({ isLetGo }) => isLetGo !== true),
        isConnected: () => exchange.exchange().connected,
        silentSinceMs: (legId) => exchange.silentSinceMs(legId),
        inSilence: () => exchange.inSilence(),
        heardMs: (legId) => exchange.heardMs(legId),
        endedMs: (legId) => exchange.diary && endedMs(exchange.diary, legId),
        talkedMs: (callId) => talkedMs(exchange.diary ?? [], callId),
        latencyMs: wires.latencyMsMax,
        isClockSet: wallJumpEveryMs !== null,
        losesCommands,
        known: () =>
          new Set([
            ...this.processes.current.switchboard.knownLegs(),
            ...this.processes.current.switchboard.strangers(),
          ]),
      },
    });
  }

  #newProcesses(crashesAt: readonly number[]): Processes {
    return new Processes({
      ...{ clock: this.clock, story: this.story, climate: this.#climate, chance: this.#chance('stops') },
      crashesAt,
      make: () => this.#newProcess(),
      restored: () => [...this.inspector.restored(), this.#callsRestored()],
      onEnd: () => {
        this.inspector.processDied();
        this.#storms.processDied();
        this.#journal(null);
      },
    });
  }

  #callsRestored(): Event {
    const { plan } = this.#drawn;
    const kept = [...this.#kept];
    const calls = kept.flatMap(([, text]) => (text === null ? [] : [readBack(text)]));
    const over = new Set(kept.flatMap(([callId, text]) => (text === null ? [callId] : [])));
    return { kind: 'callsRestored', calls, over, scripts: new Map([[plan.flowHash, plan]]) };
  }

  #newProcess(): SimulatedProcess {
    return new SimulatedProcess({
      plan: this.#drawn.plan,
      clock: this.clock,
      speech: this.#speech,
      egress: this.#egress,
      keeping: this.#keeping,
      kept: this.#kept,
      port: {
        ...{ exchange: this.exchange, clock: this.clock, prng: this.#chance('port'), climate: this.#climate },
        onCommand: (command) => this.#noticeCommand(command),
        onSettled: () => this.#settled(),
      },
      onEntry: (entry) => {
        this.#journal(entry);
        this.processes.step();
      },
      onBroken: (error) => this.#fails(error),
      around: (switchboard) => this.#inspected(switchboard),
    });
  }

  #inspected(switchboard: Switchboard): Switchboard {
    return this.inspector.around(switchboard, (event, out) => {
      this.story.turn(event, out);
      this.#storms.notice(event, out);
    });
  }
}

/** What one process has kept the next one can read. */
function readBack(text: string): CallSnapshot {
  const found = snapshotIn(JSON.parse(text) as object);
  if ('why' in found) throw new Error(`a process cannot read what the one before has kept: ${found.why}`);
  return found;
}
