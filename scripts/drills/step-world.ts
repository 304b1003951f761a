import { freePort } from '../../test/kit/free-port.ts';
import { CallerLine, OperatorPhone, type OutgoingCall } from '../../test/kit/phones/index.ts';
import { type FaultyLoad, onFaultyLine } from './faulty-load.ts';
import type { StandardLoad } from './standard-load.ts';
import { STEP_FILES } from './step-bundle.ts';
import { freeAll } from './talk-traffic.ts';

const CARRIER = '127.0.0.9';

/** A hotline that can be killed at any command, and all who take part in its calls. */
export type StepWorld = FaultyLoad & {
  /** Rings for every number outside. */
  readonly outside: OperatorPhone;
  /** Callers who are heard. */
  readonly callers: CallerLine;
};

/** Opens one with two operators who are free, and leaves nothing of it behind. */
export async function inStepWorld<T>(act: (world: StepWorld) => Promise<T>): Promise<T> {
  const port = await freePort();
  const trunks = {
    local: { match: ['127.0.0.2/32'] },
    carrier: { match: [CARRIER], host: `${CARRIER}:${port}`, calls_per_second: 100 },
  };
  const run = async (faulty: FaultyLoad): Promise<T> => {
    const { diary, hotline } = faulty.standard;
    const callers = await CallerLine.open({ diary, server: hotline.sip });
    const outside = await OperatorPhone.open({
      ...{ account: { user: 'outside', password: '' }, diary, host: CARRIER, port },
      behaviour: { kind: 'answer', afterMs: 100 },
    });
    try {
      await freeAll(faulty.standard);
      return await act({ ...faulty, outside, callers });
    } finally {
      await outside.close();
      await callers.close();
    }
  };
  const settings = { CORDBOARD_TRUNKS: JSON.stringify(trunks), CORDBOARD_TAKEOVER_SPARE: 'false' };
  return onFaultyLine({ waiting: 0, talking: 2 }, run, STEP_FILES, settings);
}

/** Somebody of this number calls. */
export const dials = ({ callers }: StepWorld, number: string, dialled = '100'): Promise<OutgoingCall> =>
  callers.call(number, dialled);

/** Everybody hangs up, wherever the call of this number has come to, and nobody is called back by it any more. */
export async function giveUp(world: StepWorld, number: string): Promise<void> {
  const { callers, outside, standard } = world;
  for (const phone of [...standard.phones, outside]) phone.hangUp();
  await callers.hangUpAll();
  const { api } = standard.hotline;
  // One that is just being tried cannot be cancelled.
  for (const { callbackId, outcome } of await api.callbacksOf(number))
    if (outcome === null) await api.cancelCallback(callbackId).catch(() => undefined);
}

export async function setAll(
  { hotline: { api }, phones }: StandardLoad,
  state: 'ready' | 'paused',
): Promise<void> {
  for (const { name } of phones) await api.setState(`op-${name}`, state);
}
