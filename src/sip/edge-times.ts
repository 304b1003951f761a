/** All waiting times and bounds of the edge that no admin sets, each with its reason. */
export const EDGE_TIMES = {
  /** Callers of a dead node go on in groups: the next node has its other callers to carry meanwhile. */
  paceMs: 100,
  paceCount: 20,
  /** A caller's side that does not answer an offer within this gets another one, or is given up. */
  offerMs: 3_000,
  /** Offers to one caller of a dead node; then the caller is let go. */
  offersMax: 3,
  /** Whoever did not begin the dialog waits for 0 to 2 s after both sides offered at once (RFC 3261 14.1). */
  glareMs: 2_000,
  /** What one side asks of the other in a talk has so long: the asker's own transaction ends at 32 s. */
  passedOfferMs: 10_000,
  /** 503 says when to come again, each time another moment, so that not all come at once (RFC 3261 20.33). */
  retryAfterS: { from: 5, to: 30 },
  /** Phones are thousands, and what changes with them may wait so long; nodes are looked at each time. */
  phonesLookMs: 500,
} as const;
