import type { Drain, DrainDoor } from '../../src/http/index.ts';

/** One call goes on for as long as the test likes. */
export class SmallDrain implements DrainDoor {
  wish: Drain | null = null;

  state(): Drain | null {
    return this.wish;
  }

  begin(withinMs: number, by: string): Drain {
    this.wish = { sinceMs: 1_000, untilMs: 1_000 + withinMs, by, calls: 1 };
    return this.wish;
  }

  end(): void {
    this.wish = null;
  }
}
