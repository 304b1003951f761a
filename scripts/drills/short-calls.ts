import { eventually } from '../../test/kit/eventually.ts';
import type { OperatorPhone, OutgoingCall } from '../../test/kit/phones/index.ts';
import { joinedWith, oneRecord, type Scene, SERVED_MS, TALK_MS, talksWith } from './scene.ts';
import { passes } from './standard-load.ts';
import { dials, type StepWorld, setAll } from './step-world.ts';
import { isOver } from './talk-traffic.ts';

type TalkEnd = (call: OutgoingCall, phone: OperatorPhone) => unknown;

/** A talk that ends in this way, so long after it has begun. */
const talkThat = (
  name: string,
  end: TalkEnd,
  begun: (...of: Parameters<typeof joinedWith>) => Promise<OperatorPhone> = talksWith,
): Scene => ({
  name,
  async begin(world, number) {
    await setAll(world.standard, 'ready');
    return async () => {
      const call = await dials(world, number);
      const phone = await begun(world, number);
      await passes(TALK_MS);
      end(call, phone);
      await isOver(call);
    };
  },
  judge: ofTalk,
});

/** One record, which says who talked, and out of which queue. */
async function ofTalk(world: StepWorld, number: string): Promise<readonly string[]> {
  const faults = await oneRecord('answered')(world, number);
  const [record] = await world.standard.hotline.api.recordsOf(number);
  if (record !== undefined && (record.operator === null || record.queue === null))
    return [...faults, `its record has the operator ${record.operator}, and the queue ${record.queue}`];
  return faults;
}

/** What a call can be that comes to a queue, and to no more than one talk. */
export const SHORT_CALLS: readonly Scene[] = [
  talkThat('the caller hangs up', (call) => call.hangUp()),
  talkThat('the operator hangs up', (_, phone) => phone.hangUp()),
  talkThat('the caller hangs up, whoever knows of the talk', (call) => call.hangUp(), joinedWith),
  talkThat('the operator hangs up, whoever knows of the talk', (_, phone) => phone.hangUp(), joinedWith),
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
