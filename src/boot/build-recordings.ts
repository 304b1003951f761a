import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { type Clock, Failure } from '../base/index.ts';
import type { Store } from '../journal/index.ts';
import { createRecordings, type Recordings } from '../recordings/index.ts';
import { ensureSecret, type Settings } from '../settings/index.ts';
import type { Switchboard } from '../switchboard/index.ts';
import type { RecordedSounds } from '../telephony/index.ts';
import { LeftRecordings } from './left-recordings.ts';
import type { Loop } from './loop.ts';
import type { NoticeBoard } from './notice-board.ts';
import { RecordingDesk } from './recording-desk.ts';

const KEY_BYTES = 32;
const newKey = (): string => randomBytes(KEY_BYTES).toString('base64url');

/** The key is made at the first start; whoever loses it has lost all recordings. Throws RECORDINGS_KEY_UNUSABLE. */
export function buildRecordings(settings: Settings, exchange: RecordedSounds, log: Logger): Recordings {
  const path = join(settings.secrets, 'recordings-key');
  const masterKey = Buffer.from(ensureSecret(path, newKey).secret, 'base64url');
  if (masterKey.length !== KEY_BYTES) throw new Failure('RECORDINGS_KEY_UNUSABLE', { file: path });
  return createRecordings({ folder: join(settings.data, 'recordings'), masterKey, exchange, log });
}

export type AttendedParts = {
  readonly recordings: Recordings;
  readonly telephony: RecordedSounds;
  readonly store: Store;
  readonly notices: NoticeBoard;
  readonly switchboard: Switchboard;
  readonly loop: Loop;
  readonly clock: Clock;
  readonly log: Logger;
};

/** Who looks after what is recorded: those who take what was left at the exchange, and those who hear and erase. */
export function attendRecordings(settings: Settings, parts: AttendedParts) {
  const { recordings, telephony, store, notices, switchboard, loop, clock, log } = parts;
  const leftRecordings = new LeftRecordings({
    ...{ exchange: telephony, recordings, store, clock, log },
    isLive: (callId) => switchboard.liveCallIds().has(callId),
    put: (event) => loop.put(event),
  });
  const recordingDesk = new RecordingDesk({
    ...{ recordings, store, clock, log, keepMs: settings.keep.recordings.ms },
    write(entry) {
      store.write(entry);
      notices.tell(entry);
    },
  });
  return { leftRecordings, recordingDesk };
}
