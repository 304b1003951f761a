import { afterAll, beforeAll } from 'vitest';
import { PrivateAsterisk } from '../../kit/asterisk.ts';
import { describeTelephony, type NamedCases } from '../telephony.contract.ts';
import { ariWorld } from './ari-world.ts';
import { PHONES } from './world.ts';

/** Holds the adapter on an Asterisk of its own to these cases. */
export function describeOnAsterisk(cases: NamedCases): void {
  let asterisk: PrivateAsterisk;

  beforeAll(async () => {
    asterisk = await PrivateAsterisk.start(PHONES);
  });

  afterAll(async () => {
    await asterisk?.stop();
  });

  describeTelephony('ARI on a real Asterisk', () => ariWorld(asterisk), cases);
}
