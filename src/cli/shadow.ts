import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { settingOf } from '../boot/index.ts';
import type { BundleState } from '../http/index.ts';
import type { CallRecord, CallStory } from '../journal/index.ts';
import { type Candidate, type Comparison, compareCall } from '../rehearsal/index.ts';
import type { Settings } from '../settings/index.ts';
import { askApi } from './ask-api.ts';
import { bundleAt } from './bundle-at.ts';
import { type Command, Obstacle, type Print, WrongUsage } from './command.ts';
import { beginLive, seeLive, stopLive } from './live-shadow.ts';

const CALLS = 100;
const CALLS_MAX = 1_000;
/** Calls that are named for each difference. */
const EXAMPLES_MAX = 5;

/** A difference, or a reason why calls cannot be compared, and the calls of which it is told. */
type Finding = Exclude<Comparison, { kind: 'same' }> & { count: number; readonly examples: string[] };

/**
 * What would other flows have done with the last calls? They are made again offline, in this process: the one that
 * serves calls only reads its journal.
 */
export const shadow: Command = {
  usage: 'DIR|VERSION [--calls N] [--live], or --live, or --stop',
  say: 'makes the last calls again in other flows, offline, and tells where they go another way; --live: those to come',
  flags: ['--live', '--stop'],
  options: ['--calls'],
  wordsMax: 1,
  async run(call) {
    const { flags, options, isJson, print, settings } = call;
    const [where] = call.words;
    if (flags.has('--stop')) return stopLive(call);
    if (flags.has('--live') && where === undefined) return seeLive(call);
    if (where === undefined)
      throw new WrongUsage('which flows? a folder, or a version of ./cordboard history');
    const count = Number(options.get('--calls') ?? CALLS);
    if (!Number.isInteger(count) || count < 1 || count > CALLS_MAX)
      throw new WrongUsage(`--calls wants a number from 1 to ${CALLS_MAX}`);
    if (flags.has('--live')) return beginLive(call, where, options.has('--calls') ? count : 0);
    const at = settings();
    const { bundle } = await bundleAt(/^\d+$/.test(where) ? folderOf(at, where) : where);
    const flows = settingOf(bundle);
    const told = await compared(at, count, { flows, numbers: bundle.numbers });
    if (isJson) print(JSON.stringify(told));
    else tell(told, print);
    return told.findings.some(({ kind }) => kind === 'differs') ? 1 : 0;
  },
};

function folderOf({ data }: Settings, version: string): string {
  const folder = join(data, 'bundles', version);
  if (!existsSync(folder))
    throw new Obstacle(`no version ${version} is kept: ./cordboard history lists them`);
  return folder;
}

type Told = { readonly flowHash: string; readonly same: number; readonly findings: readonly Finding[] };

/** The last calls of the version in use; while another is tried, of the one before. */
async function compared(at: Settings, count: number, candidate: Candidate): Promise<Told> {
  const { flowHash: newest, trial } = (await askApi(at, '/api/v1/bundle')) as BundleState;
  const flowHash = trial?.before.flowHash ?? newest;
  const { calls } = (await askApi(at, `/api/v1/calls?limit=${count}`)) as { calls: readonly CallRecord[] };
  const findings = new Map<string, Finding>();
  let same = 0;
  for (const { callId, ...record } of calls) {
    if (record.outcome === null || record.flowHash !== flowHash) continue;
    const story = (await askApi(at, `/api/v1/calls/${encodeURIComponent(callId)}`)) as CallStory;
    const comparison = compareCall(story.timeline, candidate);
    if (comparison.kind === 'same') same += 1;
    else note(findings, comparison, callId);
  }
  return { flowHash, same, findings: [...findings.values()].sort((one, other) => other.count - one.count) };
}

function note(
  findings: Map<string, Finding>,
  comparison: Exclude<Comparison, { kind: 'same' }>,
  id: string,
): void {
  const key = JSON.stringify(comparison);
  const finding = findings.get(key) ?? { ...comparison, count: 0, examples: [] };
  finding.count += 1;
  if (finding.examples.length < EXAMPLES_MAX) finding.examples.push(id);
  findings.set(key, finding);
}

function tell({ flowHash, same, findings }: Told, print: Print): void {
  const sum = (kind: Finding['kind']): number =>
    findings.reduce((total, finding) => total + (finding.kind === kind ? finding.count : 0), 0);
  const differ = `${sum('differs')} go another way, ${sum('notComparable')} cannot be compared`;
  print(`of the last calls in flow ${flowHash} ${same} go the same way, ${differ}`);
  for (const finding of findings) {
    const what = finding.kind === 'differs' ? finding.say : `not comparable: ${finding.why}`;
    print(`${String(finding.count).padStart(5)}  ${what} (${finding.examples.join(', ')})`);
  }
}
