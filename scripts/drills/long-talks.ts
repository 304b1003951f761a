import { eventually } from '../../test/kit/eventually.ts';
import type { OperatorPhone, OutgoingCall } from '../../test/kit/phones/index.ts';
import {
  hasCaller,
  oneRecord,
  otherThan,
  type Scene,
  SERVED_MS,
  TALK_MS,
  talksWith,
  wishes,
} from './scene.ts';
import { passes } from './standard-load.ts';
import { WRAP_UP_MS } from './step-bundle.ts';
import { dials, type StepWorld, setAll } from './step-world.ts';
import { isOver } from './talk-traffic.ts';

/** A caller and an operator who talk. */
type Talk = {
  readonly world: StepWorld;
  readonly number: string;
  readonly call: OutgoingCall;
  readonly phone: OperatorPhone;
};

async function talkBegins(world: StepWorld, number: string, dialled?: string): Promise<Talk> {
  const call = await dials(world, number, dialled);
  const phone = await talksWith(world, number);
  await passes(TALK_MS);
  return { world, number, call, phone };
}

async function hangsUp({ call }: Talk): Promise<void> {
  await passes(TALK_MS);
  call.hangUp();
  await isOver(call);
}

/** What is done in a talk that stands already. */
const inTalk = (name: string, act: (talk: Talk) => Promise<void>): Scene => ({
  name,
  async begin(world, number) {
    await setAll(world.standard, 'ready');
    const talk = await talkBegins(world, number);
    return async () => {
      await act(talk);
      await hangsUp(talk);
    };
  },
  judge: oneRecord('answered'),
});

const operatorOf = ({ name }: OperatorPhone): string => `op-${name}`;

/** The first operator and another one talk, and the caller is held. Resolves with the other one's phone. */
async function consults({ world, number, phone }: Talk): Promise<OperatorPhone> {
  const other = otherThan(world, phone);
  const operator = operatorOf(other);
  await wishes(world, number, {
    ...{ what: 'consult', body: { operator } },
    isSo: (call) => call?.consulted === operator && hasCaller(other, number),
  });
  await passes(TALK_MS);
  return other;
}

/** Nobody is rung before the wrap-up is over. `phone` has hung up, or its caller has, at `endedMs`. */
async function servesNext({ world, number, phone }: Talk, endedMs: number): Promise<Talk> {
  const next = `${number}9`;
  const call = await dials(world, next, '200');
  await talksWith(world, next, phone);
  const restedMs = phone.current!.rangAtMs - endedMs;
  if (restedMs < WRAP_UP_MS)
    throw new Error(`the operator was rung ${Math.round(restedMs)} ms behind a talk`);
  return { world, number: next, call, phone };
}

export const LONG_TALKS: readonly Scene[] = [
  {
    name: 'the call is given to another operator',
    async begin(world, number) {
      await setAll(world.standard, 'ready');
      return async () => {
        const talk = await talkBegins(world, number);
        const other = otherThan(world, talk.phone);
        await wishes(world, number, {
          ...{ what: 'transfer', body: { operator: operatorOf(other) } },
          isSo: () => other.current?.callerNumber === number,
        });
        await talksWith(world, number, other);
        await hangsUp(talk);
      };
    },
    judge: oneRecord('answered'),
  },
  inTalk('the caller is held and has the operator again', async (talk) => {
    const { world, number, phone } = talk;
    await wishes(world, number, { what: 'hold', isSo: (call) => call?.isHeld === true });
    await passes(TALK_MS);
    await wishes(world, number, { what: 'resume', isSo: (call) => call?.isHeld === false });
    await talksWith(world, number, phone);
  }),
  inTalk('another operator is consulted and has the caller then', async (talk) => {
    const { world, number } = talk;
    const other = await consults(talk);
    const isSo = (call?: { operator: string | null }): boolean => call?.operator === operatorOf(other);
    await wishes(world, number, { what: 'consult/hand-over', isSo });
    await talksWith(world, number, other);
  }),
  inTalk('another operator is consulted and the caller comes back', async (talk) => {
    const { world, number, phone } = talk;
    await consults(talk);
    await wishes(world, number, { what: 'consult/end', isSo: (call) => call?.consulted === null });
    await talksWith(world, number, phone);
  }),
  {
    name: 'the operator wraps up before the next call',
    async begin(world, number) {
      const { api } = world.standard.hotline;
      await setAll(world.standard, 'ready');
      const talk = await talkBegins(world, number, '200');
      await api.setState(operatorOf(otherThan(world, talk.phone)), 'paused');
      return async () => {
        talk.call.hangUp();
        const next = await servesNext(talk, performance.now());
        await hangsUp(next);
        await isFree(world, talk.phone);
      };
    },
    judge: async (world, number) => [
      ...(await oneRecord('answered')(world, number)),
      ...(await oneRecord('answered')(world, `${number}9`)),
    ],
  },
];

const isFree = ({ standard: { hotline } }: StepWorld, phone: OperatorPhone): Promise<true> =>
  eventually(
    `${phone.name} is free`,
    async () => ((await hotline.api.operator(operatorOf(phone))).unit === 'free' ? true : undefined),
    SERVED_MS,
  );
