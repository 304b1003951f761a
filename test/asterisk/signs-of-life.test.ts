import { afterAll, beforeAll, expect, test } from 'vitest';
import { speaksSip } from '../../src/parent/ask-sip.ts';
import { PrivateAsterisk } from '../kit/asterisk.ts';
import { freeze } from '../kit/processes.ts';

let asterisk: PrivateAsterisk;
beforeAll(async () => {
  asterisk = await PrivateAsterisk.start([]);
});
afterAll(() => asterisk.stop());

/** Whether it answers by either way, over and over: a stranger who knocks so often is not to become silent to us. */
const speaks = (times: number): Promise<readonly boolean[]> =>
  Promise.all(
    Array.from({ length: times }, (_, index) =>
      speaksSip({ protocol: index % 2 === 0 ? 'udp' : 'tcp', ...asterisk.sip }),
    ),
  );

test('an Asterisk answers whoever asks whether it speaks SIP, and one that is stopped does not', async () => {
  expect(await speaks(20)).toEqual(Array(20).fill(true));
  await freeze(asterisk.pid);
  try {
    expect(await speaks(2)).toEqual([false, false]);
  } finally {
    process.kill(asterisk.pid, 'SIGCONT');
  }
  expect(await speaks(2)).toEqual([true, true]);
});
