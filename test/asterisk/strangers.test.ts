import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { mutated } from '../../scripts/drills/wolves/mutate.ts';
import { tortureMessages } from '../../scripts/drills/wolves/torture-messages.ts';
import { prngFrom } from '../../src/base/index.ts';
import { eventually } from '../kit/eventually.ts';
import { filesHolding, openToOthers, processesHolding, secretsIn } from '../kit/left-behind.ts';
import { OperatorPhone } from '../kit/phones/index.ts';
import { header, type SipMessage } from '../kit/phones/message.ts';
import { Stranger } from '../kit/stranger.ts';
import { PHONES, Scene } from './scene.ts';

/** A phone that nobody has. */
const NOBODY = '4711';

let scene: Scene;
beforeAll(async () => {
  scene = await Scene.open();
});
afterAll(() => scene.close());

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function strangerAt(host: string): Promise<Stranger> {
  const stranger = await Stranger.open(host, scene.hotline.sip);
  closing.push(() => stranger.close());
  return stranger;
}

/** An answer without what differs from one to the next: challenges, tags, branches, names that were sent. */
function shapeOf(answer: SipMessage | undefined): unknown {
  const challenge = header(answer!, 'www-authenticate').replaceAll(/(nonce|opaque)="[^"]*"/g, '');
  return [answer?.status, [...answer!.headers.keys()], challenge, answer?.body];
}

describe('whoever is unknown', () => {
  test('is answered alike for names that exist and names that do not', async () => {
    const stranger = await strangerAt('127.0.0.30');
    for (const method of ['OPTIONS', 'REGISTER', 'INVITE', 'SUBSCRIBE']) {
      const [known, unknown] = [
        await stranger.asks(method, PHONES.anna),
        await stranger.asks(method, NOBODY),
      ];
      expect(shapeOf(known), method).toEqual(shapeOf(unknown));
      expect(known?.status, method).toBe(401);
    }
  });

  test('places no call, in whosever name', async () => {
    const stranger = await strangerAt('127.0.0.31');
    for (const from of [PHONES.anna, NOBODY, '+79161234567', 'trunk-local', 'anonymous']) {
      expect((await stranger.asks('INVITE', from, { to: '100' }))?.status).toBe(401);
      expect(await scene.hotline.witness.channels()).toEqual([]);
    }
  });
});

test('messages that no two parsers read alike end neither Asterisk nor a call', async () => {
  const { hotline } = scene;
  const pid = await hotline.pidOf('asterisk');
  const call = await (await scene.call('100')).answered();
  const prng = prngFrom(7);
  for (const host of ['127.0.0.2', '127.0.0.34']) {
    const stranger = await strangerAt(host);
    const messages = tortureMessages({ from: host, port: stranger.port, to: hotline.sip.host });
    expect(messages).toHaveLength(49);
    for (const { bytes } of messages) for (const each of [bytes, mutated(bytes, prng)]) stranger.throws(each);
    await eventually('most are answered', () => (stranger.answersCount > 20 ? true : undefined));
  }
  expect(await hotline.pidOf('asterisk')).toBe(pid);
  expect(call.state).toBe('talking');
  await (await scene.call('100')).answered();
  await scene.line.hangUpAll();
  await hotline.witness.isEmpty();
});

describe('whoever guesses a password', () => {
  test('is turned away within 10 seconds and 50 tries, and others are not', async () => {
    const { api, sip } = scene.hotline;
    const stranger = await strangerAt('127.0.0.32');
    const { user, password } = scene.hotline.account(PHONES.anna);
    const fromMs = performance.now();
    let tries = 0;
    let answer: number | undefined;
    while (answer !== 403 && tries < 50) {
      answer = await stranger.registers({ user, password: `guess-${tries}` });
      tries += 1;
      await new Promise((passed) => setTimeout(passed, 50));
    }
    expect([answer, tries >= 10]).toEqual([403, true]);
    expect(performance.now() - fromMs).toBeLessThan(10_000);
    expect(await stranger.registers({ user, password }), 'the right one').toBe(403);
    const ban = (await api.bans()).find(({ address }) => address === stranger.host);
    expect(ban?.why).toMatch(/^10 wrong passwords/);
    const { diary } = scene;
    const behaviour = { kind: 'ring' } as const;
    const phone = await OperatorPhone.open({
      account: { user, password },
      diary,
      behaviour,
      host: '127.0.0.33',
    });
    closing.push(() => phone.close());
    expect(await phone.register(sip)).toBeGreaterThan(0);
    await phone.unregister();
    await api.liftBan(stranger.host);
    await eventually(
      'the ban is over',
      async () => (await stranger.registers({ user, password })) === 200 || undefined,
    );
    const facts = (await api.audit()).filter(({ on }) => on === stranger.host);
    expect(facts.map(({ by, what }) => `${by} ${what}`)).toEqual(['admin bans.delete', 'cordboard bans.add']);
  });
});

describe('what others on this machine could see', () => {
  test('is no file, no secret and no whole number of a caller', async () => {
    const { data } = scene.hotline.launched;
    // Who gives up within milliseconds is gone before Asterisk has told anybody of the call.
    const call = await (await scene.call('100')).answered();
    await scene.recordOf(await hungUp(call));
    const secrets = secretsIn(data);
    expect(secrets.length).toBeGreaterThan(5);
    expect(openToOthers(data)).toEqual([]);
    expect(processesHolding(secrets, data)).toEqual([]);
    const logs = [join(data, 'logs'), join(data, 'run/asterisk/log')];
    expect(filesHolding(secrets, ...logs)).toEqual([]);
    expect(filesHolding([call.number, call.number.slice(1)], join(data, 'logs'))).toEqual([]);
  });

  test("is nothing of Asterisk's interface: pages of other sites are not let in, and no function runs a program", async () => {
    const { data, settings } = scene.hotline.launched;
    const url = settings.CORDBOARD_ASTERISK_ARI_URL ?? '';
    const password = readFileSync(join(data, 'secrets/ari-password'), 'utf8').trim();
    const authorization = `Basic ${Buffer.from(`cordboard:${password}`).toString('base64')}`;
    const origin = { origin: 'http://evil.example', 'access-control-request-method': 'GET' };
    const asked = await fetch(`${url}/channels`, { method: 'OPTIONS', headers: origin });
    expect([asked.ok, asked.headers.get('access-control-allow-origin')]).toEqual([false, null]);
    expect((await fetch(`${url}/channels`)).status).toBe(401);
    expect((await fetch(new URL('/httpstatus', url))).status).toBe(404);
    const trace = join(data, 'trace');
    for (const name of [`SHELL(touch ${trace})`, `FILE(${trace},,,l)`, `SYSTEM(touch ${trace})`]) {
      const query = `variable=${encodeURIComponent(name)}`;
      for (const method of ['GET', 'POST'])
        await fetch(`${url}/asterisk/variable?${query}&value=x`, { method, headers: { authorization } });
    }
    expect(existsSync(trace)).toBe(false);
  });
});

async function hungUp<Call extends { hangUp(): void; readonly ended: Promise<unknown> }>(
  call: Call,
): Promise<Call> {
  call.hangUp();
  await call.ended;
  return call;
}
