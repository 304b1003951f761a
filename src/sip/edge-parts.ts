import type { Codec } from './codecs.ts';
import type { Gate } from './gate.ts';
import type { NodeBook } from './node-book.ts';
import type { Registrar } from './registrar.ts';

/** A trunk: what its carrier is offered, and where calls out go; null: it only brings calls. */
export type Trunk = { readonly codecs: readonly Codec[]; readonly way: TrunkWay | null };

/** The carrier's host, with its port where it has one, and what it wants to know of us. */
export type TrunkWay = {
  readonly host: string;
  readonly transport: 'udp' | 'tcp';
  readonly credentials: { readonly user: string; readonly password: string } | null;
  /** Where our number stands: From, or P-Asserted-Identity beside a From of the user. */
  readonly callerId: 'from' | 'pai';
};

/** Those whom the desk asks; each has rules of its own. */
export type EdgeParts = {
  readonly gate: Pick<Gate, 'judge' | 'legEnded' | 'serverLost'>;
  readonly nodes: NodeBook;
  readonly registrar: Registrar;
  readonly trunks: ReadonlyMap<string, Trunk>;
  /** Whether this is a phone of the house. */
  readonly isPhone: (phoneId: string) => boolean;
};
