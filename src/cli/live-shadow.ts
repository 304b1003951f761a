import { isTestFile } from '../bundle/index.ts';
import type { ShadowState } from '../http/index.ts';
import { askApi } from './ask-api.ts';
import { bundleAt } from './bundle-at.ts';
import type { CommandCall, Print } from './command.ts';

const PATH = '/api/v1/bundle/shadow';

type Answer = { readonly shadow: ShadowState | null };
type Call = Pick<CommandCall, 'isJson' | 'print' | 'settings'>;

/** From now on the running Cordboard makes every call that ends again in these flows, and `past` of the last ones. */
export async function beginLive(call: Call, where: string, past: number): Promise<0 | 1> {
  const flows = /^\d+$/.test(where) ? { version: Number(where) } : await filesIn(where);
  return told(call, await askApi(call.settings(), PATH, 'POST', { ...flows, past }));
}

/** What it has found so far. */
export const seeLive = async (call: Call): Promise<0 | 1> => told(call, await askApi(call.settings(), PATH));

/** No more calls are made again. */
export const stopLive = async (call: Call): Promise<0 | 1> =>
  told(call, await askApi(call.settings(), PATH, 'DELETE'));

/** The files themselves are sent: the other process reads no folder for us, and may be on another machine. */
async function filesIn(folder: string): Promise<object> {
  const { source } = await bundleAt(folder);
  const files = [...source.files].filter(([name]) => !isTestFile(name));
  return { files: Object.fromEntries(files), recordings: source.recordings.map(({ path }) => path) };
}

function told({ isJson, print }: Call, answer: unknown): 0 | 1 {
  const { shadow } = answer as Answer;
  if (isJson) print(JSON.stringify(shadow));
  else if (shadow === null) print('nothing has been compared since Cordboard began');
  else tell(shadow, print);
  return shadow !== null && shadow.differs > 0 ? 1 : 0;
}

function tell({ version, flowHash, sinceMs, ended, ...found }: ShadowState, print: Print): void {
  const what = version === null ? `flow ${flowHash}` : `version ${version} (flow ${flowHash})`;
  print(`calls are compared with ${what} since ${moment(sinceMs)}`);
  if (ended !== null) print(`until ${moment(ended.atMs)}: ${ended.why}`);
  const cannot = found.notComparable.reduce((sum, { count }) => sum + count, 0);
  const differ = `${found.differs} go another way, ${cannot} cannot be compared`;
  print(
    `${found.same} go the same way, ${differ}, ${found.passedOver} were passed over, ${found.waiting} wait`,
  );
  for (const { why, count } of found.notComparable)
    print(`${String(count).padStart(5)}  not comparable: ${why}`);
  for (const { callId, dialled, endedMs, say } of found.last)
    print(`${endedMs === null ? '' : `${moment(endedMs)} `}${callId} to ${dialled}: ${say}`);
}

const moment = (wallMs: number): string => new Date(wallMs).toISOString();
