import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PrivateAsterisk } from '../asterisk.ts';
import { Closing } from '../closing.ts';
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

type Parts = Pick<EdgeWorld, 'server' | 'edge' | 'nodes' | 'hotline' | 'line'>;

/** A SIP server, the edge, two nodes and one Cordboard, with callers outside. */
export class EdgeWorld {
  readonly server: SipServerProcess;
  readonly edge: EdgeProcess;
  readonly nodes: Readonly<Record<NodeName, PrivateAsterisk>>;
  readonly hotline: Hotline;
  readonly diary: Diary;
  readonly line: CallerLine;
  readonly #all: Closing;
  #callers = 0;

  private constructor({ server, edge, nodes, hotline, line }: Parts, all: Closing) {
    this.server = server;
    this.edge = edge;
    this.nodes = nodes;
    this.hotline = hotline;
    this.line = line;
    this.diary = line.diary;
    this.#all = all;
  }

  /** `program`: a drachtio-server. Nothing runs on when something does not start. */
  static async open(program: string, bundle: string, options: EdgeWorldOptions = {}): Promise<EdgeWorld> {
    const all = new Closing();
    return all.unlessItFails(() => EdgeWorld.#open(all, program, bundle, options));
  }

  static async #open(
    all: Closing,
    program: string,
    bundle: string,
    { settings: more = {}, media }: EdgeWorldOptions,
  ): Promise<EdgeWorld> {
    const data = await mkdtemp(join(tmpdir(), 'cordboard-edge-'));
    await mkdir(join(data, 'secrets'), { recursive: true, mode: 0o700 });
    await writeFile(join(data, 'secrets/drachtio'), `${SECRET}\n`, { mode: 0o600 });
    const stopping = (one: { stop(): Promise<void> }): Promise<void> => one.stop();
    const server = await all.add(SipServerProcess.start(program, SECRET), stopping);
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
      places.map(({ own }) => all.add(PrivateAsterisk.startWith({ ...own, ...common }, known), stopping)),
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
    // The hotline looks for what is left of it: whoever works in its folder must have ended before.
    const [hotline, edge] = await Promise.all([
      all.add(Hotline.start({ bundle, settings, exchange }), stopping),
      all.add(EdgeProcess.start({ ...settings, CORDBOARD_BUNDLE: bundle }), stopping),
    ]);
    const own = media === undefined ? {} : { media };
    const opening = CallerLine.open({ diary: new Diary(), server: server.sip, ...own });
    const line = await all.add(opening, (one) => one.close());
    return new EdgeWorld({ server, edge, nodes: { a: a!, b: b! }, hotline, line }, all);
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
    const opening = OperatorPhone.open({ account, diary, behaviour, host, ...sound });
    const phone = await this.#all.add(opening, (one) => one.close());
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

  close(): Promise<void> {
    return this.#all.close();
  }
}

async function nodeSettings(): Promise<Readonly<Record<string, string>>> {
  const data = await mkdtemp(join(tmpdir(), 'cordboard-node-'));
  return { ...(await ownSettings(data)), CORDBOARD_TRUNKS: '{ local: { match: [127.0.0.2/32] } }' };
}
