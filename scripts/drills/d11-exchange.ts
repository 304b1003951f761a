import { eventually } from '../../test/kit/eventually.ts';
import type { Drill, DrillLoad, DrillRun } from './drill.ts';
import { passes, StandardLoad } from './standard-load.ts';

const AGAIN_MS = 40_000;
const ASKED_EVERY_MS = 12;

/** Asterisk dies with all its calls, and starts again. */
export const exchange: Drill = {
  id: 'D11',
  title: 'kill -9 of Asterisk',
  promise:
    'Its calls are lost, since it carries the sound. Each has its record within 10 seconds, operators are free, and new callers are served.',
  run: async (load) => {
    const standard = await StandardLoad.open(load);
    try {
      return await lost(standard, load);
    } finally {
      await standard.close();
    }
  },
};

async function lost(standard: StandardLoad, { waiting, talking }: DrillLoad): Promise<DrillRun> {
  const { hotline, phones } = standard;
  const { api, witness } = hotline;
  const [pid, killedMs] = [await hotline.pidOf('asterisk'), performance.now()];
  process.kill(pid, 'SIGKILL');
  witness.forgetPast();
  const faults: string[] = [];
  const isEmpty = async (): Promise<true | undefined> =>
    (await api.board()).calls.length === 0 ? true : undefined;
  await eventually('the board is empty', isEmpty, AGAIN_MS);
  const emptyMs = performance.now();
  for (const { number } of [...standard.talking, ...standard.waiting]) {
    const [record, ...more] = await api.recordsOf(number);
    if (record?.outcome !== 'node_failure' || more.length > 0)
      faults.push(`${number}: ${record?.outcome ?? 'no record'}, and ${more.length} more`);
    await passes(ASKED_EVERY_MS);
  }
  const isReady = async (): Promise<true | undefined> => ((await api.isReady()) ? true : undefined);
  await eventually('calls are answered again', isReady, AGAIN_MS);
  const readyMs = performance.now();
  const phone = phones[0]!;
  // Asterisk could tell nobody that it died: the phone still believes in its talk.
  phone.hangUp();
  await phone.register(hotline.sip);
  const call = await standard.another();
  const isServed = (): true | undefined => {
    const { current } = phone;
    return current?.state === 'talking' && current.callerNumber === call.number ? true : undefined;
  };
  await eventually('a new caller is served', isServed, AGAIN_MS);
  const servedMs = performance.now();
  call.hangUp();
  await witness.isEmpty().catch((err: Error) => faults.push(String(err.cause ?? err)));
  const seconds = (ms: number): number => (ms - killedMs) / 1_000;
  return {
    evidence: [`Asterisk (process ${pid}) was killed with ${waiting} waiting and ${talking} talking`],
    figures: [
      { what: 'until every call is closed', value: seconds(emptyMs), unit: 's', atMost: 10 },
      { what: 'until calls are answered again', value: seconds(readyMs), unit: 's', atMost: 10 },
      {
        what: 'from then until a new caller talks',
        value: (servedMs - readyMs) / 1_000,
        unit: 's',
        atMost: 5,
      },
    ],
    faults,
  };
}
