import { rmSync } from 'node:fs';
import type { Callback } from '../../src/callbacks/index.ts';
import { eventually } from '../kit/eventually.ts';
import { freePort } from '../kit/free-port.ts';
import { type Behaviour, type IncomingCall, OperatorPhone, type OutgoingCall } from '../kit/phones/index.ts';
import { Ear } from '../kit/tones.ts';
import { outBundle, VOICES } from './out-bundle.ts';
import { Scene } from './scene.ts';

const CARRIER = '127.0.0.9';
/** A customer who comes first is called when it is looked for free operators, every five seconds. */
const RING_MS_MAX = 8_000;
/** A part that died is there again within this time. */
export const RECOVERY_MS = 20_000;
export const ANSWERS: Behaviour = { kind: 'answer', afterMs: 100 };

/** What this phone hears, in order. */
export const heardBy = (call: OutgoingCall | IncomingCall): readonly string[] =>
  new Ear(call.media!, VOICES).sounds().map(({ what }) => what);

/** A hotline that calls its callers back, and the mobile phones of them all behind one carrier. */
export class CallbackScene {
  readonly scene: Scene;
  /** Rings for every number outside. */
  readonly outside: OperatorPhone;
  readonly #folder: string;

  private constructor(scene: Scene, outside: OperatorPhone, folder: string) {
    this.scene = scene;
    this.outside = outside;
    this.#folder = folder;
  }

  static async open(): Promise<CallbackScene> {
    const folder = outBundle('callbacks');
    const port = await freePort();
    const trunks = {
      local: { match: ['127.0.0.2/32'] },
      carrier: { match: [CARRIER], host: `${CARRIER}:${port}`, calls_per_second: 100 },
    };
    const scene = await Scene.open({ CORDBOARD_BUNDLE: folder, CORDBOARD_TRUNKS: JSON.stringify(trunks) });
    const account = { user: 'outside', password: '' };
    const place = { host: CARRIER, port };
    const outside = await OperatorPhone.open({ account, diary: scene.diary, behaviour: ANSWERS, ...place });
    return new CallbackScene(scene, outside, folder);
  }

  async close(): Promise<void> {
    await this.outside.close();
    await this.scene.close();
    rmSync(this.#folder, { recursive: true });
  }

  /** Somebody calls, is promised to be called back, and hears the end of the call. */
  async promised(dialled: string, number?: string): Promise<OutgoingCall> {
    const { scene } = this;
    const call = await (number === undefined ? scene.call(dialled) : scene.line.call(number, dialled));
    await call.answered();
    await call.ended;
    return call;
  }

  /** The last promise to this number, when it is as it is wanted. */
  promiseIs(number: string, is: (callback: Callback) => boolean, ms?: number): Promise<Callback> {
    return eventually(
      `the promise to ${number} comes so far`,
      async () => {
        const callback = (await this.scene.hotline.api.callbacksOf(number)).at(-1);
        return callback !== undefined && is(callback) ? callback : undefined;
      },
      ms,
    );
  }

  ends(number: string, outcome: Callback['outcome']): Promise<Callback> {
    return this.promiseIs(number, (callback) => callback.outcome === outcome);
  }

  /** `kill -9`; resolves when the hotline is ready again, with another process. */
  async kill(part: 'cordboard' | 'redis'): Promise<void> {
    const { hotline } = this.scene;
    const pid = await hotline.pidOf(part);
    process.kill(pid, 'SIGKILL');
    const isNew = async (): Promise<true | undefined> =>
      (await hotline.pidOf(part)) === pid ? undefined : true;
    await eventually(`another ${part} runs`, isNew, RECOVERY_MS);
    const ask = async (): Promise<true | undefined> => ((await hotline.api.isReady()) ? true : undefined);
    await eventually('the hotline is ready again', ask, RECOVERY_MS);
  }

  /** It rings at the customer's own phone; `ms`: so long it is waited for. */
  ringsAt(number: string, ms = RING_MS_MAX): Promise<IncomingCall> {
    return eventually(
      `it rings at ${number}`,
      () => (this.outside.current?.calledNumber === number ? this.outside.current : undefined),
      ms,
    );
  }
}

/** Resolves when the customer hears the operator. */
export const talks = (call: IncomingCall): Promise<unknown> =>
  eventually('the customer hears the operator', () => (heardBy(call).includes('other') ? true : undefined));
