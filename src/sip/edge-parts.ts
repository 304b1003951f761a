import type { Gate } from './gate.ts';
import type { NodeBook } from './node-book.ts';
import type { Registrar } from './registrar.ts';

/** Where calls out go: the carrier's host, with its port, and what it wants to know of us. */
export type TrunkWay = {
  readonly host: string;
  readonly credentials: { readonly user: string; readonly password: string } | null;
};

/** Those whom the desk asks; each has rules of its own. */
export type EdgeParts = {
  readonly gate: Pick<Gate, 'judge' | 'legEnded' | 'serverLost'>;
  readonly nodes: NodeBook;
  readonly registrar: Registrar;
  readonly trunks: ReadonlyMap<string, TrunkWay>;
  /** Whether this is a phone of the house. */
  readonly isPhone: (phoneId: string) => boolean;
};
