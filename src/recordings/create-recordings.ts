import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { Failure } from '../base/index.ts';
import type { RecordedSounds } from '../telephony/index.ts';
import type { KeyRing } from './key-ring.ts';
import type { Fate, Recordings, Sound } from './recordings.ts';
import { Damaged, HEAD_BYTES, keyOf, openedBytes, seal, sealHead, unsealed } from './seal.ts';
import { VoiceMeter } from './voice-meter.ts';

export type RecordingsOptions = {
  /** Absolute; made when it is missing, for its owner alone. */
  readonly folder: string;
  readonly keys: KeyRing;
  readonly exchange: RecordedSounds;
  readonly log: Logger;
};

const ENDING = '.sealed';
const UNFINISHED = '.unfinished';
/** Becomes the name of a file. */
const FORM = /^[A-Za-z0-9][A-Za-z0-9._-]{0,159}$/;

/** What callers said, in sealed files of one folder. */
export function createRecordings(options: RecordingsOptions): Recordings {
  return new SealedRecordings(options);
}

type Tell = (fate: Fate) => Promise<void>;

class SealedRecordings implements Recordings {
  readonly #options: RecordingsOptions;
  /** What is being taken over now. */
  readonly #taking = new Map<string, Promise<Fate>>();
  /** While recordings are brought to a new key. */
  #rewrapping: Promise<number> | undefined;

  constructor(options: RecordingsOptions) {
    this.#options = options;
  }

