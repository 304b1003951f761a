/** What may be dialled, as the admin wrote it: what no route allows is refused. */
export type RoutePlan = {
  /** How numbers are dialled at home; without it only numbers with a "+" are known to be international. */
  readonly home: Home | null;
  /** In the order of the file: among patterns the first that fits decides. */
  readonly routes: readonly Route[];
};

/** Germany: country 49, national 0, international 00. */
export type Home = {
  readonly country: string;
  /** What stands before a number of another town; null where nothing does. */
  readonly national: string | null;
  readonly international: string | null;
};

export type Route = {
  readonly id: string;
  /** Numbers and patterns: "+4930123456", "+49*", "112". */
  readonly to: readonly string[];
  /** Servers of SIP addresses: "pbx.example", "pbx.example:5080". */
  readonly hosts: readonly string[];
  /** The first that has room carries the call, the next one when it fails. */
  readonly trunks: readonly string[];
  /** What the other party may see; the first stands in for what may not be shown. */
  readonly show: readonly Shown[];
  readonly limits: RouteLimits;
  /** Whether operators may dial it from their phones; flows may anyway. */
  readonly isForOperators: boolean;
  /** Only while it is open. */
  readonly schedule: string | null;
};

/** The caller's own number, the one that was dialled, none, or a number of ours. */
export type Shown = 'caller' | 'dialled' | 'hidden' | { readonly number: string };

export type RouteLimits = {
  /** At the same time. */
  readonly callsMax: number;
  /** Begun within any minute. */
  readonly callsPerMinuteMax: number;
  /** One talk. */
  readonly talkMsMax: number;
  /** All talks of one day (UTC) together. */
  readonly dayMsMax: number;
};

/** A trunk that can be dialled out on. */
export type TrunkPlan = {
  readonly callsMax: number;
  readonly callsPerSecondMax: number;
  /** What the carrier wants to be sent: so many of the leading digits less, and this in front. */
  readonly strip: number;
  readonly add: string;
};

/** No route: nothing can be dialled. */
export const NO_ROUTES: RoutePlan = { home: null, routes: [] };
