import type { EdgeShown, NodeReport, NodeWitness } from '../index.ts';
import { type keysOf, REPORT_TTL_MS } from './keys.ts';
import type { RedisLink } from './redis-link.ts';
import { readShown } from './shapes.ts';

/** Cordboard's side of the board of nodes, in Redis, over a connection of its own. */
export class RedisWitness implements NodeWitness {
  readonly #link: RedisLink;
  readonly #keys: ReturnType<typeof keysOf>;
  #isReporting = false;

  constructor(link: RedisLink, keys: ReturnType<typeof keysOf>) {
    this.#link = link;
    this.#keys = keys;
  }

  /** While Redis is slow, what it has not taken yet is enough: the next report is half a second away. */
  report(nodes: readonly NodeReport[]): void {
    if (this.#isReporting) return;
    this.#isReporting = true;
    const { reports } = this.#keys;
    const asked = this.#link.ask((redis) => redis.set(reports, JSON.stringify(nodes), 'PX', REPORT_TTL_MS));
    void asked.then(() => {
      this.#isReporting = false;
    });
  }

  async shown(): Promise<EdgeShown | null> {
    const json = await this.#link.insist((redis) => redis.get(this.#keys.shown));
    return json === null ? null : (readShown(json) ?? null);
  }

  draining(): Promise<readonly string[]> {
    return this.#link.insist((redis) => redis.smembers(this.#keys.draining));
  }

  async drain(node: string, isWanted: boolean): Promise<void> {
    const { draining } = this.#keys;
    await this.#link.insist((redis) => (isWanted ? redis.sadd(draining, node) : redis.srem(draining, node)));
  }

  close(): void {
    this.#link.close();
  }
}
