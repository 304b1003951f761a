import type { Now } from '../base/index.ts';
import type { CallCame, RegisterCame, RequestCame } from './edge-desk.ts';
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
export type EdgePlan = {
  readonly gate: { judge(asked: CallCame | RegisterCame | RequestCame, now: Now): Verdict };
  readonly nodes: {
    /** Nodes that take new calls, the best first. */
    order(now: Now): readonly string[];
    /** "192.0.2.7:5060". */
    addressOf(node: string): string;
    callBegan(node: string): void;
    callEnded(node: string): void;
  };
  readonly phones: {
    /** Where this phone can be rung now. */
    targetsOf(phoneId: string, now: Now): readonly string[];
  };
  readonly trunks: ReadonlyMap<string, TrunkWay>;
};
