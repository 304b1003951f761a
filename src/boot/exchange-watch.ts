import type { Logger } from 'pino';
import type { Clock } from '../base/index.ts';
import type { Telephony, TelephonyEvent } from '../telephony/index.ts';
import type { DiaryWatch } from './diary-watch.ts';
import { judgeVersion } from './exchange-version.ts';
import type { Readiness } from './readiness.ts';
import type { Reconciler } from './reconcile.ts';
import type { UnseenCallers } from './unseen-callers.ts';

/**
 * Between two looks at what the exchange holds; after a reconnect the first two come quickly, and so does the one
 * behind a look that has found something: what an event has not told is made up for within 15 s.
 */
const LOOK_EVERY_MS = 12_000;
const LOOK_SOON_MS = 1_000;
const SOON_LOOKS = 2;

export type ExchangeWatchParts = {
  readonly telephony: Telephony;
  readonly reconciler: Reconciler;
  readonly readiness: Readiness;
  /** Behind an edge there is none of both. */
  readonly unseenCallers?: Pick<UnseenCallers, 'lost' | 'look'> | undefined;
  readonly diaryWatch?: Pick<DiaryWatch, 'lost' | 'heard' | 'read' | 'close'> | undefined;
  readonly phoneIds: readonly string[];
  readonly clock: Clock;
  readonly log: Logger;
};

/**
 * Goes along with the connection to the exchange: readiness, the phones' accounts after each (re)start, and the
 * comparison of what it holds with what we know, after each reconnect and then again and again.
 */
export class ExchangeWatch {
  readonly #parts: ExchangeWatchParts;
  #cancel: () => void = () => {};
  #isClosed = false;
  #arePhonesLoaded = false;
  #phoneIds: readonly string[];

  constructor(parts: ExchangeWatchParts) {
    this.#parts = parts;
    this.#phoneIds = parts.phoneIds;
    this.#lacksExchange();
  }

  /** To be told of every event of the exchange. */
  see(event: TelephonyEvent): void {
    const { unseenCallers, diaryWatch } = this.#parts;
    if (event.kind === 'exchangeLost') {
      unseenCallers?.lost();
      void diaryWatch?.lost();
    }
    if (event.kind === 'exchangeBack') diaryWatch?.heard();
    // Of several nodes one is enough for calls to be answered.
    if (event.kind === 'exchangeLost' && !this.#isConnected) this.#lacksExchange();
    if (event.kind === 'exchangeBack') void this.#isBack(event.legs.length > 0);
  }

  close(): void {
    this.#isClosed = true;
    this.#parts.diaryWatch?.close();
    this.#cancel();
  }

  get #isConnected(): boolean {
    return this.#parts.telephony.exchange().connected;
  }

  #lacksExchange(): void {
    this.#parts.readiness.lacks(
      'exchange',
      'Asterisk is not connected; its log is in data/logs, we try again for ever',
    );
  }

  /** One that carries calls of ours has been told of our phones by the process before: nobody waits for that. */
  async #isBack(carriesCalls: boolean): Promise<void> {
    const { telephony, readiness, log } = this.#parts;
    const version = telephony.exchange().version ?? 'unknown';
    const verdict = judgeVersion(version);
    if (verdict.warning !== undefined) log.warn({ version }, 'this version of Asterisk has not been tested');
    if (!this.#arePhonesLoaded) {
      const loading = this.#loadPhones();
      if (!carriesCalls) await loading;
    }
    if (!this.#isConnected) return;
    if (verdict.refused === undefined) readiness.has('exchange');
    else readiness.lacks('exchange', verdict.refused);
    log.info({ version }, 'Asterisk is connected');
    this.#lookIn(LOOK_SOON_MS, SOON_LOOKS);
  }

  /** There are other phones than before. Without a connection they are loaded when it is there. */
  async phonesChanged(phoneIds: readonly string[]): Promise<void> {
    this.#phoneIds = phoneIds;
    this.#arePhonesLoaded = false;
    if (this.#isConnected) await this.#loadPhones();
  }

  /** Once, and whenever they have changed: an exchange that starts anew reads the accounts by itself. */
  async #loadPhones(): Promise<void> {
    const { telephony, log } = this.#parts;
    const phoneIds = this.#phoneIds;
    try {
      const known = await telephony.reloadPhones(phoneIds);
      this.#arePhonesLoaded = true;
      const unknown = phoneIds.filter((phoneId) => !known.includes(phoneId));
      if (unknown.length > 0)
        log.warn({ phones: unknown }, 'Asterisk does not know these phones: is its folder shared?');
    } catch (err) {
      log.warn({ err }, 'the phones could not be loaded into Asterisk');
    }
  }

  #lookIn(delayMs: number, soonLooks: number): void {
    this.#cancel();
    if (this.#isClosed) return;
    this.#cancel = this.#parts.clock.after(delayMs, () => void this.#look(soonLooks));
  }

  /** `soonLooks`: how many come quickly, this one among them. */
  async #look(soonLooks: number): Promise<void> {
    const { reconciler, unseenCallers, diaryWatch, log } = this.#parts;
    let isInDoubt = false;
    // What this look misses the next one believes: by then the diary has told.
    void diaryWatch?.read();
    try {
      if (this.#isConnected) isInDoubt = await reconciler.look();
      // Behind the first look after a gap something may still be on its way.
      if (this.#isConnected && soonLooks <= 1) await unseenCallers?.look();
    } catch (err) {
      log.warn({ err }, 'what the exchange holds could not be compared with what we know');
    }
    // What stays in doubt does so for good, and is no reason to go on asking at this pace.
    const wasSoon = soonLooks > 0;
    const left = wasSoon ? soonLooks - 1 : Number(isInDoubt);
    this.#lookIn(left > 0 ? LOOK_SOON_MS : LOOK_EVERY_MS, left);
  }
}
