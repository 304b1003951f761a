import { Recent } from '../../base/index.ts';
import type { RecordedSounds } from '../index.ts';

/** Of so many recordings is remembered where they are, or were; of others all are asked. */
const KNOWN_MAX = 10_000;

/** A node, and the sounds that it has left. */
export type Sounds = { readonly node: string; readonly sounds: RecordedSounds };

/** What was recorded on any node stays with it until it is forgotten. */
export class NodesRecordings implements RecordedSounds {
  readonly #nodes: readonly Sounds[];
  readonly #nodeOf = new Recent<string>(KNOWN_MAX);

  constructor(nodes: readonly Sounds[]) {
    this.#nodes = nodes;
  }

  /** It is being recorded there. */
  noteOn(node: string, recordingId: string): void {
    this.#nodeOf.put(recordingId, node);
  }

  /** None is there for sure only when all nodes have said so. */
  async recording(recordingId: string): Promise<AsyncIterable<Uint8Array> | undefined> {
    const asked = await Promise.allSettled(
      this.#mayHave(recordingId).map(async ({ node, sounds }) => ({
        node,
        sound: await sounds.recording(recordingId),
      })),
    );
    const found = fulfilled(asked).find(({ sound }) => sound !== undefined);
    if (found === undefined) throwFirst(asked);
    else this.noteOn(found.node, recordingId);
    return found?.sound;
  }

  /** Those of the nodes that are there. */
  async recordings(): Promise<readonly string[]> {
    const asked = await Promise.allSettled(
      this.#nodes.map(async ({ node, sounds }) => ({ node, ids: await sounds.recordings() })),
    );
    const told = fulfilled(asked);
    if (told.length === 0) throwFirst(asked);
    for (const { node, ids } of told) for (const recordingId of ids) this.noteOn(node, recordingId);
    return [...new Set(told.flatMap(({ ids }) => ids))];
  }

  async forgetRecording(recordingId: string): Promise<void> {
    const asked = await Promise.allSettled(
      this.#mayHave(recordingId).map(({ sounds }) => sounds.forgetRecording(recordingId)),
    );
    throwFirst(asked);
  }

  #mayHave(recordingId: string): readonly Sounds[] {
    const known = this.#nodeOf.get(recordingId);
    return known === undefined ? this.#nodes : this.#nodes.filter(({ node }) => node === known);
  }
}

/** What those have said who could. */
export const fulfilled = <T>(asked: readonly PromiseSettledResult<T>[]): readonly T[] =>
  asked.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));

/** Throws what the first said who could not; nothing where all could. */
export function throwFirst(asked: readonly PromiseSettledResult<unknown>[]): void {
  const failed = asked.find((one) => one.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}
