/** What was recorded, why, and what became of it. */
export type RecordingEntry = { readonly atMs: number } /** What the caller says is being recorded. */ & (
  | {
      readonly kind: 'recordingBegan';
      readonly callId: string;
      readonly recordingId: string;
      readonly about: RecordingAbout;
    }
  /** Somebody in the talk switched the recording of the call, or somebody for them. */
  | {
      readonly kind: 'recordingSwitched';
      readonly callId: string;
      readonly to: RecordingSwitch;
      readonly by: string;
    }
  /** A part of the call is over as somebody wanted: nothing that is said or pressed from here on is on it. */
  | { readonly kind: 'recordingStopped'; readonly callId: string; readonly recordingId: string }
  /** A message is kept for the box; it may be told behind the end of its call. */
  | {
      readonly kind: 'messageTaken';
      readonly callId: string;
      readonly box: string;
      readonly recordingId: string;
      readonly soundMs: number;
    }
  /** A part of the call, from where its recording began to where it was stopped, is kept: both sides. */
  | {
      readonly kind: 'callRecorded';
      readonly callId: string;
      readonly recordingId: string;
      readonly soundMs: number;
      /** It ended by itself, or less was kept than was recorded. */
      readonly isIncomplete?: true;
    }
  /** The caller has answered a question of a survey: by keys, or by voice, which is kept. */
  | ({
      readonly kind: 'surveyed';
      readonly callId: string;
      readonly survey: string;
      readonly question: string;
    } & (
      | { readonly score: number; readonly scale?: 'csat' | 'nps' }
      | { readonly recordingId: string; readonly soundMs: number }
    ))
  /** Somebody (`by`) listened to a recording, or marked it as dealt with. */
  | {
      readonly kind: 'recordingHeard' | 'recordingDone';
      readonly callId: string;
      readonly recordingId: string;
      readonly by: string;
    }
  /** Somebody (`by`) keeps it from being erased, whoever wants that and however old it gets; or not any longer. */
  | {
      readonly kind: 'recordingHeld';
      readonly callId: string;
      readonly recordingId: string;
      readonly isHeld: boolean;
      readonly why: string | null;
      readonly by: string;
    }
  /** It is gone for good: somebody (`by`) wanted it so, or its time was over. */
  | {
      readonly kind: 'recordingErased';
      readonly callId: string;
      readonly recordingId: string;
      readonly by: string;
    }
);

/** What may be done with the recording of a call. A pause ends a part of it, and it is resumed with a new one. */
export type RecordingSwitch = 'start' | 'stop' | 'pause' | 'resume';

/** What a recording is for: a message for a box, an answer by voice, or the call itself, or a part of it. */
export type RecordingAbout =
  | { readonly kind: 'voicemail'; readonly box: string }
  | { readonly kind: 'survey'; readonly survey: string; readonly question: string }
  | { readonly kind: 'call' };
