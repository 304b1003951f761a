import { MAIN_NODE } from '../../src/boot/main-node.ts';
import type { CallSnapshot } from '../../src/switchboard/index.ts';

/** A call that has come and of which nothing else is known yet. */
export const keptSnapshot = (callId: string, more: Partial<CallSnapshot> = {}): CallSnapshot => ({
  ...{ form: 2, atWallMs: 2_000, node: MAIN_NODE, exchangeMs: 1_000, callId, callerLeg: `leg-${callId}` },
  legsBefore: [],
  ...{ caller: { number: '+79000000001', name: '' }, dialled: '100', arrivedMs: 2_000 },
  ...{ flowHash: 'now', flow: null, isAnswered: false },
  tape: { wish: null, isPaused: false, isTold: false, partsCount: 0, recordingId: null, stopping: [] },
  ...{ hasMessage: false, hasCallback: false, hasTalked: false, hasTalkedOut: false },
  ...{ outcome: null, endedBy: null, offersCount: 0, whisper: null, announcement: null },
  ...{
    visit: null,
    met: null,
    left: null,
    offers: [],
    talk: null,
    consulted: null,
    errand: null,
    talkOut: null,
    calledBack: null,
    own: null,
    messages: [],
  },
  ...more,
});
