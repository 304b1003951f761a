import { eventually } from '../../test/kit/eventually.ts';
import type { FaultyLoad } from './faulty-load.ts';
import { passes } from './standard-load.ts';

const RANG_MS = 1_000;
/** The line is lost by then: what comes late finds nobody. */
const HOLE_MS = 6_000;
/** From when Cordboard hears of Asterisk again. */
const RECORDED_MS = 15_000;

/** Somebody calls and gives up while the line swallows everything. Resolves with what is wrong with the record: sentences. */
export async function unseenCaller(
  { standard, line }: FaultyLoad,
  number: string,
): Promise<readonly string[]> {
  const { api } = standard.hotline;
  line.gate.wallUp();
  const call = await standard.dial(number);
  await passes(RANG_MS);
  call.hangUp();
  await call.ended;
  await passes(HOLE_MS);
  if ((await api.recordsOf(number)).length > 0)
    return ['the line let something through: this proves nothing'];
  line.gate.thaw();
  try {
    const one = async (): Promise<true | undefined> =>
      (await api.recordsOf(number)).length > 0 ? true : undefined;
    await eventually(`${number} has a record`, one, RECORDED_MS);
  } catch (err) {
    return [String(err)];
  }
  const [record, ...more] = await api.recordsOf(number);
  const tookMs = (record!.endedMs ?? 0) - record!.arrivedMs;
  return [
    ...(more.length > 0 ? [`${number} has ${more.length + 1} records`] : []),
    ...(record!.outcome === 'failed' ? [] : [`${number}: ${record!.outcome}`]),
    ...(Math.abs(tookMs - RANG_MS) < RANG_MS / 2 ? [] : [`${number} was there for ${tookMs} ms`]),
  ];
}
