import type { Prng } from '../../../src/base/index.ts';
import type { Command, Event, TimerKey } from '../../../src/switchboard/index.ts';
import { around, between, happens } from './chances.ts';
import { drawHours } from './drawn-hours.ts';
import { putHours, redraw } from './drawn-plan.ts';
import type { Stage } from './stage.ts';

/** So many of the last events and timers may come again. */
const REMEMBERED = 12;
/** What the exchange may say twice, long after the first time. An arrival never comes after its leg's end. */
const MAY_ECHO: readonly Event['kind'][] = ['legRinging', 'legAnswered', 'legEnded', 'legsJoined'];

type Recurring =
  | 'cutEveryMs'
  | 'restartEveryMs'
  | 'giveUpEveryMs'
  | 'wallJumpEveryMs'
  | 'supervisorEveryMs'
  | 'reloadEveryMs'
  | 'hoursEveryMs';

/** Misfortunes that come by themselves, as the climate has them. */
export class Storms {
  readonly #stage: Stage;
  readonly #prng: Prng;
  readonly #hours: Prng;
  readonly #events: Event[] = [];
  /** Timers that were started once, and those that run now (owner and purpose → generation). */
  readonly #keys: TimerKey[] = [];
  readonly #running = new Map<string, number>();
  /** How many processes have died. */
  #lives = 0;

  constructor(stage: Stage) {
    this.#stage = stage;
    this.#prng = stage.chance('storms');
    this.#hours = stage.chance('hours');
  }

  begin(): void {
    this.#again('cutEveryMs', () => this.#cut());
    this.#again('restartEveryMs', () => this.#restart());
    this.#again('giveUpEveryMs', () => this.#stage.exchange.giveUp?.());
    this.#again('wallJumpEveryMs', () => this.#jump());
    this.#again('supervisorEveryMs', () => this.#supervise());
    this.#again('reloadEveryMs', () => this.#reload());
    this.#again('hoursEveryMs', () => this.#changeHours());
  }

  /** To be told of every turn: some events come again, and timers fire that do not run any more. */
  notice(event: Event | null, out: readonly Command[]): void {
    const { climate } = this.#stage;
    if (event?.kind === 'timerFired') this.#ends(event.key);
    for (const command of out) this.#noteTimer(command);
    if (event === null) return;
    if (MAY_ECHO.includes(event.kind)) remember(this.#events, event);
    if (happens(this.#prng, climate.echoes) && this.#events.length > 0)
      this.#repeat(this.#prng.pick(this.#events));
    if (happens(this.#prng, climate.staleTimers) && this.#keys.length > 0)
      this.#fireLate(this.#prng.pick(this.#keys));
  }

  /** Timers die with the process, also those on their way; what the exchange has said may still come again. */
  processDied(): void {
    this.#keys.length = 0;
    this.#running.clear();
    this.#lives += 1;
  }

  #noteTimer(command: Command): void {
    if (command.kind === 'startTimer') {
      remember(this.#keys, command.key);
      this.#running.set(nameOf(command.key), command.key.generation);
    }
    if (command.kind === 'stopTimer') this.#ends(command.key);
  }

  #ends(key: TimerKey): void {
    if (this.#running.get(nameOf(key)) === key.generation) this.#running.delete(nameOf(key));
  }

  #again(every: Recurring, act: () => void): void {
    const meanMs = this.#stage.climate[every];
    if (meanMs === null) return;
    this.#stage.clock.after(around(this.#prng, meanMs), () => {
      if (this.#stage.climate[every] === null) return;
      act();
      this.#again(every, act);
    });
  }

  #repeat(event: Event): void {
    this.#stage.clock.after(between(this.#prng, 0, 50), () => {
      if (this.#stage.climate.echoes === 0) return;
      this.#stage.story.tell('echo', () => `${event.kind} is told once more`);
      this.#stage.put(event);
    });
  }

  /** It was on its way when it was stopped or replaced. */
  #fireLate(key: TimerKey): void {
    const life = this.#lives;
    this.#stage.clock.after(between(this.#prng, 0, 50), () => {
      if (life !== this.#lives) return;
      if (this.#stage.climate.staleTimers === 0 || this.#running.get(nameOf(key)) === key.generation) return;
      this.#stage.story.tell('echo', () => `the timer ${nameOf(key)} fires late`);
      this.#stage.put({ kind: 'timerFired', key });
    });
  }

  #cut(): void {
    const { exchange, clock, story, climate } = this.#stage;
    story.tell('weather', () => 'the connection to the exchange is lost');
    exchange.loseConnection();
    clock.after(between(this.#prng, 1, climate.cutMsMax), () => exchange.restoreConnection());
  }

  #restart(): void {
    const { exchange, clock, story } = this.#stage;
    story.tell('weather', () => 'the exchange dies and starts again');
    exchange.restart();
    clock.after(between(this.#prng, 1, 5_000), () => exchange.restoreConnection());
  }

  #jump(): void {
    const { wallJumpMsMax } = this.#stage.climate;
    const byMs = between(this.#prng, -wallJumpMsMax, wallJumpMsMax);
    this.#stage.story.tell('weather', () => `the wall clock jumps by ${byMs} ms`);
    this.#stage.clock.jumpWall(byMs);
  }

  #reload(): void {
    const { drawn, story, put } = this.#stage;
    redraw(drawn, this.#prng);
    story.tell('admin', () => 'has changed queues and operators');
    const { queues, operators } = drawn.plan;
    put({ kind: 'floorChanged', queues, operators });
  }

  #changeHours(): void {
    const { drawn, story, put, clock } = this.#stage;
    putHours(drawn, drawHours(this.#hours, clock.now().wallMs));
    story.tell('admin', () => 'has changed the opening hours');
    put({ kind: 'schedulesChanged', schedules: drawn.plan.schedules, switched: null });
  }

  #supervise(): void {
    const callIds = this.#stage.liveCallIds();
    if (callIds.length === 0) return;
    const callId = this.#prng.pick(callIds);
    const event = this.#wish(callId);
    this.#stage.story.tell('supervisor', () => Object.values(event).join(' '));
    this.#stage.put(event);
  }

  /** What a supervisor may do with a call: end it, move it, or change its place; possible or not. */
  #wish(callId: string): Event {
    const by = 'supervisor';
    const wish = this.#prng.below(4);
    if (wish === 0) return { kind: 'hangUpAsked', callId };
    if (wish < 3) {
      const queue = this.#prng.pick([...this.#stage.drawn.plan.queues.keys()]);
      return { kind: 'moveAsked', callId, queue, by };
    }
    const [level, boostMs] = [this.#prng.pick([null, 0, 9]), this.#prng.pick([null, 60_000, -5_000])];
    return { kind: 'priorityAsked', callId, class: level, boostMs, by };
  }
}

const nameOf = ({ owner, purpose }: TimerKey): string => `${owner} ${purpose}`;

function remember<T>(list: T[], item: T): void {
  list.push(item);
  if (list.length > REMEMBERED) list.shift();
}
