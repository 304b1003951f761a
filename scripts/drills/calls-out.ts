import type { Callback } from '../../src/callbacks/index.ts';
import type { CallRecord } from '../../src/journal/index.ts';
import { eventually } from '../../test/kit/eventually.ts';
import type { OperatorPhone, OutgoingCall } from '../../test/kit/phones/index.ts';
import { outcomesOf, type Scene, SERVED_MS, TALK_MS, talksOn } from './scene.ts';
import { passes } from './standard-load.ts';
import { dials, type StepWorld, setAll } from './step-world.ts';
import { isOver } from './talk-traffic.ts';

/** A process that was just calling leaves a doubt, which takes its time. */
const KEPT_MS = 60_000;
const DIAL_AGAIN_MS = 1_000;
/** How a call ends in which Cordboard died before anybody had answered. */
const NOT_REACHED = ['failed', 'node_failure', 'abandoned'];
/** How an attempt ends that came to nothing by a death: it was on the disk before anybody was called. */
const IN_VAIN = ['unreached', 'node_failure'];
/** By this the customer says to be there. */
const TAKE_KEY = '1';
const PRESS_AGAIN_MS = 1_000;
/** A second look is taken after this. */
const LOOK_AGAIN_MS = 200;

/** The customer of this number is called and talks with an operator. `end`: who hangs up then. */
async function isKept(world: StepWorld, number: string, end: 'customer' | 'operator'): Promise<void> {
  const { outside, standard } = world;
  const joined = async (): Promise<OperatorPhone | undefined> => {
    await allReady(world);
    await askedForNow(world, number);
    const { current } = outside;
    if (current?.calledNumber !== number || current.state !== 'talking') return undefined;
    const phone = await talksOn(world, number);
    if (phone !== undefined) return phone;
    await current.media?.press(TAKE_KEY);
    await passes(PRESS_AGAIN_MS);
    return undefined;
  };
  const phone = await eventually(`${number} is called back`, joined, KEPT_MS);
  await passes(TALK_MS);
  (end === 'customer' ? outside : phone).hangUp();
  const areGone = (): true | undefined =>
    [...standard.phones, outside].every(({ current }) => current === undefined) || undefined;
  await eventually(`both have hung up for ${number}`, areGone, SERVED_MS);
}

/** Who is paused, or is so again as the word of before was lost, takes calls. */
async function allReady({ standard: { hotline } }: StepWorld): Promise<void> {
  const { operators } = await hotline.api.board();
  for (const { id, presence } of operators) if (presence !== 'ready') await hotline.api.setState(id, 'ready');
}

/** Somebody sees that the customer is to be called later, and wants it now. */
async function askedForNow({ standard: { hotline } }: StepWorld, number: string): Promise<void> {
  const open = (await hotline.api.callbacksOf(number)).find(({ outcome }) => outcome === null);
  if (open !== undefined && open.trying === null && open.dueMs > Date.now())
    await hotline.api.moveCallback(open.callbackId, Date.now());
  await passes(LOOK_AGAIN_MS);
}

/** Resolves when the caller was let go. */
const isPromised = async (world: StepWorld, number: string, dialled: string): Promise<void> =>
  isOver(await dials(world, number, dialled));

/** One promise, which was kept; the call in which it was made, and one in which both talked. */
const judgePromise: Scene['judge'] = async ({ standard: { hotline } }, number) => {
  const faults: string[] = [];
  const outcomes = await outcomesOf(() => hotline.api.recordsOf(number));
  const told = outcomes.filter((outcome) => !IN_VAIN.includes(outcome));
  if (told.join() !== 'callback_booked,answered') faults.push(`its records are ${outcomes.join(', ')}`);
  const promises = (await hotline.api.callbacksOf(number)).map(({ outcome }: Callback) => outcome);
  if (promises.join() !== 'reached') faults.push(`its promises are ${promises.join(', ')}`);
  return faults;
};

/** Whoever was not reached yet is called anew, by the operator; nobody is called twice who was. */
const OWN_CALL: Scene = {
  name: 'an operator calls somebody outside',
  async begin(world, number) {
    await setAll(world.standard, 'ready');
    return async () => {
      const call = await isReached(world, number);
      await passes(TALK_MS);
      call.hangUp();
      const isGone = (): true | undefined => (world.outside.current === undefined ? true : undefined);
      await eventually(`${number} is let go`, isGone, SERVED_MS);
    };
  },
  async judge({ standard: { hotline, phones } }, number) {
    const own = async (): Promise<readonly CallRecord[]> =>
      (await hotline.api.recordsOf(phones[0]!.name)).filter(({ dialled }) => dialled === number);
    const outcomes = await outcomesOf(own);
    const reached = outcomes.filter((outcome) => !NOT_REACHED.includes(outcome));
    return reached.join() === 'answered' ? [] : [`its records are ${outcomes.join(', ')}`];
  },
};

/** An operator whose phone is let go before anybody has answered dials again. */
async function isReached({ outside, standard }: StepWorld, number: string): Promise<OutgoingCall> {
  const phone = standard.phones[0]!;
  let call = await phone.dial(number);
  const isThere = async (): Promise<OutgoingCall | undefined> => {
    if (call.state === 'ended') {
      await passes(DIAL_AGAIN_MS);
      call = await phone.dial(number);
    }
    const areUp = call.state === 'talking' && outside.current?.state === 'talking';
    return areUp && (await standard.pairs()) === 1 ? call : undefined;
  };
  return eventually(`${number} is reached`, isThere, KEPT_MS);
}

/** Calls that we make. */
export const CALLS_OUT: readonly Scene[] = [
  {
    name: 'a caller is called back, the operator first',
    async begin(world, number) {
      await setAll(world.standard, 'paused');
      return async () => {
        await isPromised(world, number, '500');
        await isKept(world, number, 'customer');
      };
    },
    judge: judgePromise,
  },
  {
    name: 'a caller is called back, the customer first',
    async begin(world, number) {
      await setAll(world.standard, 'paused');
      await isPromised(world, number, '600');
      return () => isKept(world, number, 'operator');
    },
    judge: judgePromise,
  },
  OWN_CALL,
];
