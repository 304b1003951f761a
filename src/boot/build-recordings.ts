import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Logger } from 'pino';
import { type Clock, Failure } from '../base/index.ts';
import type { Bundle } from '../bundle/index.ts';
import type { Store } from '../journal/index.ts';
import { createRecordings, KeyRing, type Recordings } from '../recordings/index.ts';
import type { Settings } from '../settings/index.ts';
import type { Switchboard } from '../switchboard/index.ts';
import type { RecordedSounds } from '../telephony/index.ts';
import { LeftRecordings } from './left-recordings.ts';
import type { Loop } from './loop.ts';
import type { NoticeBoard } from './notice-board.ts';
import { RecordingDesk } from './recording-desk.ts';

/** The key is made at the first start; whoever loses it has lost all recordings. Throws RECORDINGS_KEY_UNUSABLE. */
export function buildRecordings(settings: Settings, exchange: RecordedSounds, log: Logger): Recordings {
  const keys = keyRing(join(settings.secrets, 'recordings-key'));
  return createRecordings({ folder: join(settings.data, 'recordings'), keys, exchange, log });
}

function keyRing(path: string): KeyRing {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  try {
    return new KeyRing(path);
  } catch (err) {
    if (err instanceof RangeError) throw new Failure('RECORDINGS_KEY_UNUSABLE', { file: path });
    throw err;
  }
}

export type AttendedParts = {
  readonly recordings: Recordings;
  readonly telephony: RecordedSounds;
  readonly store: Store;
  readonly notices: NoticeBoard;
  readonly switchboard: Switchboard;
  readonly loop: Loop;
  /** The files as they are in use. */
  readonly bundle: () => Pick<Bundle, 'queues'>;
  readonly clock: Clock;
  readonly log: Logger;
};

/** Who looks after what is recorded: those who take what was left at the exchange, and those who hear and erase. */
export function attendRecordings(settings: Settings, parts: AttendedParts) {
  const { recordings, telephony, store, notices, switchboard, loop, bundle, clock, log } = parts;
  const leftRecordings = new LeftRecordings({
    ...{ exchange: telephony, recordings, store, clock, log },
    isAwaited: (recordingId) => switchboard.awaits(recordingId),
    put: (event) => loop.put(event),
  });
  const recordingDesk = new RecordingDesk({
    ...{ recordings, store, clock, log, keepMs: settings.keep.recordings.ms },
    queues: () => bundle().queues,
    write(entry) {
      store.write(entry);
      notices.tell(entry);
    },
  });
  return { leftRecordings, recordingDesk };
}
