import { afterEach, expect, test } from 'vitest';
import { PrivateAsterisk } from '../kit/asterisk.ts';
import { eventually } from '../kit/eventually.ts';
import { Registrar } from '../kit/phones/index.ts';

const CARRIER = '127.0.0.8';

let registrar: Registrar | undefined;
let asterisk: PrivateAsterisk | undefined;
afterEach(async () => {
  await asterisk?.stop();
  await registrar?.close();
});

/** An Asterisk that registers with a carrier, by this password. */
async function registersWith(secret: string): Promise<Registrar> {
  registrar = await Registrar.open(CARRIER, { user: 'our-name', password: 'right; really' });
  const { host, port } = registrar.address;
  const register = { user: 'our-name', secret: 'member' };
  const trunks = { member: { match: [host], host: `${host}:${port}`, register } };
  asterisk = await PrivateAsterisk.start([], { trunks, secrets: { member: secret } });
  return registrar;
}

test('a trunk registers with its carrier, which has to ask for the password once', async () => {
  const { attempts } = await registersWith('right; really\n');
  await eventually('it is registered', () => (attempts.length >= 2 ? true : undefined), 10_000);
  expect(attempts).toEqual([401, expect.stringMatching(/^<sip:our-name@127\.0\.0\.\d+:\d+/)]);
});

test('a wrong password is not tried again and again', async () => {
  const { attempts } = await registersWith('wrong\n');
  await eventually('it is refused', () => (attempts.includes(403) ? true : undefined), 10_000);
  await new Promise((passed) => setTimeout(passed, 2_000));
  expect(attempts).toEqual([401, 403]);
});
