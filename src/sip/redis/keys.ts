/** Where everything stands in Redis, below the prefix of this house. */
export const keysOf = (prefix: string) => ({
  /** A hash: phone → its contacts. */
  contacts: `${prefix}:sip-contacts`,
  /** What Cordboard has last said of all nodes. */
  reports: `${prefix}:node-reports`,
  /** A set: nodes that are to be emptied. */
  draining: `${prefix}:nodes-draining`,
  /** All bans of the gate; it lasts as long as the last of them. */
  bans: `${prefix}:sip-bans`,
  /** A set: addresses that are to be banned no more. */
  lifted: `${prefix}:sip-bans-lifted`,
  /** How the edge sees all nodes. */
  shown: `${prefix}:nodes-shown`,
});

/** A report's age is how much of this has passed: it needs no clocks of two machines that agree. */
export const REPORT_TTL_MS = 60_000;
/** What the edge does not repeat is gone: it would be the edge of before. */
export const SHOWN_TTL_MS = 3_000;
