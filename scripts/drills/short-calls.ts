import { eventually } from '../../test/kit/eventually.ts';
import type { OperatorPhone, OutgoingCall } from '../../test/kit/phones/index.ts';
import { oneRecord, type Scene, SERVED_MS, TALK_MS, talksWith } from './scene.ts';
import { passes } from './standard-load.ts';
import { dials, setAll } from './step-world.ts';
import { isOver } from './talk-traffic.ts';

/** A talk that ends in this way. */
const talkThat = (name: string, end: (call: OutgoingCall, phone: OperatorPhone) => unknown): Scene => ({
  name,
  async begin(world, number) {
    await setAll(world.standard, 'ready');
    return async () => {
      const call = await dials(world, number);
      const phone = await talksWith(world, number);
      await passes(TALK_MS);
      end(call, phone);
      await isOver(call);
    };
  },
  judge: oneRecord('answered'),
});

/** What a call can be that comes to a queue, and to no more than one talk. */
export const SHORT_CALLS: readonly Scene[] = [
  talkThat('the caller hangs up', (call) => call.hangUp()),
  talkThat('the operator hangs up', (_, phone) => phone.hangUp()),
  {
    name: 'the caller gives up',
    async begin(world, number) {
      await setAll(world.standard, 'paused');
      return async () => {
        const call = await dials(world, number);
        await eventually(
          `${number} waits`,
          async () => ((await world.standard.order()).includes(number) ? true : undefined),
          SERVED_MS,
        );
        call.hangUp();
        await isOver(call);
      };
    },
    judge: oneRecord('abandoned'),
  },
];
