import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PrivateAsterisk } from '../asterisk.ts';
import { eventually } from '../eventually.ts';
import { Hotline, ownSettings } from '../hotline.ts';
import {
  CallerLine,
  Diary,
  type MediaMaker,
  OperatorPhone,
  type OperatorPhoneOptions,
} from '../phones/index.ts';
import { EdgeProcess } from './edge-process.ts';
import { SipServerProcess } from './sip-server-process.ts';

const SECRET = 'a-secret-of-tests';
export const NODES = ['a', 'b'] as const;
export type NodeName = (typeof NODES)[number];

export type EdgeWorldOptions = {
  /** More settings of all of them, as environment variables. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Of callers. */
  readonly media?: MediaMaker;
};

/** A SIP server, the edge, two nodes and one Cordboard, with callers outside. */
export class EdgeWorld {
  readonly server: SipServerProcess;
  readonly edge: EdgeProcess;
  readonly nodes: Readonly<Record<NodeName, PrivateAsterisk>>;
  readonly hotline: Hotline;
  readonly diary: Diary;
  readonly line: CallerLine;
  readonly #phones: OperatorPhone[] = [];
  #callers = 0;

  private constructor(
    server: SipServerProcess,
    edge: EdgeProcess,
    nodes: Readonly<Record<NodeName, PrivateAsterisk>>,
    rest: { readonly hotline: Hotline; readonly line: CallerLine },
  ) {
    this.server = server;
    this.edge = edge;
    this.nodes = nodes;
    this.hotline = rest.hotline;
    this.line = rest.line;
    this.diary = rest.line.diary;
  }

  /** `program`: a drachtio-server. */
  static async open(
    program: string,
    bundle: string,
    { settings: more = {}, media }: EdgeWorldOptions = {},
  ): Promise<EdgeWorld> {
    const data = await mkdtemp(join(tmpdir(), 'cordboard-edge-'));
    await mkdir(join(data, 'secrets'), { recursive: true, mode: 0o700 });
    await writeFile(join(data, 'secrets/drachtio'), `${SECRET}\n`, { mode: 0o600 });
    const server = await SipServerProcess.start(program, SECRET);
    const password = join(data, 'secrets/ari-password');
    const places = await Promise.all(NODES.map(async (name) => ({ name, own: await nodeSettings() })));
    const nodesSetting = places.map(({ name, own }) => [
      name,
      { sip: own.CORDBOARD_SIP_BIND, ari: own.CORDBOARD_ASTERISK_ARI_URL },
    ]);
    const common = {
      CORDBOARD_ASTERISK_ARI_PASSWORD_FILE: password,
      CORDBOARD_EDGE_MODE: 'drachtio',
      CORDBOARD_EDGE_SIP: `127.0.0.1:${server.sip.port}`,
      CORDBOARD_EDGE_DRACHTIO_PORT: String(server.app.port),
      CORDBOARD_EDGE_NODES: JSON.stringify(Object.fromEntries(nodesSetting)),
      ...more,
    };
    const known = { phoneIds: [], secrets: {}, carrier: { host: '127.0.0.9', port: 5060 } };
    const [a, b] = await Promise.all(
      places.map(({ own }) => PrivateAsterisk.startWith({ ...own, ...common }, known)),
    );
    const settings = {
      ...(await ownSettings(data)),
      ...common,
      CORDBOARD_DATA: data,
      CORDBOARD_ASTERISK_MODE: 'external',
      CORDBOARD_ASTERISK_ARI_URL: places[0]!.own.CORDBOARD_ASTERISK_ARI_URL!,
      // Where callers and phones reach it.
      CORDBOARD_SIP_BIND: `127.0.0.1:${server.sip.port}`,
    };
    const exchange = { witness: a!.witness, stop: async () => {} };
    const [edge, hotline] = await Promise.all([
      EdgeProcess.start({ ...settings, CORDBOARD_BUNDLE: bundle }),
      Hotline.start({ bundle, settings, exchange }),
    ]);
    const own = media === undefined ? {} : { media };
    const line = await CallerLine.open({ diary: new Diary(), server: server.sip, ...own });
    return new EdgeWorld(server, edge, { a: a!, b: b! }, { hotline, line });
  }

  get api() {
    return this.hotline.api;
  }

  /** A caller nobody has been before dials. */
  call(dialled: string) {
    this.#callers += 1;
    return this.line.call(`+7916${String(this.#callers).padStart(7, '0')}`, dialled);
  }

  /** An operator registers a phone that answers, and is ready. */
  async ready(
    operator: string,
    phoneId: string,
    host: string,
    sound: Pick<OperatorPhoneOptions, 'media'> = {},
  ): Promise<OperatorPhone> {
    const { diary, hotline } = this;
    const behaviour = { kind: 'answer', afterMs: 50 } as const;
    const account = hotline.account(phoneId);
    const phone = await OperatorPhone.open({ account, diary, behaviour, host, ...sound });
    this.#phones.push(phone);
    await phone.register(this.server.sip);
    await eventually(`the phone of ${operator} is seen`, async () => {
      const { phone: state } = await this.api.operator(operator);
      return state === 'reachable' ? true : undefined;
    });
    await this.api.setState(operator, 'ready');
    return phone;
  }

  /** Where this caller is carried now. */
  async nodeOf(number: string): Promise<NodeName | undefined> {
    for (const name of NODES) {
      const channels = await this.nodes[name].witness.channels().catch(() => []);
      if (channels.some((channel) => channel.caller.number === number)) return name;
    }
    return undefined;
  }

  async close(): Promise<void> {
    for (const phone of this.#phones) await phone.close();
    await this.line.close();
    await this.edge.stop();
    await this.hotline.stop();
    for (const name of NODES) await this.nodes[name].stop();
    await this.server.stop();
  }
}

async function nodeSettings(): Promise<Readonly<Record<string, string>>> {
  const data = await mkdtemp(join(tmpdir(), 'cordboard-node-'));
  return { ...(await ownSettings(data)), CORDBOARD_TRUNKS: '{ local: { match: [127.0.0.2/32] } }' };
}