  keep(recordingId: string, evenSilent: boolean, tell: Tell = async () => {}): Promise<Fate> {
    const known = this.#taking.get(recordingId);
    if (known !== undefined) return known;
    const taking = this.#tryToTake(recordingId, evenSilent, tell).finally(() =>
      this.#taking.delete(recordingId),
    );
    this.#taking.set(recordingId, taking);
    return taking;
  }

  async open(recordingId: string): Promise<Sound> {
    const file = await this.#openFile(recordingId);
    try {
      const { size } = await file.stat();
      await keyOf(file, this.#options.keys.all, recordingId);
      return { bytes: openedBytes(size), pieces: this.#piecesOf(recordingId) };
    } catch (err) {
      throw this.#failureFor(recordingId, err);
    } finally {
      await file.close();
    }
  }

  async erase(recordingId: string): Promise<void> {
    const path = this.#pathOf(recordingId);
    if (!(await exists(path))) return;
    // Without its key nothing that the disk may still hold of it can be read.
    const file = await open(path, 'r+');
    await file.write(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    await file.sync();
    await file.close();
    await rm(path, { force: true });
  }

  async eraseOlder(
    beforeMs: number,
    isHeld: (recordingId: string) => Promise<boolean>,
  ): Promise<readonly string[]> {
    const { folder } = this.#options;
    const erased: string[] = [];
    for (const name of await readdir(folder).catch(noSuchFolder)) {
      const found = await stat(join(folder, name)).catch(noSuchFile);
      if (found === undefined || found.mtimeMs >= beforeMs) continue;
      // A process that died in the middle of a file has left it.
      if (name.endsWith(UNFINISHED)) await rm(join(folder, name), { force: true });
      if (!name.endsWith(ENDING)) continue;
      const recordingId = name.slice(0, -ENDING.length);
      if (await isHeld(recordingId)) continue;
      await this.erase(recordingId);
      erased.push(recordingId);
    }
    return erased;
  }

  renewKey(): void {
    if (this.#rewrapping !== undefined) throw new Failure('RECORDINGS_KEY_BUSY');
    this.#options.keys.renew();
    this.rewrap().catch((err) =>
      this.#options.log.error(
        { err },
        'the recordings could not be brought to the new key: it is tried again',
      ),
    );
  }

  rewrap(): Promise<number> {
    this.#rewrapping ??= this.#rewrapAll().finally(() => {
      this.#rewrapping = undefined;
    });
    return this.#rewrapping;
  }

  async #rewrapAll(): Promise<number> {
    const { keys, folder, log } = this.#options;
    if (keys.all.length === 1) return 0;
    // What is being sealed just now may have begun with the old key.
    await Promise.allSettled(this.#taking.values());
    const names = await readdir(folder).catch(noSuchFolder);
    let leftCount = 0;
    for (const name of names.filter((each) => each.endsWith(ENDING))) {
      const recordingId = name.slice(0, -ENDING.length);
      await this.#rewrap(recordingId).catch((err) => {
        leftCount += 1;
        log.error(
          { err, recordingId },
          'a recording could not be brought to the new key: the old one stays for it',
        );
      });
    }
    if (leftCount === 0) keys.forgetOld();
    log.info({ count: names.length, leftCount }, 'the recordings are brought to the new key');
    return leftCount;
  }

  /**
   * The head is written in place, in one write of less than a sector: whatever dies in the middle leaves the old one or
   * the new one. The time of the file stays, since its age counts from it.
   */
  async #rewrap(recordingId: string): Promise<void> {
    const { current, all } = this.#options.keys;
    const file = await open(this.#pathOf(recordingId), 'r+').catch(noSuchFile);
    if (file === undefined) return;
    try {
      const { atime, mtime } = await file.stat();
      const key = await keyOf(file, all, recordingId);
      await file.write(sealHead(current, recordingId, key), 0, HEAD_BYTES, 0);
      await file.utimes(atime, mtime);
      await file.sync();
    } finally {
      await file.close();
    }
  }

  async #tryToTake(recordingId: string, evenSilent: boolean, tell: Tell): Promise<Fate> {
    const { exchange, log } = this.#options;
    let fate: Fate;
    try {
      fate = { ok: true, soundMs: await this.#take(recordingId, evenSilent) };
    } catch (err) {
      log.error({ err, recordingId }, 'a recording could not be kept yet: it stays in the exchange');
      return { ok: false, soundMs: 0 };
    }
    try {
      await tell(fate);
      await exchange.forgetRecording(recordingId);
    } catch (err) {
      log.warn({ err, recordingId }, 'a recording that is kept stays in the exchange, too, for now');
    }
    return fate;
  }

  /** How long the kept sound is, 0 when there is nothing to keep. */
  async #take(recordingId: string, evenSilent: boolean): Promise<number> {
    const { exchange, folder } = this.#options;
    const path = this.#pathOf(recordingId);
    if (await exists(path)) return this.#lengthOf(recordingId);
    const pieces = await exchange.recording(recordingId);
    if (pieces === undefined) return 0;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const meter = new VoiceMeter(evenSilent);
    await this.#sealInto(path, recordingId, pieces, meter);
    return meter.soundMs;
  }

  async #lengthOf(recordingId: string): Promise<number> {
    const meter = new VoiceMeter(true);
    for await (const piece of this.#piecesOf(recordingId)) meter.take(piece);
    return meter.soundMs;
  }

  /** Under another name until it is complete and on the disk: a file of its own name is whole. */
  async #sealInto(
    path: string,
    recordingId: string,
    pieces: AsyncIterable<Uint8Array>,
    meter: VoiceMeter,
  ): Promise<void> {
    const beside = `${path}.${randomBytes(4).toString('hex')}${UNFINISHED}`;
    const file = await open(beside, 'wx', 0o600);
    try {
      await seal(file, this.#options.keys.current, recordingId, metered(pieces, meter));
      await file.sync();
      if (meter.soundMs > 0) await rename(beside, path);
    } finally {
      await file.close();
      await rm(beside, { force: true });
    }
    if (meter.soundMs > 0) await syncFolder(this.#options.folder);
  }

  /** Opens the file only when somebody reads: who never does leaves nothing open. */
  async *#piecesOf(recordingId: string): AsyncGenerator<Uint8Array> {
    const file = await this.#openFile(recordingId);
    try {
      const key = await keyOf(file, this.#options.keys.all, recordingId);
      yield* unsealed(file, key, (await file.stat()).size);
    } catch (err) {
      throw this.#failureFor(recordingId, err);
    } finally {
      await file.close();
    }
  }

  async #openFile(recordingId: string): Promise<FileHandle> {
    if (!FORM.test(recordingId)) throw new Failure('RECORDING_UNKNOWN', { recordingId });
    const file = await open(this.#pathOf(recordingId), 'r').catch(noSuchFile);
    if (file === undefined) throw new Failure('RECORDING_UNKNOWN', { recordingId });
    return file;
  }

  #failureFor(recordingId: string, err: unknown): unknown {
    if (!(err instanceof Damaged)) return err;
    this.#options.log.error({ err, recordingId }, 'a recording is damaged');
    return new Failure('RECORDING_DAMAGED', { recordingId, why: err.message });
  }

  #pathOf(recordingId: string): string {
    if (!FORM.test(recordingId)) throw new Error(`"${recordingId}" is no name of a recording`);
    return join(this.#options.folder, recordingId + ENDING);
  }
}

async function* metered(pieces: AsyncIterable<Uint8Array>, meter: VoiceMeter): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) {
    meter.take(piece);
    yield piece;
  }
}

const exists = async (path: string): Promise<boolean> => (await stat(path).catch(noSuchFile)) !== undefined;

function noSuchFile(err: NodeJS.ErrnoException): undefined {
  if (err.code !== 'ENOENT') throw err;
}

function noSuchFolder(err: NodeJS.ErrnoException): readonly string[] {
  noSuchFile(err);
  return [];
}

/** A rename is safe from a power cut when its folder is on the disk. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, constants.O_RDONLY);
  await handle.sync();
  await handle.close();
}
