import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';
import { makePin } from '../../src/access/index.ts';
import { eventually } from '../kit/eventually.ts';
import { freePort } from '../kit/free-port.ts';
import { type Behaviour, OperatorPhone, type OutgoingCall } from '../kit/phones/index.ts';
import { Scene } from './scene.ts';

const CARRIER = '127.0.0.9';
/** From the answer to a registration until Cordboard has heard of it, with room for a busy machine. */
const CONTACT_KNOWN_MS = 500;
const RECOVERY_MS = 20_000;

const passes = (ms: number): Promise<void> => new Promise((passed) => setTimeout(passed, ms));

/** A hotline with phones that stand on desks, whoever sits there, and a carrier with one phone behind it. */
export class Desks {
  readonly scene: Scene;
  readonly outside: OperatorPhone;
  readonly #phones: OperatorPhone[] = [];

  private constructor(scene: Scene, outside: OperatorPhone) {
    this.scene = scene;
    this.outside = outside;
  }

  static async open(): Promise<Desks> {
    const port = await freePort();
    const trunks = {
      local: { match: ['127.0.0.2/32'] },
      carrier: { match: [CARRIER], host: `${CARRIER}:${port}`, calls_per_second: 100 },
    };
    const scene = await Scene.open({ CORDBOARD_TRUNKS: JSON.stringify(trunks) }, 'desks');
    const account = { user: 'outside', password: '' };
    const options = {
      account,
      diary: scene.diary,
      behaviour: { kind: 'ring' },
      host: CARRIER,
      port,
    } as const;
    return new Desks(scene, await OperatorPhone.open(options));
  }

  get api() {
    return this.scene.hotline.api;
  }

  /** A telephone that registers with this account. */
  async phone(
    phoneId: string,
    behaviour: Behaviour = { kind: 'answer', afterMs: 50 },
  ): Promise<OperatorPhone> {
    const { diary, hotline } = this.scene;
    const phone = await OperatorPhone.open({ account: hotline.account(phoneId), diary, behaviour });
    this.#phones.push(phone);
    await phone.register(hotline.sip);
    await passes(CONTACT_KNOWN_MS);
    return phone;
  }

  makePin(operator: string): Promise<string> {
    return makePin(join(this.scene.hotline.launched.data, 'secrets/pins.json'), operator, Date.now());
  }

  /** Dials the code and enters these; resolves when the other side has hung up. */
  async signIn(phone: OperatorPhone, number: string, pin: string): Promise<void> {
    const call = await (await phone.dial('*23')).answered();
    await passes(300);
    await call.press(`${number}#`);
    await passes(300);
    await call.press(`${pin}#`);
    await call.ended;
  }

  /** Resolves when the operator is as told. */
  async is(operator: string, state: object): Promise<void> {
    await eventually(`${operator} is ${JSON.stringify(state)}`, async () => {
      const now = await this.api.operator(operator);
      const isTrue = ([key, value]: [string, unknown]): boolean =>
        isDeepStrictEqual(now[key as keyof typeof now], value);
      return Object.entries(state).every(isTrue) ? true : undefined;
    });
  }

  /** Resolves when this operator talks with this caller, and Cordboard knows it. */
  async talks(operator: string, { number }: OutgoingCall): Promise<void> {
    await eventually(`${operator} talks to ${number}`, async () => {
      const [record] = await this.api.recordsOf(number);
      const { timeline } = await this.api.story(record?.callId ?? '');
      return timeline.some((entry) => entry.kind === 'talkBegan' && entry.operator === operator)
        ? true
        : undefined;
    });
  }

  /** Cordboard dies without a word, and another one is ready. */
  async killed(): Promise<void> {
    const pid = await this.scene.hotline.pidOf('cordboard');
    process.kill(pid, 'SIGKILL');
    const isNew = async (): Promise<true | undefined> =>
      (await this.scene.hotline.pidOf('cordboard')) === pid ? undefined : true;
    await eventually('another Cordboard runs', isNew, RECOVERY_MS);
    const isReady = async (): Promise<true | undefined> => ((await this.api.isReady()) ? true : undefined);
    await eventually('the hotline is ready again', isReady, RECOVERY_MS);
  }

  /** Everybody hangs up and goes home; nothing is left anywhere. */
  async clear(): Promise<void> {
    const { hotline, line } = this.scene;
    await line.hangUpAll();
    for (const phone of [...this.#phones, this.outside]) phone.hangUp();
    await hotline.witness.isEmpty();
    await eventually('the board is empty', async () => {
      const { calls, operators } = await this.api.board();
      const stuck = operators.filter(({ unit }) => unit === 'offered' || unit === 'busy');
      return calls.length + stuck.length === 0 ? true : undefined;
    });
    for (const operator of ['anna', 'boris', 'clara']) await this.api.setState(operator, 'offline');
    for (const phone of this.#phones.splice(0)) {
      await phone.unregister();
      await phone.close();
    }
    expect(this.outside.current, 'nobody rings or talks outside').toBeUndefined();
  }

  async close(): Promise<void> {
    await this.outside.close();
    await this.scene.close();
  }

  /** Files under the data folder, the database among them, in which a text stands. */
  filesWith(text: string): readonly string[] {
    const { data } = this.scene.hotline.launched;
    const names = readdirSync(data, { recursive: true, encoding: 'utf8' });
    return names.filter((name) => {
      const path = join(data, name);
      return (
        statSync(path, { throwIfNoEntry: false })?.isFile() === true && readFileSync(path).includes(text)
      );
    });
  }
}

/** The record of an operator's own call, once it is closed, and its timeline. */
export async function ownCallOf(desks: Desks, number: string) {
  const record = await eventually(`the record of ${number} is closed`, async () => {
    const records = await desks.api.recordsOf(number);
    return records.at(-1)?.outcome ? records.at(-1) : undefined;
  });
  return { record, timeline: (await desks.api.story(record.callId)).timeline };
}
