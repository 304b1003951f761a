import { Failure, type FailureCode } from '../../src/base/index.ts';
import type { NodeNow, NodesDesk } from '../../src/http/index.ts';

const up = { state: 'up', sinceMs: 1_000, isConnected: true, isDraining: false, weight: 1 } as const;

/** Two nodes, of which one has a call. */
export class SmallNodes implements NodesDesk {
  all: readonly NodeNow[] = [
    { ...up, name: 'north', calls: 1 },
    { ...up, name: 'south', calls: 0 },
  ];
  /** What stands in the way of a drain. */
  trouble: FailureCode | undefined;
  readonly askedBy: string[] = [];

  list(): readonly NodeNow[] {
    return this.all;
  }

  refused(): Readonly<Record<string, number>> {
    return { calls_at_once: 7 };
  }

  async drain(node: string, isWanted: boolean, by: string): Promise<void> {
    if (this.trouble !== undefined) throw new Failure(this.trouble, { node });
    if (!this.all.some(({ name }) => name === node)) throw new Failure('NODE_UNKNOWN', { node });
    this.askedBy.push(by);
    this.all = this.all.map((one) => (one.name === node ? { ...one, isDraining: isWanted } : one));
  }
}
