import { eventually } from '../../test/kit/eventually.ts';
import type { OperatorPhone, OutgoingCall } from '../../test/kit/phones/index.ts';
import { passes, type StandardLoad } from './standard-load.ts';
import { isOver } from './talk-traffic.ts';

/** A call from its first ring to its last: whatever happens to Cordboard meanwhile, people do what they do. */
export type Scene = {
  readonly name: string;
  /** How its record may end. */
  readonly outcomes: readonly string[];
  readonly prepare?: (standard: StandardLoad) => Promise<void>;
  readonly play: (standard: StandardLoad, number: string) => Promise<void>;
};

const SERVED_MS = 45_000;
/** People talk for so long before they do something. */
const TALK_MS = 300;
/** Who is told to try again does so after this. */
const ASK_AGAIN_MS = 200;

/** A talk that ends in this way. */
const talkThat = (name: string, end: (call: OutgoingCall, phone: OperatorPhone) => unknown): Scene => ({
  name,
  outcomes: ['answered'],
  prepare: allReady,
  async play(standard, number) {
    const call = await standard.dial(number);
    const phone = await talksWith(standard, number);
    await passes(TALK_MS);
    end(call, phone);
    await isOver(call);
  },
});

/** What a call can be that goes to a queue. */
export const SCENES: readonly Scene[] = [
  talkThat('the caller hangs up', (call) => call.hangUp()),
  talkThat('the operator hangs up', (_, phone) => phone.hangUp()),
  {
    name: 'the call is given to another operator',
    outcomes: ['answered'],
    prepare: allReady,
    async play(standard, number) {
      const call = await standard.dial(number);
      const phone = await talksWith(standard, number);
      await passes(TALK_MS);
      const other = standard.phones.find((each) => each !== phone)!;
      await give(standard, number, `op-${other.name}`);
      await talksWith(standard, number, other);
      await passes(TALK_MS);
      call.hangUp();
      await isOver(call);
    },
  },
  {
    name: 'the caller gives up',
    outcomes: ['abandoned'],
    prepare: (standard) => setAll(standard, 'paused'),
    async play(standard, number) {
      const call = await standard.dial(number);
      await eventually(
        `${number} waits`,
        async () => ((await standard.order()).includes(number) ? true : undefined),
        SERVED_MS,
      );
      call.hangUp();
      await isOver(call);
    },
  },
];

async function setAll({ hotline: { api }, phones }: StandardLoad, state: string): Promise<void> {
  for (const { name } of phones) await api.setState(`op-${name}`, state);
}

function allReady(standard: StandardLoad): Promise<void> {
  return setAll(standard, 'ready');
}

/**
 * Resolves with the phone on which the caller talks, when it is one alone, or the one that is wanted. Cordboard has to
 * say so, too: a phone that was answered hears nobody before both were joined.
 */
function talksWith(standard: StandardLoad, number: string, wanted?: OperatorPhone): Promise<OperatorPhone> {
  const { hotline, phones } = standard;
  const talking = async (): Promise<OperatorPhone | undefined> => {
    const those = phones.filter(
      ({ current }) => current?.state === 'talking' && current.callerNumber === number,
    );
    const [phone, second] = those;
    const isOne = second === undefined && (wanted === undefined || phone === wanted);
    if (phone === undefined || !isOne) return undefined;
    const call = (await hotline.api.board()).calls.find(({ caller }) => caller === number);
    return call?.phase === 'talking' && call.operator === `op-${phone.name}` ? phone : undefined;
  };
  return eventually(`${number} talks with ${wanted?.name ?? 'an operator'}`, talking, SERVED_MS);
}

/** Whoever is told that nobody is there asks again; who has the caller already is told so, which is as good. */
async function give(
  { hotline: { api }, phones }: StandardLoad,
  number: string,
  operator: string,
): Promise<void> {
  const hasCaller = (): boolean =>
    phones.some(({ name, current }) => `op-${name}` === operator && current?.callerNumber === number);
  const given = async (): Promise<true | undefined> => {
    if (hasCaller()) return true;
    const call = (await api.board()).calls.find(({ caller }) => caller === number);
    if (call === undefined) return undefined;
    await api.withTalk(call.callId, 'transfer', { operator });
    await passes(ASK_AGAIN_MS);
    return hasCaller() ? true : undefined;
  };
  await eventually(`${operator} is rung for ${number}`, given, SERVED_MS);
}
