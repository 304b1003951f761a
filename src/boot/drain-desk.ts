import { rmSync } from 'node:fs';
import type { Logger } from 'pino';
import { type Clock, Failure } from '../base/index.ts';
import { replaceFile } from '../disk/index.ts';
import type { Drain, DrainDoor } from '../http/index.ts';
import { readIfThere } from '../settings/index.ts';
import type { Event } from '../switchboard/index.ts';
import type { Readiness } from './readiness.ts';

const LOOK_EVERY_MS = 250;
const TELL_EVERY_MS = 10_000;
const OWNERS_ALONE = 0o600;

export type DrainDeskParts = {
  /** Another process after this one goes on with what stands here. */
  readonly file: string;
  readonly callsCount: () => number;
  readonly put: (event: Event) => boolean;
  readonly readiness: Readiness;
  /** No call goes on any more, or the limit is over: the process is to end, and no other one to follow. */
  readonly onDrained: () => void;
  readonly clock: Clock;
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
};

type Wish = Omit<Drain, 'calls'>;

/** The end of the hotline as somebody wants it who has time: no new calls, and those that go on end by themselves. */
export class DrainDesk implements DrainDoor {
  readonly #parts: DrainDeskParts;
  #wish: Wish | null = null;
  #cancel: () => void = () => {};
  #toldMs = 0;
  #isClosed = false;

  constructor(parts: DrainDeskParts) {
    this.#parts = parts;
  }

  state(): Drain | null {
    return this.#wish && { ...this.#wish, calls: this.#parts.callsCount() };
  }

  /**
   * Asked again it has another limit. What the disk does not take is over when this process dies. Throws `Failure`
   * STOPPING.
   */
  begin(withinMs: number, by: string): Drain {
    if (this.#isClosed) throw new Failure('STOPPING');
    const { wallMs } = this.#parts.clock.now();
    const wish = { sinceMs: this.#wish?.sinceMs ?? wallMs, untilMs: wallMs + withinMs, by };
    this.#keep(wish);
    this.#parts.log.warn({ by, withinMs }, 'no new calls are taken, and the hotline stops when it has none');
    this.#take(wish);
    return { ...wish, calls: this.#parts.callsCount() };
  }

  /** New calls are taken, again or as before. Throws `Failure` STOPPING when it is too late. */
  end(by: string): void {
    const { put, readiness, log } = this.#parts;
    if (this.#isClosed) throw new Failure('STOPPING');
    if (this.#wish === null) return;
    this.#forget();
    readiness.goesOn();
    put({ kind: 'drainEnded' });
    log.warn({ by }, 'new calls are taken again');
  }

  /** Goes on with what the process before was asked for. To be called when it is known which calls there are. */
  resume(): void {
    const { file, log } = this.#parts;
    if (this.#wish !== null || this.#isClosed) return;
    try {
      const text = readIfThere(file);
      if (text !== undefined) this.#take(JSON.parse(text) as Wish);
    } catch (err) {
      log.error({ err, file }, 'it cannot be read whether new calls are to be refused: they are taken');
    }
  }

  /** The process ends. `isForGood`: nobody goes on with it. */
  close(isForGood: boolean): void {
    this.#isClosed = true;
    this.#cancel();
    if (isForGood) this.#forget();
  }

  #take(wish: Wish): void {
    const { put, readiness } = this.#parts;
    this.#wish = wish;
    readiness.drains();
    put({ kind: 'drainAsked' });
    this.#lookLater();
  }

  #lookLater(): void {
    this.#cancel();
    this.#cancel = this.#parts.clock.after(LOOK_EVERY_MS, () => this.#look());
  }

  #look(): void {
    const { callsCount, clock, log, onDrained } = this.#parts;
    const { monoMs, wallMs } = clock.now();
    const calls = callsCount();
    if (calls === 0 || wallMs >= this.#wish!.untilMs) {
      log.info({ calls }, 'nothing more is waited for, the hotline stops');
      return onDrained();
    }
    if (monoMs - this.#toldMs >= TELL_EVERY_MS) {
      this.#toldMs = monoMs;
      log.info({ calls }, 'calls still go on');
    }
    this.#lookLater();
  }

  #keep(wish: Wish): void {
    const { file, log } = this.#parts;
    try {
      replaceFile(file, `${JSON.stringify(wish)}\n`, { mode: OWNERS_ALONE });
    } catch (err) {
      log.error({ err }, 'it could not be kept that new calls are refused: another process would take them');
    }
  }

  #forget(): void {
    this.#wish = null;
    this.#cancel();
    rmSync(this.#parts.file, { force: true });
  }
}
