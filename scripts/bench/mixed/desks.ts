import { freePort } from '../../../test/kit/free-port.ts';
import type { Hotline } from '../../../test/kit/hotline.ts';
import type { Address } from '../../../test/kit/phones/index.ts';
import { type RunningSipp, runSipp, startSipp } from '../../../test/kit/sipp/index.ts';
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
    run.sipp.stop();
    await run.sipp.result;
  }

  /** A lost phone is there again, at the same place. */
  async bringBack(phone: string): Promise<void> {
    await this.#register(phone);
    await this.#begin(phone);
  }

  /** Resolves when every phone has ended the calls it had: how many calls SIPp calls failed, in sentences. */
  async close(): Promise<readonly string[]> {
    const open = this.runs.filter(({ isLost }) => !isLost);
    for (const { sipp } of open) sipp.finish();
    const results = await Promise.all(
      open.map(async ({ phone, sipp }) => ({ phone, ...(await sipp.result) })),
    );
    return results
      .filter(({ failed }) => failed > 0)
      .map(({ phone, failed }) => `SIPp calls ${failed} calls at the phone ${phone} failed`);
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
