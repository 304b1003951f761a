// The exchange as we wish it: events, commands, and what may go wrong, in our own words.
// The room of types for everybody; its adapter lives in ari/, behind a door of its own.
// Never: a channel, a bridge, or any other word of one product.
export type {
  DoorRules,
  ExchangeDoor,
  ExchangeState,
  HangUpReason,
  LegEnd,
  LiveLeg,
  Look,
  MarkName,
  Marks,
  NodeState,
  RecordedSounds,
  Supervising,
  Telephony,
  TelephonyCommand,
  TelephonyEvent,
} from './telephony.ts';
