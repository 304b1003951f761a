import { readFile } from 'node:fs/promises';
import { freePort } from '../../../test/kit/free-port.ts';
import type { Hotline } from '../../../test/kit/hotline.ts';
import type { Address } from '../../../test/kit/phones/index.ts';
import { type RunningSipp, runSipp, startSipp } from '../../../test/kit/sipp/index.ts';
import type { Loss } from './evidence.ts';
import { moodLine, moodsFrom } from './people.ts';

const REGISTER_MS_MAX = 10_000;
/** Higher than the callers' 600, so that a recording tells them apart. */
const HERTZ = 1_000;

/** A SIPp that was an operator's phone for a while, and whether it was killed. */
export type DeskRun = { readonly phone: string; readonly sipp: RunningSipp; isLost: boolean };

/** The operators' phones: a SIPp each. A phone may be lost, as if its cable were pulled, and come back later. */
export class Desks {
  /** All that ever ran; the last of each phone may still run. */
  readonly runs: DeskRun[] = [];
  /** All that phones were lost for, also those that are. */
  readonly losses: Loss[] = [];
  readonly phones: readonly string[];
  readonly #hotline: Hotline;
  readonly #seed: number;
  readonly #withinMs: number;
  readonly #addresses = new Map<string, Address>();

  private constructor(hotline: Hotline, phones: readonly string[], seed: number, withinMs: number) {
    this.#hotline = hotline;
    this.phones = phones;
    this.#seed = seed;
    this.#withinMs = withinMs;
  }

  /** Registers these phones and makes their operators ready. `withinMs`: no phone works longer. */
  static async open(
    hotline: Hotline,
    phones: readonly string[],
    seed: number,
    withinMs: number,
  ): Promise<Desks> {
    const desks = new Desks(hotline, phones, seed, withinMs);
    for (const phone of phones) {
      desks.#addresses.set(phone, { host: '127.0.0.1', port: await freePort() });
      await desks.#register(phone);
      await desks.#begin(phone);
      await hotline.api.setState(`op-${phone}`, 'ready');
    }
    return desks;
  }

  /** The phone says no further word, not even of the talk it is in. */
  async lose(phone: string): Promise<void> {
    const run = this.runs.findLast((each) => each.phone === phone)!;
    run.isLost = true;
    this.losses.push({ phone, fromMs: Date.now(), untilMs: Number.POSITIVE_INFINITY });
    run.sipp.stop();
    await run.sipp.result;
  }

  /** A lost phone is there again, at the same place. */
  async bringBack(phone: string): Promise<void> {
    await this.#register(phone);
    await this.#begin(phone);
    const lost = this.losses.findLastIndex((loss) => loss.phone === phone);
    this.losses[lost] = { ...this.losses[lost]!, untilMs: Date.now() };
  }

  /** Resolves when every phone has ended the calls it had: how many calls SIPp calls failed and why, in sentences. */
  async close(): Promise<readonly string[]> {
    const open = this.runs.filter(({ isLost }) => !isLost);
    for (const { sipp } of open) sipp.finish();
    const faults = await Promise.all(
      open.map(({ phone, sipp }) => failedCalls(sipp, `calls at the phone ${phone}`)),
    );
    return faults.flat();
  }

  #desk(phone: string) {
    return { here: this.#addresses.get(phone)!, server: this.#hotline.sip, service: phone };
  }

  async #register(phone: string): Promise<void> {
    const { password } = this.#hotline.account(phone);
    await runSipp(
      { ...this.#desk(phone), scenario: 'register', password, calls: 1, withinMs: REGISTER_MS_MAX },
      this.#hotline.launched.data,
    );
  }

  async #begin(phone: string): Promise<void> {
    const lines = moodsFrom(this.#seed + Number(phone) + 10_000 * this.runs.length).map(moodLine);
    const desk = {
      ...this.#desk(phone),
      scenario: 'desk',
      lines,
      hertz: HERTZ,
      withinMs: this.#withinMs,
    } as const;
    const sipp = await startSipp(desk, this.#hotline.launched.data);
    this.runs.push({ phone, sipp, isLost: false });
  }
}

/** In a sentence, when SIPp has ended, how many of these calls it calls failed, with what it says of the first; or none. */
export async function failedCalls(sipp: RunningSipp, which: string): Promise<readonly string[]> {
  const { failed } = await sipp.result;
  if (failed === 0) return [];
  const errors = await readFile(sipp.errors, 'utf8').catch(() => '');
  const why = /Aborting call[^\n]*/.exec(errors)?.[0].trimEnd() ?? 'it does not say why';
  return [`SIPp calls ${failed} ${which} failed: ${why}`];
}
