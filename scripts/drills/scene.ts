import type { CallRecord } from '../../src/journal/index.ts';
import type { BoardCall } from '../../src/switchboard/index.ts';
import { eventually } from '../../test/kit/eventually.ts';
import type { OperatorPhone } from '../../test/kit/phones/index.ts';
import { passes } from './standard-load.ts';
import type { StepWorld } from './step-world.ts';

/** A call from its first ring to its last: whatever happens to Cordboard meanwhile, people do what they do. */
export type Scene = {
  readonly name: string;
  /** What comes before any death, as who is ready, and what another scene has been through. Resolves with the rest. */
  readonly begin: (world: StepWorld, number: string) => Promise<() => Promise<void>>;
  /** What has not come to its right end: sentences. */
  readonly judge: (world: StepWorld, number: string) => Promise<readonly string[]>;
};

export const SERVED_MS = 45_000;
/** People talk for so long before they do something. */
export const TALK_MS = 300;
/** Who is told to try again does so after this. */
const ASK_AGAIN_MS = 200;

/** The call has one record, closed with one of these outcomes. */
export const oneRecord =
  (...outcomes: readonly string[]): Scene['judge'] =>
  async ({ standard: { hotline } }, number) => {
    const faults: string[] = [];
    const note = (err: unknown): void =>
      void faults.push(String(err instanceof Error ? (err.cause ?? err) : err));
    const record = await hotline.api.closedRecord(number).catch(note);
    if (record?.outcome && !outcomes.includes(record.outcome))
      faults.push(`its outcome is ${record.outcome}`);
    const records = await hotline.api.recordsOf(number);
    if (records.length !== 1) faults.push(`it has ${records.length} records`);
    return faults;
  };

/** The outcomes of these records once all are closed, or whatever they are in the end: "open" of one that is not. */
export async function outcomesOf(ask: () => Promise<readonly CallRecord[]>): Promise<readonly string[]> {
  let outcomes: readonly string[] = [];
  const areClosed = async (): Promise<true | undefined> => {
    outcomes = (await ask()).map(({ outcome }) => outcome ?? 'open');
    return outcomes.length > 0 && !outcomes.includes('open') ? true : undefined;
  };
  await eventually('the records are closed', areClosed).catch(() => undefined);
  return outcomes;
}

/** The call of this caller as the board has it. */
async function callOf({ standard }: StepWorld, number: string): Promise<BoardCall | undefined> {
  return (await standard.hotline.api.board()).calls.find(({ caller }) => caller === number);
}

/**
 * The phone on which the caller talks, when it is one alone. Cordboard has to say so, too, and the two have to be
 * joined: a phone that was answered hears nobody before.
 */
export async function talksOn(world: StepWorld, number: string): Promise<OperatorPhone | undefined> {
  const [phone, second] = world.standard.phones.filter((each) => hasCaller(each, number));
  if (phone === undefined || second !== undefined) return undefined;
  const call = await callOf(world, number);
  const isSaid = call?.phase === 'talking' && call.operator === `op-${phone.name}` && !call.isHeld;
  return isSaid && (await world.standard.pairs()) === 1 ? phone : undefined;
}

/** Resolves with the phone that Asterisk has joined with the caller, whether or not Cordboard knows of it. */
export function joinedWith({ standard }: StepWorld, number: string): Promise<OperatorPhone> {
  const joined = async (): Promise<OperatorPhone | undefined> =>
    (await standard.pairs()) === 1 ? standard.phones.find((each) => hasCaller(each, number)) : undefined;
  return eventually(`${number} is joined with an operator`, joined, SERVED_MS);
}

/** Resolves with the phone on which the caller talks; `wanted`: with no other one. */
export function talksWith(world: StepWorld, number: string, wanted?: OperatorPhone): Promise<OperatorPhone> {
  const talking = async (): Promise<OperatorPhone | undefined> => {
    const phone = await talksOn(world, number);
    return wanted === undefined || phone === wanted ? phone : undefined;
  };
  return eventually(`${number} talks with ${wanted?.name ?? 'an operator'}`, talking, SERVED_MS);
}

/** Whether this phone was answered in the call of this caller. */
export const hasCaller = ({ current }: OperatorPhone, number: string): boolean =>
  current?.state === 'talking' && current.callerNumber === number;

/** The phone that is not this one. */
export const otherThan = ({ standard }: StepWorld, phone: OperatorPhone): OperatorPhone =>
  standard.phones.find((each) => each !== phone)!;

/** Asks until it is taken; whoever was told so does not ask again. */
export async function asks(world: StepWorld, number: string, what: string, body: object): Promise<void> {
  const taken = async (): Promise<true | undefined> => {
    const call = await callOf(world, number);
    if (call === undefined) return undefined;
    await world.standard.hotline.api.withTalk(call.callId, what, body);
    return true;
  };
  await eventually(`${what} of ${number} is taken`, taken, SERVED_MS);
}

/** What an operator wants done with the caller, and how it is seen that it was. */
export type TalkWish = {
  readonly what: string;
  readonly body?: object;
  readonly isSo: (call: BoardCall | undefined) => boolean;
};

/** Whoever is told that nobody is there, or that it cannot be now, asks again until it is so. */
export async function wishes(
  world: StepWorld,
  number: string,
  { what, body, isSo }: TalkWish,
): Promise<void> {
  const done = async (): Promise<true | undefined> => {
    const call = await callOf(world, number);
    if (isSo(call)) return true;
    if (call === undefined) return undefined;
    await world.standard.hotline.api.withTalk(call.callId, what, body);
    await passes(ASK_AGAIN_MS);
    return isSo(await callOf(world, number)) ? true : undefined;
  };
  await eventually(`${what} is done for ${number}`, done, SERVED_MS);
}
