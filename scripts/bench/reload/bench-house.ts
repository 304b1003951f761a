import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { BundleArchive } from '../../../src/boot/bundle-archive.ts';
import { FlowOutcomesBook } from '../../../src/boot/flow-outcomes.ts';
import { LiveBundle } from '../../../src/boot/live-bundle.ts';
import { hashFlows, loadFlows } from '../../../src/boot/load-flows.ts';
import { Loop } from '../../../src/boot/loop.ts';
import { NoticeBoard } from '../../../src/boot/notice-board.ts';
import type { Bundle } from '../../../src/bundle/index.ts';
import { systemClock as clock } from '../../../src/machine/system-clock.ts';
import { createSwitchboard, type Switchboard } from '../../../src/switchboard/index.ts';
import { SimulatedExchange } from '../../../test/simulation/simulated-exchange.ts';
import { PHONES } from './big-bundle.ts';

const log = pino({ level: 'silent' });
/** A sound takes this long, so that callers get on. */
const SOUND_MS = 400;
const CALLS_MAX = 5_000;
/** It is open all the time. */
const SCHEDULES = new Map([
  ['office', { changes: [{ atMs: 0, state: 'open' as const }], untilMs: Infinity }],
]);

/** Cordboard on the machine's own clock, as `boot` wires it, with an exchange, a speech and a store that are none. */
export class BenchHouse {
  readonly exchange: SimulatedExchange;
  readonly switchboard: Switchboard;
  readonly live: LiveBundle;
  readonly #loop: Loop;
  readonly #scratch: string;
  readonly #folder: string;

  private constructor(scratch: string, bundle: Bundle, archive: BundleArchive) {
    this.#scratch = scratch;
    this.#folder = join(scratch, 'flows');
    this.exchange = new SimulatedExchange({ clock, phoneIds: PHONES, soundMs: () => SOUND_MS });
    this.switchboard = createSwitchboard(
      { ...bundle, schedules: SCHEDULES, callsMax: CALLS_MAX, trunks: new Map() },
      clock.now(),
    );
    const sound = (_: string, items: readonly unknown[]): readonly string[] => items.map(() => '/sound');
    this.#loop = new Loop({
      switchboard: this.switchboard,
      telephony: this.exchange,
      mayAct: () => true,
      speech: {
        ready: sound,
        make: async (language, items) => sound(language, items),
        forgetBroken: async () => false,
      },
      pins: { isRight: async () => false },
      egress: { fetch: async () => ({ kind: 'timeout' }) },
      recordings: { keep: async () => ({ ok: false, soundMs: 0 }) },
      store: { write: () => {}, flush: async () => {} },
      alarms: { wakeAt: () => {} },
      keeper: { remember: () => {}, rememberNow: () => {} },
      notices: new NoticeBoard(log),
      clock,
      log,
      onBroken: (error) => {
        throw error;
      },
    });
    this.live = new LiveBundle({
      ...{ folder: this.#folder, bundle, mistakes: [], trial: null, archive, clock, log },
      reader: { load: loadFlows, hashes: hashFlows },
      outcomes: new FlowOutcomesBook(),
      prepare: async () => [],
      admit: async () => {},
      put: (event) => this.#loop.put(event),
      hours: () => {},
    });
  }

  /** A house whose bundle has these files. */
  static async open(files: ReadonlyMap<string, string>): Promise<BenchHouse> {
    const scratch = mkdtempSync(join(tmpdir(), 'reload-'));
    const folder = join(scratch, 'flows');
    mkdirSync(folder);
    write(folder, files);
    const { bundle, mistakes } = await loadFlows(folder);
    if (bundle === undefined) throw new Error(`the bundle of the bench: ${JSON.stringify(mistakes[0])}`);
    const house = new BenchHouse(scratch, bundle, await BundleArchive.open(join(scratch, 'bundles')));
    for (const phoneId of PHONES) house.exchange.phone(phoneId);
    await house.exchange.listen((event) => house.#loop.put(event));
    return house;
  }

  /** The files are saved and taken into use; false when they were not. */
  async reload(files: ReadonlyMap<string, string>): Promise<boolean> {
    write(this.#folder, files);
    const { changed } = await this.live.activate('the bench');
    return changed.includes('flow');
  }

  async close(): Promise<void> {
    await this.exchange.close();
    this.#loop.stop();
    rmSync(this.#scratch, { recursive: true });
  }
}

function write(folder: string, files: ReadonlyMap<string, string>): void {
  for (const [name, text] of files) writeFileSync(join(folder, name), text);
}
