import { eventually } from '../../test/kit/eventually.ts';
import type { Hotline } from '../../test/kit/hotline.ts';
import type { Drill, DrillRun } from './drill.ts';
import { anotherIsReady } from './killed.ts';
import { aftermath } from './offers-meanwhile.ts';
import { passes, StandardLoad } from './standard-load.ts';

const ANSWERED_AFTER_MS = 1_000;
const AWAY_MS = 4_000;
const SPARE_MS = 40_000;
const JOINED_MS = 20_000;
const SILENCE_S_MAX = 5;

/** Cordboard dies while a phone rings, and the operator answers while there is nobody to join them. */
export const answeredMeanwhile: Drill = {
  id: 'D03',
  title: 'an operator who is rung answers while Cordboard is away',
  promise:
    'The operator has that caller as soon as Cordboard is back, and nobody else is rung for the caller.',
  coming: 1,
  run: (load) => StandardLoad.with(load, {}, answered),
};

async function answered(standard: StandardLoad): Promise<DrillRun> {
  const { hotline, diary, phones } = standard;
  await hotline.spare(SPARE_MS);
  const [first] = await standard.order();
  const phone = phones[0]!;
  phone.behave({ kind: 'ring' });
  const from = diary.events.length;
  phone.hangUp();
  await diary.until(
    'the phone rings',
    ({ kind, phone: name }) => kind === 'rang' && name === phone.name,
    5_000,
    from,
  );
  // What happened longer ago than this is known to the next process.
  await passes(500);
  const pid = await hotline.pidOf('cordboard');
  const answeredMs = await whileNobodyIsThere(hotline, pid, async () => {
    await passes(ANSWERED_AFTER_MS);
    phone.pickUp();
    const pickedUpMs = performance.now();
    await passes(AWAY_MS - ANSWERED_AFTER_MS);
    return pickedUpMs;
  });
  await anotherIsReady(hotline, pid);
  const readyMs = performance.now();
  const pairs = standard.phones.length;
  const areJoined = async (): Promise<true | undefined> =>
    (await standard.pairs()) === pairs ? true : undefined;
  await eventually(`${pairs} pairs talk`, areJoined, JOINED_MS);
  const joinedMs = performance.now();
  const rings = diary.events.slice(from).filter(({ kind }) => kind === 'rang');
  const faults: string[] = [];
  if (phone.current?.callerNumber !== first) faults.push('the operator has another caller, or none');
  if (rings.length !== 1) faults.push(`${rings.length} phones rang for one caller`);
  const after = await aftermath(standard);
  const seconds = (ms: number): number => ms / 1_000;
  return {
    evidence: [
      `process ${pid} was killed, nobody started another one for ${seconds(AWAY_MS)} s, and the operator answered ` +
        `${ANSWERED_AFTER_MS} ms after the death`,
    ],
    figures: [
      ...after.figures,
      {
        what: 'from the return of Cordboard to the talk',
        value: seconds(joinedMs - readyMs),
        unit: 's',
        atMost: 1,
      },
      {
        what: 'silence for the operator',
        value: seconds(joinedMs - answeredMs),
        unit: 's',
        atMost: SILENCE_S_MAX,
      },
    ],
    faults: [...faults, ...after.faults],
  };
}

/** Cordboard dies while its parent sleeps, so that no other one comes before `act` is done. Resolves as `act` does. */
async function whileNobodyIsThere<T>(hotline: Hotline, pid: number, act: () => Promise<T>): Promise<T> {
  const { pid: parent } = hotline.launched;
  process.kill(parent, 'SIGSTOP');
  try {
    process.kill(pid, 'SIGKILL');
    return await act();
  } finally {
    process.kill(parent, 'SIGCONT');
  }
}
