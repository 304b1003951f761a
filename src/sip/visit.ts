import { type Codec, withCodecs } from './codecs.ts';
import type { Node } from './node-book.ts';
import { type Said, saidAgain } from './session-text.ts';

/** Who called: a caller by a trunk, a registered phone, or a node that wants a phone or somebody outside. */
export type Origin =
  | { readonly kind: 'trunk'; readonly trunk: string }
  | { readonly kind: 'phone'; readonly phoneId: string }
  | { readonly kind: 'node'; readonly node: string };

/** One dialog of a visit. */
export type Side = {
  readonly legId: string;
  /** What this side last said of its own sound. */
  sdp: string;
  /** What this side was last told; null: nothing yet. */
  said: Said | null;
  /** All that may be spoken with this side; null: whatever the two like. */
  readonly codecs: readonly Codec[] | null;
  isUp: boolean;
};

/** A caller whose node is dead, until another one carries the call and the caller has agreed to it. */
export type ReHoming = {
  readonly fromNode: string;
  /** The offer to the caller that is under way; null while the next node has not answered. */
  offerId: string | null;
  /** Of the wait that counts now. */
  generation: number;
  offersCount: number;
};

/** What one side asked of the other: it has been passed on, and its answer is awaited. */
export type PassedOffer = {
  /** Who asked, and under which id. */
  readonly legId: string;
  readonly offerId: string;
  readonly sdp: string;
  /** Of the wait for the answer. */
  readonly generation: number;
};

/**
 * One stay at the edge: whoever called, and whom they were put through to. `far` is several legs while phones ring, one
 * when somebody has answered.
 */
export type Visit = {
  readonly id: string;
  readonly origin: Origin;
  readonly dialled: string;
  readonly caller: { readonly number: string; readonly name: string };
  /** Of the headers of whoever called, those that are passed on. */
  readonly headers: Readonly<Record<string, string>>;
  readonly near: Side;
  far: Side[];
  /** Where the far side is, when it is a node. */
  node: string | null;
  /** The far side is somebody outside. */
  isToTrunk: boolean;
  /** The id under which nodes know the call: it stays when the caller is re-homed. */
  toldId: string;
  /** The most telling refusal so far; null: none. */
  worstStatus: number | null;
  /** Nodes that are still to be tried for this call, the best first. */
  candidates: Node[];
  /** Legs that were dialled so far: their ids end in this number. */
  dialledCount: number;
  reHoming: ReHoming | null;
  /** By the id under which each was passed on. */
  readonly passedOffers: Map<string, PassedOffer>;
};

/** The far side, when it has answered; undefined while none has. */
export const answeredSide = ({ far }: Visit): Side | undefined => far.find(({ isUp }) => isUp);

/** The side that is not this leg's; undefined when there is none that has answered. */
export function otherSide(visit: Visit, legId: string): Side | undefined {
  if (visit.near.legId !== legId) return visit.near;
  return answeredSide(visit);
}

/**
 * What this side offers, as the other one may hear it; undefined when nothing of it may be spoken. Its answers need no
 * look: they hold only what was offered.
 */
export const offeredBy = ({ codecs }: Side, sdp: string): string | undefined =>
  codecs === null ? sdp : withCodecs(sdp, codecs, 'as said');

/** Says this sound to a side, as the same session that it was told of before. */
export function tellSide(side: Side, sdp: string): string {
  const { codecs } = side;
  const fitting = codecs === null ? sdp : (withCodecs(sdp, codecs, 'as allowed') ?? sdp);
  const told = saidAgain(fitting, side.said);
  side.said = told.said;
  return told.sdp;
}

export const sideOf = (visit: Visit, legId: string): Side | undefined =>
  visit.near.legId === legId ? visit.near : visit.far.find((side) => side.legId === legId);
