import { mkdtemp, mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { RedisProcess } from '../jobs/bullmq/redis-process.ts';
import { ownSettings } from '../kit/hotline.ts';
import { PrivateAsterisk } from '../kit/asterisk.ts';
import { EdgeProcess } from '../kit/edge/edge-process.ts';
import { SipServerProcess } from '../kit/edge/sip-server-process.ts';
import { eventually } from '../kit/eventually.ts';
import { freePort } from '../kit/free-port.ts';
import { CallerLine, Diary, OperatorPhone } from '../kit/phones/index.ts';

const closing: (() => Promise<unknown>)[] = [];
afterAll(async () => { for (const close of closing.toReversed()) await close().catch((e) => console.log(String(e))); });

test('a caller of a dead node goes on at another', async () => {
  const server = await SipServerProcess.start(process.env.DRACHTIO_SERVER!, 'abc');
  closing.push(() => server.stop());
  const redis = await RedisProcess.prepare();
  await redis.start?.();
  closing.push(() => redis.kill());
  const edgeSettings = { CORDBOARD_EDGE_MODE: 'drachtio', CORDBOARD_EDGE_SIP: `127.0.0.1:${server.sip.port}`, CORDBOARD_EDGE_DRACHTIO_PORT: String(server.app.port), CORDBOARD_TRUNKS: JSON.stringify({ local: { match: ['127.0.0.2/32'] } }) };
  const nodes: Record<string, { sip: string; ari: string }> = {};
  const all: PrivateAsterisk[] = [];
  const envs = [];
  for (const name of ['a', 'b']) {
    const data = await mkdtemp(join(tmpdir(), 'cordboard-node-'));
    const own = await ownSettings(data);
    nodes[name] = { sip: own.CORDBOARD_SIP_BIND!, ari: own.CORDBOARD_ASTERISK_ARI_URL! };
    envs.push(own);
  }
  for (const own of envs) {
    const asterisk = await PrivateAsterisk.startWith({ ...own, ...edgeSettings, CORDBOARD_EDGE_NODES: JSON.stringify(nodes) }, { phoneIds: ['1001'], secrets: {}, carrier: { host: '127.0.0.9', port: 5060 } });
    closing.push(() => asterisk.stop());
    all.push(asterisk);
  }
  const data = await mkdtemp(join(tmpdir(), 'cordboard-edge-'));
  await mkdir(join(data, 'secrets'), { recursive: true });
  await writeFile(join(data, 'secrets/drachtio'), 'abc\n');
  await writeFile(join(data, 'secrets/phones.json'), JSON.stringify({ 1001: 'secret' }));
  const edge = await EdgeProcess.start({ CORDBOARD_DATA: data, CORDBOARD_REDIS_MODE: 'external', CORDBOARD_REDIS_URL: redis.url, CORDBOARD_REDIS_PREFIX: 'test', ...edgeSettings, CORDBOARD_EDGE_NODES: JSON.stringify(nodes) });
  closing.push(() => edge.stop());
  closing.push(async () => console.log(edge.output, server.output.slice(-3000)));
  await edge.says('a node takes calls');
  const diary = new Diary();
  const line = await CallerLine.open({ diary, server: server.sip });
  closing.push(() => line.close());
  const call = await line.call('+79160000001', '200');
  await call.answered();
  console.log('answered', all.map(async (each) => (await each.witness.channels()).length));
  const counts = () => Promise.all(all.map(async (each) => (await each.witness.channels().catch(() => [])).length));
  console.log(await counts());
  const killed = (await counts()).indexOf(1);
  const before = call.media.packets().length;
  const t0 = performance.now();
  await all[killed]!.die();
  const other = all[1 - killed]!;
  await eventually('the caller is at the other node', async () => (await other.witness.channels()).length === 1 || undefined, 20_000);
  console.log('dialled after', performance.now() - t0);
  await edge.says('a caller goes on at another node', 20_000);
  console.log('re-homed after', performance.now() - t0, call.state);
  const heard = call.media.packets().length;
  await eventually('sound', () => call.media.packets().length > heard + 50 || undefined, 10_000);
  console.log('packets', before, heard, call.media.packets().length);
  expect(call.state).toBe('talking');
  const phone = await OperatorPhone.open({ account: { user: '1001', password: 'secret' }, diary, behaviour: { kind: 'answer', afterMs: 50 }, host: '127.0.0.40' });
  closing.push(() => phone.close());
  console.log('registered', await phone.register(server.sip));
}, 60_000);
