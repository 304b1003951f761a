// What happened, written once: the entries of the journal, the record of a call, and the store's port.
// Types, and one pure fold: writers and readers meet here.
// Never: a decision, a disk, a database.
export type { AuditFact, AuditQuery } from './audit.ts';
export {
  CONTACT_RULES,
  CONTACT_STATES,
  type Contact,
  type ContactFact,
  type ContactKeeper,
  type ContactQuery,
  type ContactRules,
  type ContactState,
  type ContactStory,
  type Debt,
} from './contact.ts';
export type {
  AbandonPlace,
  CallDirection,
  CallEntry,
  CallOutcome,
  CallOutEntry,
  Entry,
  OfferReason,
  TrialSide,
  VisitOutcome,
} from './entry.ts';
export { type ContactCause, type ContactStep, foldContact, isJoined, openedContact } from './fold-contact.ts';
export { foldRecord, isToldBefore } from './fold-record.ts';
export { forgotten } from './forgotten.ts';
export type { OperatorPresence, RefusalReason } from './house-entry.ts';
export type { KeptRecording, RecordingQuery } from './kept-recording.ts';
export { NOTICE, type NoticeBody, type NoticeEntry, type NoticeRequest } from './notice.ts';
export { type Doing, type OperatorAt, operatorAt } from './operator-at.ts';
export { reasonText } from './reason-text.ts';
export type { CallerPast, CallRecord, CallStory } from './record.ts';
export type { RecordingAbout, RecordingSwitch } from './recording-entry.ts';
export type { RecordingMark, Remark, Score, ScoredAnswer, ScoreFacts, ScoreQuery } from './score-entry.ts';
export type {
  CallbackQuery,
  CallQuery,
  Carriers,
  DeadMessage,
  FailedDelivery,
  OfferKey,
  Store,
  StoreState,
  WebhookJob,
} from './store.ts';
export type { OfferOutcome, OutOutcome, SupervisionEnd } from './talk-entry.ts';
export { dayBeganMs, type UsedToday, usedIn } from './talked-today.ts';
export { unseenEnd } from './unseen-end.ts';
export {
  MAIL,
  WEBHOOK_EVENTS,
  webhookBody,
  webhookEventOf,
  webhookExamples,
} from './webhook-event.ts';
