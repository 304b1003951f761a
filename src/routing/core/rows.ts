import type { KnownDemand } from './demands.ts';
import type { QueueEntry } from './queues.ts';
import type { Standing } from './standing.ts';
import type { Tables } from './tables.ts';

/** Which operator sees which line, kept right when an operator's skills and queues change. */
export class Rows {
  readonly #tables: Tables;
  readonly #standing: Standing;

  constructor(tables: Tables, standing: Standing) {
    this.#tables = tables;
    this.#standing = standing;
  }

  /**
   * `demands` are those whose answer may differ. In `stepped` queues the lines themselves are formed anew,
   * since they are told apart by the delays that their callers are past. Returns the demands for which the
   * operator is eligible in fewer stages than before.
   */
  reexamine(
    operator: number,
    demands: ReadonlySet<KnownDemand>,
    stepped: ReadonlySet<QueueEntry>,
    delaysDiffer: boolean,
  ): ReadonlySet<KnownDemand> {
    const { changes, lines } = this.#tables;
    const divided = [...stepped].flatMap((queue) => [...queue.demands]);
    const displaced = divided.map((demand) => this.#standing.clear(demand));
    for (const demand of divided) lines.dropAll(demand);
    const lost = new Set<KnownDemand>();
    for (const demand of demands) {
      const gained = this.#tables.demands.reexamine(demand, operator);
      if (gained < 0) {
        lost.add(demand);
        changes.doubtStaff(demand);
      }
      if (gained !== 0 || delaysDiffer) lines.reexamine(demand, operator);
    }
    divided.forEach((demand, at) => {
      for (const waiting of displaced[at]!) this.#standing.putBack(demand, waiting);
    });
    return lost;
  }
}
