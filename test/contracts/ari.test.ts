import { afterAll, beforeAll } from 'vitest';
import { PrivateAsterisk } from '../kit/asterisk.ts';
import { ariWorld } from './telephony/ari-world.ts';
import { PHONES } from './telephony/world.ts';
import { describeTelephony } from './telephony.contract.ts';

let asterisk: PrivateAsterisk;

beforeAll(async () => {
  asterisk = await PrivateAsterisk.start(PHONES);
});

afterAll(async () => {
  await asterisk?.stop();
});

describeTelephony('ARI on a real Asterisk', () => ariWorld(asterisk));
