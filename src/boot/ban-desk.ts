import type { BanNow, BansDesk } from '../http/index.ts';

/** Where addresses are turned away, and looked after for as long as the house stands. */
export type BanDoor = BansDesk & { start(): void; close(): void };

/** The bans at all doors of the house as one list. */
export class BanDesk implements BanDoor {
  readonly #doors: readonly BanDoor[];

  constructor(doors: readonly BanDoor[]) {
    this.#doors = doors;
  }

  start(): void {
    for (const door of this.#doors) door.start();
  }

  close(): void {
    for (const door of this.#doors) door.close();
  }

  list(): readonly BanNow[] {
    const all = this.#doors.flatMap((door) => door.list());
    return all.toSorted((one, other) => other.sinceMs - one.sinceMs);
  }

  /** At every door where the address is banned. */
  async lift(address: string): Promise<boolean> {
    const lifted: boolean[] = [];
    for (const door of this.#doors) lifted.push(await door.lift(address));
    return lifted.includes(true);
  }
}
