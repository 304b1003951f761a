import { eventually } from '../../test/kit/eventually.ts';
import { CallerLine, Diary, type OutgoingCall } from '../../test/kit/phones/index.ts';
import { NEWCOMERS } from './newcomers.ts';
import type { StandardLoad } from './standard-load.ts';
import { writeBundle } from './write-bundle.ts';

const DIALLED = '200';
const IN_USE_MS = 20_000;

/** A caller in a flow, and what that flow was when the call came. */
type Pinned = { readonly call: OutgoingCall; readonly edition: number; readonly flowHash: string };

/** The files of a bundle beside the queue of the standard load: "200" leads into this edition of a flow. */
export const editionFiles = (edition: number): readonly (readonly [name: string, text: string])[] => [
  [
    'numbers.yaml',
    JSON.stringify({ numbers: { 100: 'crowd', [DIALLED]: 'pinned', [NEWCOMERS.dialled]: NEWCOMERS.name } }),
  ],
  ['pinned.flow.yaml', JSON.stringify(flowOf(edition))],
];

/** Music until a key that each edition has for itself; who presses it is noted with the edition. */
const flowOf = (edition: number) => ({
  flow: 'pinned',
  languages: ['en'],
  start: 'music',
  steps: {
    music: { hold: { for: '1h', key: edition }, on: { pressed: 'noted', done: 'end', error: 'end' } },
    noted: { tag: `edition-${edition}`, next: 'end' },
    end: { hangup: 'normal' },
  },
});

/** Callers in a flow that is changed while they are in it: each goes on in the edition that they have met. */
export class PinnedCallers {
  readonly #standard: StandardLoad;
  readonly #line: CallerLine;
  readonly #callers: Pinned[] = [];
  #count = 0;
  #edition = 1;

  private constructor(standard: StandardLoad, line: CallerLine) {
    this.#standard = standard;
    this.#line = line;
  }

  /** With a diary of their own: the flow lets them go, which is nobody's loss. */
  static async of(standard: StandardLoad): Promise<PinnedCallers> {
    return new PinnedCallers(
      standard,
      await CallerLine.open({ diary: new Diary(), server: standard.hotline.sip }),
    );
  }

  close(): Promise<void> {
    return this.#line.close();
  }

  /** So many more, who meet the edition in use. */
  async come(count: number): Promise<void> {
    const { hotline } = this.#standard;
    const { flowHash } = await hotline.api.bundle();
    for (let each = 0; each < count; each++) {
      this.#count += 1;
      const call = await this.#line.call(`+77${String(this.#count).padStart(9, '0')}`, DIALLED);
      await eventually(`${call.number} is in the flow`, () => (call.state === 'talking' ? true : undefined));
      this.#callers.push({ call, edition: this.#edition, flowHash });
    }
  }

  /** An admin saves the next edition; resolves when it is in use. */
  async edit(): Promise<void> {
    const { api } = this.#standard.hotline;
    const { flowHash: before } = await api.bundle();
    this.#edition += 1;
    await writeBundle(this.#standard.folder, editionFiles(this.#edition));
    const isInUse = async (): Promise<true | undefined> =>
      (await api.bundle()).flowHash === before ? undefined : true;
    await eventually(`edition ${this.#edition} is in use`, isInUse, IN_USE_MS);
  }

  /** The one who has been there longest, of this edition, presses its key. Resolves with what was not as promised. */
  async press(edition: number): Promise<readonly string[]> {
    const at = this.#callers.findIndex((caller) => caller.edition === edition);
    const [caller] = this.#callers.splice(at, 1);
    if (caller === undefined) throw new Error(`nobody is in edition ${edition}`);
    const { call, flowHash } = caller;
    await call.press(String(edition));
    const record = await this.#standard.hotline.api.closedRecord(call.number).catch(() => null);
    if (record === null)
      return [`${call.number} met edition ${edition} of the flow, whose key does nothing any more`];
    const faults: string[] = [];
    if (record.labels.join() !== `edition-${edition}`)
      faults.push(
        `${call.number} met edition ${edition} of the flow and ended in ${record.labels.join() || 'none'}`,
      );
    if (record.flowHash !== flowHash)
      faults.push(`the record of ${call.number} names the flows ${record.flowHash}, who met ${flowHash}`);
    return faults;
  }
}
