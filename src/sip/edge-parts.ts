import type { Now } from '../base/index.ts';
import type { CallCame, RegisterCame, RequestCame } from './edge-desk.ts';
import type { NodeBook } from './node-book.ts';
import type { Registrar } from './registrar.ts';
import type { Headers } from './sip-edge.ts';

/** What the gate says of a request that belongs to no dialog. */
export type Verdict =
  | { readonly kind: 'trunk'; readonly trunk: string }
  | { readonly kind: 'phone'; readonly phoneId: string }
  | { readonly kind: 'node'; readonly node: string }
  | { readonly kind: 'refuse'; readonly status: number; readonly headers: Headers; readonly why: string };

/** Where calls out go. `uri` of a number: with the carrier's host. */
export type TrunkWay = {
  readonly host: string;
  readonly credentials: { readonly user: string; readonly password: string } | null;
};

/** Those whom the desk asks; each has rules of its own. */
export type EdgeParts = {
  readonly gate: { judge(asked: CallCame | RegisterCame | RequestCame, now: Now): Verdict };
  readonly nodes: NodeBook;
  readonly registrar: Registrar;
  readonly trunks: ReadonlyMap<string, TrunkWay>;
  /** Whether this is a phone of the house. */
  readonly isPhone: (phoneId: string) => boolean;
};
