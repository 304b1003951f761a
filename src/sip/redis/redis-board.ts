import type { Clock } from '../../base/index.ts';
import type { BoardSeen, EdgeShown, NodeBoard } from '../index.ts';
import { type keysOf, REPORT_TTL_MS, SHOWN_TTL_MS } from './keys.ts';
import { answersOf, type RedisLink } from './redis-link.ts';
import { readReports } from './shapes.ts';

const LOOK_MS = 500;

/** The edge's side of the board of nodes, in Redis. */
export class RedisBoard implements NodeBoard {
  readonly #link: RedisLink;
  readonly #keys: ReturnType<typeof keysOf>;
  readonly #clock: Clock;
  #isShowing = false;
  #isClosed = false;
  #stop: () => void = () => {};

  constructor(link: RedisLink, keys: ReturnType<typeof keysOf>, clock: Clock) {
    this.#link = link;
    this.#keys = keys;
    this.#clock = clock;
  }

  start(onSeen: (seen: BoardSeen) => void): void {
    this.#stop = this.#clock.after(LOOK_MS, () => {
      void this.#look(onSeen).then(() => {
        if (!this.#isClosed) this.start(onSeen);
      });
    });
  }

  /** While Redis is slow, what it has not taken yet is enough: the next one is a second away. */
  show(edge: EdgeShown): void {
    if (this.#isShowing) return;
    this.#isShowing = true;
    const { shown } = this.#keys;
    const asked = this.#link.ask((redis) => redis.set(shown, JSON.stringify(edge), 'PX', SHOWN_TTL_MS));
    void asked.then(() => {
      this.#isShowing = false;
    });
  }

  close(): void {
    this.#isClosed = true;
    this.#stop();
  }

  async #look(onSeen: (seen: BoardSeen) => void): Promise<void> {
    const { reports, draining } = this.#keys;
    const seen = await this.#link.ask((redis) =>
      answersOf(redis.multi().get(reports).pttl(reports).smembers(draining)),
    );
    if (seen === undefined || this.#isClosed) return;
    const [said, leftMs, names] = seen as [string | null, number, readonly string[]];
    const read = said === null ? undefined : readReports(said);
    const ageMs = read === undefined ? null : REPORT_TTL_MS - leftMs;
    onSeen({ reports: read ?? [], ageMs, draining: names });
  }
}
