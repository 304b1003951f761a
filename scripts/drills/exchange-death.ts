import { eventually } from '../../test/kit/eventually.ts';
import type { HotlineApi } from '../../test/kit/hotline-api.ts';
import type { OutgoingCall } from '../../test/kit/phones/index.ts';
import type { DrillRun } from './drill.ts';
import { passes, type StandardLoad } from './standard-load.ts';

const CLOSED_MS = 90_000;
const AGAIN_MS = 40_000;
const SERVED_S = 5;
const ASKED_EVERY_MS = 12;

/** An Asterisk that is there no more. */
export type Death = {
  /** When it did its last work (of the process' monotonic clock). */
  readonly sinceMs: number;
  /** Those whom it carried then. */
  readonly calls: readonly OutgoingCall[];
  /** Within so many seconds from then all these are closed, and calls are answered again. */
  readonly withinS: number;
};

/** What comes of its death: a record for each call, and a new Asterisk on which callers are served. */
export async function behindDeath(
  standard: StandardLoad,
  { sinceMs, calls, withinS }: Death,
): Promise<Pick<DrillRun, 'figures' | 'faults'>> {
  const { hotline } = standard;
  const { api, witness } = hotline;
  witness.forgetPast();
  const seconds = (): number => (performance.now() - sinceMs) / 1_000;
  const isEmpty = async (): Promise<true | undefined> =>
    (await api.board()).calls.length === 0 ? true : undefined;
  await eventually('the board is empty', isEmpty, CLOSED_MS);
  const emptyS = seconds();
  const isReady = async (): Promise<true | undefined> => ((await api.isReady()) ? true : undefined);
  const ready = async (): Promise<number> => {
    await eventually('calls are answered again', isReady, AGAIN_MS);
    return seconds();
  };
  const [readyS, faults] = await Promise.all([ready(), unrecorded(api, calls)]);
  const beganS = seconds();
  const { number } = await serveAnother(standard);
  const servedS = seconds();
  await witness.isEmpty().catch((err: Error) => faults.push(String(err.cause ?? err)));
  // The diary of the Asterisk before ends in the middle of its calls: only this one can be compared.
  faults.push(...(await standard.diaryFaults(await api.recordsOf(number))));
  return {
    figures: [
      { what: 'until every call is closed', value: emptyS, unit: 's', atMost: withinS },
      { what: 'until calls are answered again', value: readyS, unit: 's', atMost: withinS },
      {
        what: 'from its call until a new caller talks',
        value: servedS - beganS,
        unit: 's',
        atMost: SERVED_S,
      },
    ],
    faults,
  };
}

/** Callers who have not the one record of such a death. */
async function unrecorded(api: HotlineApi, calls: readonly OutgoingCall[]): Promise<string[]> {
  const faults: string[] = [];
  for (const { number } of calls) {
    const [record, ...more] = await api.recordsOf(number);
    if (record?.outcome !== 'node_failure' || more.length > 0)
      faults.push(`${number}: ${record?.outcome ?? 'no record'}, and ${more.length} more`);
    await passes(ASKED_EVERY_MS);
  }
  return faults;
}

/** Somebody calls, is served, and hangs up. */
async function serveAnother(standard: StandardLoad): Promise<OutgoingCall> {
  const phone = standard.phones[0]!;
  // Asterisk could tell nobody that it died: the phone still believes in its talk.
  phone.hangUp();
  await phone.register(standard.hotline.sip);
  const call = await standard.another();
  const isServed = (): true | undefined => {
    const { current } = phone;
    return current?.state === 'talking' && current.callerNumber === call.number ? true : undefined;
  };
  await eventually('a new caller is served', isServed, AGAIN_MS);
  call.hangUp();
  return call;
}
