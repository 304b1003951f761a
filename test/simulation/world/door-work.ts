import type { Prng } from '../../../src/base/index.ts';
import type { Load } from '../../../src/switchboard/index.ts';
import type { Callers } from './callers.ts';
import { around, between } from './chances.ts';
import type { DrawnDoor } from './drawn-door.ts';
import type { Stage } from './stage.ts';

const LOOK_MS = 1_000;
/** Looks after which everybody is let in again, whatever went before. */
const WELL_LOOKS = 12;
const RUSHES_MAX = 2;
const WELL: Load = { lagMs: 0, answerMs: 0 };

/** What happens at the door: crowds, a machine that has too much to do, an end of work that is thought better of. */
export class DoorWork {
  readonly #stage: Stage;
  readonly #callers: Callers;
  readonly #drawn: DrawnDoor;
  readonly #prng: Prng;
  #rushesCount = 0;
  #isOver = false;

  constructor(stage: Stage, callers: Callers, drawn: DrawnDoor) {
    this.#stage = stage;
    this.#callers = callers;
    this.#drawn = drawn;
    this.#prng = stage.chance('door');
  }

  begin(): void {
    const { rushEveryMs, strainEveryMs, drainEveryMs } = this.#drawn;
    this.#again(rushEveryMs, () => this.#rush());
    this.#again(strainEveryMs, () => this.#strain());
    this.#again(drainEveryMs, () => this.#drain());
  }

  /** All is well at the door from now on. */
  settle(): void {
    this.#isOver = true;
    this.#endDrain();
    this.#tell(WELL, WELL_LOOKS);
  }

  #again(everyMs: number | null, act: () => void): void {
    if (everyMs === null) return;
    this.#stage.clock.after(around(this.#prng, everyMs), () => {
      if (this.#isOver) return;
      act();
      this.#again(everyMs, act);
    });
  }

  #rush(): void {
    this.#rushesCount += 1;
    if (this.#rushesCount > RUSHES_MAX) return;
    const count = between(this.#prng, 3, 10);
    this.#stage.story.tell('weather', () => `${count} callers come within a second`);
    for (let place = 0; place < count; place++)
      this.#stage.clock.after(between(this.#prng, 0, 1_000), () => this.#callers.oneOfMany(this.#prng));
  }

  #strain(): void {
    const lateMs = between(this.#prng, 250, 2_000);
    const isOurs = this.#prng.chance(1, 2);
    this.#stage.story.tell('weather', () => 'the machine has too much to do');
    if (this.#prng.chance(1, 3)) this.#rush();
    this.#tell({ lagMs: isOurs ? lateMs : 0, answerMs: isOurs ? 0 : lateMs }, between(this.#prng, 1, 8));
  }

  /** One look after the other, and behind them such as say that all is well. */
  #tell(load: Load, looks: number): void {
    this.#stage.clock.after(LOOK_MS, () => {
      if (this.#isOver && load !== WELL) return;
      this.#stage.put({ kind: 'loadMeasured', ...load });
      if (looks > 1) this.#tell(load, looks - 1);
      else if (load !== WELL) this.#tell(WELL, WELL_LOOKS);
    });
  }

  #drain(): void {
    const { stage, clock } = { stage: this.#stage, clock: this.#stage.clock };
    if (stage.isStopping()) return;
    stage.story.tell('admin', () => 'wants no new calls to be taken');
    stage.put({ kind: 'drainAsked' });
    clock.after(between(this.#prng, 1, 30_000), () => this.#endDrain());
  }

  #endDrain(): void {
    if (this.#stage.isStopping()) return;
    this.#stage.put({ kind: 'drainEnded' });
  }
}
