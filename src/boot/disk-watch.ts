import { statfs } from 'node:fs/promises';
import type { Finding } from '../alarms/index.ts';
import type { Clock } from '../base/index.ts';

const LOOK_EVERY_MS = 5_000;
const GIB = 1_024 ** 3;
/** Too little for a night of recordings, whatever the disk's size. */
const LEAST_BYTES = GIB;
/** Less than this share is little, unless it is so much all the same. */
const LEAST_SHARE = 0.1;
const AMPLE_BYTES = 20 * GIB;
/** There must be so much more again before it is well. */
const WELL = 1.1;

export type DiskWatchParts = {
  /** What lies there, in a word or two → its folder; one that is not there is passed over. */
  readonly folders: Readonly<Record<string, string>>;
  readonly clock: Clock;
};

type Room = { readonly freeBytes: number; readonly sizeBytes: number };

/** Looks now and then how much room is left where we and the exchange write. */
export class DiskWatch {
  readonly #parts: DiskWatchParts;
  readonly #rooms = new Map<string, Room>();
  #cancel: () => void = () => {};
  #isClosed = false;

  constructor(parts: DiskWatchParts) {
    this.#parts = parts;
  }

  start(): void {
    void this.#look();
  }

  close(): void {
    this.#isClosed = true;
    this.#cancel();
  }

  /** By the last look. */
  findings(): readonly Finding[] {
    return [...this.#rooms].map(([what, room]) => {
      const say =
        `${percent(room)} % of the disk are left for ${what} (${gigabytes(room.freeBytes)} GiB, in ` +
        `${this.#parts.folders[what]}): make room, or keep less (keep.recordings, keep.journal); what is recorded on ` +
        'a full disk is cut short';
      return { id: `disk ${what}`, kind: 'disk', queue: null, verdict: verdictOf(room), say };
    });
  }

  /** Never rejects: a folder that cannot be looked at tells nothing. */
  async #look(): Promise<void> {
    const { folders, clock } = this.#parts;
    for (const [what, folder] of Object.entries(folders)) {
      const found = await statfs(folder).catch(() => undefined);
      if (found === undefined) this.#rooms.delete(what);
      else
        this.#rooms.set(what, {
          freeBytes: found.bavail * found.bsize,
          sizeBytes: found.blocks * found.bsize,
        });
    }
    if (!this.#isClosed) this.#cancel = clock.after(LOOK_EVERY_MS, () => void this.#look());
  }
}

function verdictOf(room: Room): Finding['verdict'] {
  if (isLittle(room, 1)) return 'bad';
  return isLittle(room, WELL) ? 'between' : 'good';
}

function isLittle({ freeBytes, sizeBytes }: Room, margin: number): boolean {
  if (freeBytes < LEAST_BYTES * margin) return true;
  return freeBytes < LEAST_SHARE * sizeBytes * margin && freeBytes < AMPLE_BYTES * margin;
}

const percent = ({ freeBytes, sizeBytes }: Room): number =>
  Math.floor((100 * freeBytes) / Math.max(1, sizeBytes));
const gigabytes = (bytes: number): string => (bytes / GIB).toFixed(1);
