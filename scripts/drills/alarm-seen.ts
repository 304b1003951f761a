import { eventually } from '../../test/kit/eventually.ts';
import type { Hotline } from '../../test/kit/hotline.ts';
import type { DrillFigure } from './drill.ts';

const SEEN_MS = 30_000;

/** So long it takes until people see that something is wrong; `words`: what they read. */
export async function untilSeen(
  { api }: Hotline,
  id: string,
  words: RegExp,
  atMostS: number,
): Promise<{ readonly figure: DrillFigure; readonly say: string }> {
  const fromMs = performance.now();
  let alarms: Awaited<ReturnType<typeof api.alarms>> = [];
  const isSaid = async (): Promise<string | undefined> => {
    alarms = await api.alarms();
    return alarms.find((alarm) => alarm.id === id && words.test(alarm.say))?.say;
  };
  const say = await eventually(`the alarm "${id}" says ${words}`, isSaid, SEEN_MS).catch((cause: Error) => {
    const seen = alarms.map((alarm) => `${alarm.id}: ${alarm.say}`).join('; ');
    throw new Error(`${cause.message}; what is on: ${seen === '' ? 'nothing' : seen}`, { cause });
  });
  const value = (performance.now() - fromMs) / 1_000;
  return { figure: { what: `until the alarm "${id}" is raised`, value, unit: 's', atMost: atMostS }, say };
}
