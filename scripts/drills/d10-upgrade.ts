import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { eventually } from '../../test/kit/eventually.ts';
import { Hotline } from '../../test/kit/hotline.ts';
import type { Drill, DrillFigure, DrillLoad, DrillRun } from './drill.ts';
import { editionFiles, PinnedCallers } from './pinned-callers.ts';
import { changesFrom, NEXT } from './planted-version.ts';
import { passes, StandardLoad } from './standard-load.ts';
import { ProgramFolder } from './two-versions.ts';

const AGAIN_MS = 40_000;
const READY_MS_MAX = 4_000;
const OFFER_MS = 5_000;
const GAP_MS_MAX = 500;
/** What happened longer ago than this is known to the next process. */
const KEPT_MS = 500;
/** Talkers are listened to for so long behind each turn. */
const BEHIND_MS = 1_000;

/** Another version comes, and the one before comes back, while calls go on. */
export const upgrade: Drill = {
  id: 'D10',
  title: 'an upgrade and the way back, with calls going on',
  promise:
    'Each version goes on with the calls of the other, in their order; callers stay in the flow that they have met, and what the newer one has kept is still there when it comes again.',
  coming: 1,
  run: async (load) => {
    const ours = await ownVersion();
    const program = await ProgramFolder.copy(changesFrom(ours));
    const start = (options: Parameters<typeof Hotline.start>[0]): Promise<Hotline> =>
      Hotline.start({ ...options, program: program.path });
    try {
      const standard = await StandardLoad.open(load, {}, { start, files: editionFiles(1) });
      const pinned = await PinnedCallers.of(standard);
      try {
        return await new Upgrade({ standard, pinned, program, load, ours }).run();
      } finally {
        await pinned.close();
        await standard.close();
      }
    } finally {
      await program.remove();
    }
  },
};

type Parts = {
  readonly standard: StandardLoad;
  readonly pinned: PinnedCallers;
  readonly program: ProgramFolder;
  readonly load: DrillLoad;
  /** The version that we are. */
  readonly ours: string;
};

