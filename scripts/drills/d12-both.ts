import { eventually } from '../../test/kit/eventually.ts';
import type { OutgoingCall } from '../../test/kit/phones/index.ts';
import type { Drill, DrillLoad, DrillRun } from './drill.ts';
import { anotherIsReady, keepDead, killNow } from './killed.ts';
import { recordsOf } from './records-kept.ts';
import { passes, StandardLoad } from './standard-load.ts';

const AGAIN_MS = 40_000;
const ASKED_EVERY_MS = 12;
const CALLED_EVERY_MS = 50;
/** So many of those who waited call again before there is a Cordboard. */
const REDIALS = 10;

/** Cordboard and Asterisk die, and there is an Asterisk again, with new callers, before there is a Cordboard. */
export const bothDie: Drill = {
  id: 'D12',
  title: 'Asterisk started anew while Cordboard was down',
  promise:
    'Every call of before has its record, no new call is taken for one of before, and who waited and calls again has the old place.',
  coming: 1,
  run: (load) => StandardLoad.with(load, {}, (standard) => bothAnew(standard, load)),
};

async function bothAnew(standard: StandardLoad, { waiting, talking }: DrillLoad): Promise<DrillRun> {
  const { hotline } = standard;
  const came = await standard.keepNewcomers();
  const order = await standard.order();
  const old = await standard.calls();
  const pids = [await hotline.pidOf('cordboard'), await hotline.pidOf('asterisk')] as const;
  const goOn = keepDead(hotline);
  killNow(pids[1]);
  hotline.witness.forgetPast();
  await exchangeIsBack(standard, pids[1]);
  // In the wrong order, so that only what was known before can bring them into theirs.
  const redials = order.slice(0, REDIALS).toReversed();
  const again: OutgoingCall[] = [];
  for (const number of redials) {
    again.push(await standard.dial(number));
    await passes(CALLED_EVERY_MS);
  }
  const deaths = await goOn();
  await anotherIsReady(hotline, pids[0]);
  const readyMs = performance.now();
  const faults = await closedOnce(standard, old);
  const closedMs = performance.now();
  const stand = async (): Promise<true | undefined> =>
    (await standard.order()).length === redials.length ? true : undefined;
  await eventually('those who called again wait', stand, AGAIN_MS).catch((err: Error) =>
    faults.push(String(err)),
  );
  const now = await standard.order();
  if (String(now) !== String(redials.toReversed())) faults.push(`they stand in another order: ${now}`);
  faults.push(...(await ended(standard, again)));
  return {
    evidence: [
      `Asterisk (process ${pids[1]}) and ${deaths} processes of Cordboard were killed with ${waiting} waiting, ` +
        `${talking} talking and ${came.length} who had just come; ${again.length} called the new Asterisk before there was a Cordboard`,
    ],
    figures: [
      {
        what: 'until every call of before is closed',
        value: (closedMs - readyMs) / 1_000,
        unit: 's',
        atMost: 10,
      },
    ],
    faults,
  };
}

async function exchangeIsBack({ hotline }: StandardLoad, pid: number): Promise<void> {
  const isBack = async (): Promise<true | undefined> => {
    if ((await hotline.pidOf('asterisk')) === pid) return undefined;
    await hotline.witness.channels();
    return true;
  };
  await eventually('there is an Asterisk again', isBack, AGAIN_MS);
}

/** Each call of before has one record, which says that the exchange was lost. */
async function closedOnce({ hotline }: StandardLoad, old: ReadonlyMap<string, string>): Promise<string[]> {
  const faults: string[] = [];
  for (const [callId, caller] of old) {
    const record = await eventually(
      `the call of ${caller} is closed`,
      async () => {
        const { record: found } = await hotline.api.story(callId);
        return found.outcome === null ? undefined : found;
      },
      AGAIN_MS,
    ).catch((err: Error) => void faults.push(String(err)));
    if (record !== undefined && record.outcome !== 'node_failure')
      faults.push(`the call of ${caller} ended as ${record.outcome}`);
    await passes(ASKED_EVERY_MS);
  }
  return faults;
}

/**
 * They hang up; each of the new calls has a record of its own, which tells what the diary of the new Asterisk tells. That
 * of the one before ends in the middle of calls: nobody can compare them.
 */
async function ended(standard: StandardLoad, again: readonly OutgoingCall[]): Promise<readonly string[]> {
  const { hotline } = standard;
  for (const call of again) call.hangUp();
  const faults: string[] = [];
  await hotline.witness.isEmpty().catch((err: Error) => faults.push(String(err.cause ?? err)));
  const found = await recordsOf(
    hotline.api,
    again.map(({ number }) => number),
  );
  for (const [number, records] of found)
    if (records.length !== 2) faults.push(`${number} has ${records.length} records of two calls`);
  const later = [...found.values()].flat().filter(({ outcome }) => outcome !== 'node_failure');
  return [...faults, ...(await standard.diaryFaults(later))];
}
