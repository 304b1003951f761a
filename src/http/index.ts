// The house for pages and programs outside: health, metrics, board, calls, operators, live stream, and docs.
// Requests become events in the inbox; answers are read from the house and the store.
// Never: a decision about a call, a watcher that can hurt one, an answer to a stranger.
export { ensureAdminToken } from './admin-token.ts';
export { createHttp, type Http, type HttpOptions } from './create-http.ts';
export type {
  Activation,
  BanNow,
  BansDesk,
  BundleDesk,
  BundleState,
  BundleVersion,
  ContactChange,
  ContactsDesk,
  Drain,
  DrainDoor,
  Erased,
  FlowOutcomes,
  HoldWish,
  House,
  HouseCounters,
  NodeNow,
  NodesDesk,
  Readiness,
  RecordingsDesk,
  ScoresDesk,
  ScoreWish,
  SentFiles,
  ShadowDesk,
  ShadowDifference,
  ShadowFlows,
  ShadowState,
  ShadowWish,
} from './house.ts';