/** What is looked at while versions take turns. */
class Upgrade {
  readonly #parts: Parts;
  readonly #evidence: string[] = [];
  readonly #faults: string[] = [];
  readonly #readyMs: number[] = [];
  readonly #gapsMs: number[] = [];
  /** A caller who came while the newer version ran, and is in line since. */
  #newcomer = '';

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async run(): Promise<DrillRun> {
    const { standard, pinned, ours } = this.#parts;
    await pinned.come(3);
    await this.#turn('changed', NEXT);
    const first = await standard.hotline.pidOf('cordboard');
    await this.#presses(1);
    await pinned.edit();
    await pinned.come(2);
    this.#newcomer = await this.#another();
    await this.#turn('ours', ours);
    await this.#presses(1, 2);
    await this.#unknownIsShown();
    await pinned.edit();
    await pinned.come(1);
    await this.#turn('changed', NEXT);
    await this.#presses(1, 2, 3);
    await this.#isReadAgain(first);
    await this.#turn('ours', ours);
    this.#faults.push(...standard.lost().map((line) => `dropped: ${line}`), ...(await standard.end()));
    this.#rowsAreKept();
    return { evidence: this.#evidence, figures: this.#figures(), faults: this.#faults };
  }

  /** As an admin does it: the files of the other version come into the folder, and Cordboard is started anew. */
  async #turn(to: Parameters<ProgramFolder['become']>[0], version: string): Promise<void> {
    const { standard, program, load } = this.#parts;
    const { hotline } = standard;
    await passes(KEPT_MS);
    const [before, pid, fromMs] = [
      await standard.order(),
      await hotline.pidOf('cordboard'),
      performance.now(),
    ];
    const answered = await hotline.api.version();
    await program.become(to);
    await hotline.api.restart();
    await hotline.anotherIsReady(pid, AGAIN_MS);
    this.#readyMs.push(performance.now() - fromMs);
    const [now, next] = [await hotline.api.version(), await hotline.pidOf('cordboard')];
    if (now !== version) throw new Error(`version ${now} went on, and ${version} ought to`);
    const schema = schemaIn(hotline);
    this.#evidence.push(
      `process ${pid} of ${answered} gave its calls to process ${next} of ${now}, schema ${schema}`,
    );
    const after = await standard.order();
    if (after.join() !== before.join())
      this.#faults.push(`${after.length} wait in another order than before`);
    const pairs = await standard.pairs();
    if (pairs !== load.talking) this.#faults.push(`${pairs} pairs talk, ${load.talking} ought to`);
    await this.#offerInTurn(before);
    await this.#another();
    await passes(BEHIND_MS);
    this.#gapsMs.push(standard.longestGapMs(fromMs));
    const store = await hotline.api.store();
    if (!store.writable) this.#faults.push(`version ${now} cannot write the database: ${store.error}`);
  }

  /** An operator hangs up, and the first in line is offered. */
  async #offerInTurn([first]: readonly string[]): Promise<void> {
    const { diary, phones } = this.#parts.standard;
    const seen = diary.events.length;
    phones.at(-1)!.hangUp();
    const offer = await diary.until('an operator rings', ({ kind }) => kind === 'rang', OFFER_MS, seen);
    if (offer.peer !== first)
      this.#faults.push(`${offer.peer} was offered, and ${first} was the first in line`);
  }

  /** Somebody comes, and is the last in line. */
  async #another(): Promise<string> {
    const { standard } = this.#parts;
    const call = await standard.dial(`+76${String(standard.waiting.length).padStart(9, '0')}`);
    standard.waiting.push(call);
    const isLast = async (): Promise<true | undefined> =>
      (await standard.order()).at(-1) === call.number ? true : undefined;
    await eventually(`${call.number} is the last in line`, isLast);
    return call.number;
  }

  async #presses(...editions: readonly number[]): Promise<void> {
    for (const edition of editions) this.#faults.push(...(await this.#parts.pinned.press(edition)));
  }

  /** The older version shows what only the newer one knows. */
  async #unknownIsShown(): Promise<void> {
    const kinds = (await this.#entriesOfFirst()).map(({ kind }) => kind as string);
    if (!kinds.includes('applauded'))
      this.#faults.push('the older version does not show the entry that it does not know');
  }

  /** The newer version reads in what was kept of a call what it wrote when it came for the first time. */
  async #isReadAgain(process: number): Promise<void> {
    const told = (await this.#entriesOfFirst()).filter(({ kind }) => kind === 'adopted');
    const later = told.map((entry) => ('later' in entry ? JSON.stringify(entry.later) : 'nothing'));
    const wanted = ['null', 'nothing', JSON.stringify({ process })];
    if (later.join() !== wanted.join())
      this.#faults.push(`what was kept of a call had, as each version came: ${later}; and not ${wanted}`);
    else
      this.#evidence.push(
        `what process ${process} kept of a call went through the older version and was read again`,
      );
  }

  async #entriesOfFirst() {
    const { hotline, listened } = this.#parts.standard;
    const [record] = await hotline.api.recordsOf(listened[0]!.number);
    return (await hotline.api.story(record!.callId)).timeline;
  }

  /** What the newer version has written of a call that the older one closed. */
  #rowsAreKept(): void {
    const database = databaseOf(this.#parts.standard.hotline);
    const kept = database.prepare('SELECT carried_by FROM records WHERE caller = ?').pluck();
    const carriedBy = kept.get(this.#newcomer);
    database.close();
    if (carriedBy !== NEXT)
      this.#faults.push(`the record of ${this.#newcomer} has lost its column: ${carriedBy}`);
  }

  #figures(): readonly DrillFigure[] {
    const lost = this.#parts.standard.lost().length;
    return [
      { what: 'callers dropped', value: lost, unit: 'callers', atMost: 0 },
      { what: 'turns of versions', value: this.#readyMs.length, unit: 'turns', atLeast: 4 },
      {
        what: 'from the other files in the folder until it is ready',
        value: Math.max(...this.#readyMs) / 1_000,
        unit: 's',
        atMost: READY_MS_MAX / 1_000,
      },
      {
        what: 'longest gap in the sound of talkers',
        value: Math.max(...this.#gapsMs),
        unit: 'ms',
        atMost: GAP_MS_MAX,
      },
    ];
  }
}

async function ownVersion(): Promise<string> {
  const text = await readFile(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

const databaseOf = ({ launched }: Hotline): Database.Database =>
  new Database(join(launched.data, 'cordboard.db'), { readonly: true });

function schemaIn(hotline: Hotline): number {
  const database = databaseOf(hotline);
  const version = database.pragma('user_version', { simple: true }) as number;
  database.close();
  return version;
}
