import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Address } from '../phones/index.ts';
import { encodeUlaw } from '../phones/ulaw.ts';
import { RATE } from '../sound.ts';

/** Files in the folder of each SIPp. */
const LINES = 'lines.csv';
const MESSAGES = 'messages.log';
const ERRORS = 'errors';
const CALLS_AT_ONCE_MAX = 1_000;
const BINARY = fileURLToPath(new URL('../../../.tools/bin/sipp', import.meta.url));

export type SippRun = {
  readonly scenario: 'caller' | 'operator' | 'register' | 'registrar' | 'person' | 'desk' | 'storm';
  /** Where SIPp listens. Its sound takes the ports from `port` + 2 on. */
  readonly here: Address;
  readonly server: Address;
  /** The number dialled by a caller, the account of an operator. */
  readonly service: string;
  /** So many; without it SIPp takes calls until it is told to finish. */
  readonly calls?: number;
  readonly callsPerSecond?: number;
  /** Words for the scenario's own keys: `caller` (a prefix of its number), `digit`. */
  readonly words?: Readonly<Record<string, string>>;
  /** What the scenario calls fields, a line for each call, in this order; from the first again behind the last. */
  readonly lines?: readonly (readonly (string | number)[])[];
  readonly password?: string;
  /** Every response time is to be written down. */
  readonly isTimed?: true;
  /** Of the tone that is streamed. */
  readonly hertz?: number;
  readonly withinMs: number;
};

/** SIPp's own count of what happened. */
export type SippResult = { readonly created: number; readonly successful: number; readonly failed: number };

/**
 * A SIPp that runs; `result` rejects when it made other than the wanted number of calls, or took too long.
 * `messages` is the file to which it writes every message that it sends or reads, `errors` the one that says why calls
 * failed (not there while none did), `times` holds the response times where they were wanted, `pid` its process.
 */
export type RunningSipp = {
  readonly result: Promise<SippResult>;
  readonly messages: string;
  readonly errors: string;
  readonly times: string;
  readonly pid: number;
  /** Takes no further call, and ends when those that are there have ended. */
  finish(): void;
  stop(): void;
};

/** Starts SIPp in a folder of its own below `scratch`. */
export async function startSipp(run: SippRun, scratch: string): Promise<RunningSipp> {
  const folder = await mkdtemp(join(scratch, 'sipp-'));
  const tone = join(folder, 'tone.ulaw');
  await writeFile(tone, toneBytes(run.hertz ?? 600));
  const lines = run.lines?.map((fields) => `${fields.join(';')};`) ?? [];
  await writeFile(join(folder, LINES), `SEQUENTIAL\n${lines.join('\n')}\n`);
  const child = spawn(BINARY, sippArguments(run, tone), { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  let complaints = '';
  child.stderr.on('data', (bytes: Buffer) => {
    complaints += bytes.toString();
  });
  const limit = setTimeout(() => child.kill('SIGKILL'), run.withinMs);
  const result = once(child, 'close').then(async ([code]) => {
    clearTimeout(limit);
    return judge(run, folder, `exit code ${code}\n${complaints}`);
  });
  return {
    result,
    messages: join(folder, MESSAGES),
    errors: join(folder, ERRORS),
    times: join(folder, `${run.scenario}_${child.pid}_rtt.csv`),
    pid: child.pid ?? 0,
    finish: () => void child.kill('SIGUSR1'),
    stop: () => void child.kill('SIGKILL'),
  };
}

/** Runs SIPp to its end. */
export async function runSipp(run: SippRun, scratch: string): Promise<SippResult> {
  return (await startSipp(run, scratch)).result;
}

function sippArguments(run: SippRun, tone: string): string[] {
  const scenario = fileURLToPath(new URL(`./${run.scenario}.xml`, import.meta.url));
  const words = Object.entries({ tone, ...run.words }).flatMap(([name, value]) => ['-key', name, value]);
  const { here, server } = run;
  return [
    `${server.host}:${server.port}`,
    ...['-sf', scenario, '-i', here.host, '-p', String(here.port), '-mi', here.host],
    // Without a port of its own the sound takes 6000, which may be taken: then no call is made, and nothing
    // says so.
    ...['-mp', String(here.port + 2), '-s', run.service],
    ...(run.calls === undefined ? [] : ['-m', String(run.calls)]),
    ...['-r', String(run.callsPerSecond ?? 10), '-l', String(run.calls ?? CALLS_AT_ONCE_MAX), ...words],
    ...(run.lines === undefined ? [] : ['-inf', LINES, '-trace_msg', '-message_file', MESSAGES]),
    ...(run.password === undefined ? [] : ['-au', run.service, '-ap', run.password]),
    ...(run.isTimed === undefined ? [] : ['-trace_rtt', '-rtt_freq', '1']),
    // -aa answers the OPTIONS by which the exchange looks whether a phone is there.
    ...[
      '-aa',
      '-nostdin',
      '-trace_stat',
      '-stf',
      'statistics.csv',
      '-fd',
      '1',
      '-trace_err',
      '-error_file',
      ERRORS,
    ],
  ];
}

/**
 * A scenario that could not start its calls looks like a success in SIPp's exit code, so the calls are
 * counted.
 */
async function judge(run: SippRun, folder: string, ending: string): Promise<SippResult> {
  const text = await readFile(join(folder, 'statistics.csv'), 'utf8').catch(() => '');
  const result = parseStatistics(text);
  if (run.calls === undefined || result.created === run.calls) return result;
  const errors = await readFile(join(folder, ERRORS), 'utf8').catch(() => '');
  const what = `SIPp (${run.scenario}) made ${result.created} calls instead of ${run.calls}`;
  throw new Error(`${what}: ${ending}${errors.slice(0, 2_000)}`);
}

/** The last line of the statistics; every count is 0 when there is none. */
export function parseStatistics(text: string): SippResult {
  const [head = '', ...lines] = text.trim().split('\n');
  const names = head.split(';');
  const last = (lines.at(-1) ?? '').split(';');
  const count = (name: string): number => Number(last[names.indexOf(name)] ?? 0);
  return {
    created: count('TotalCallCreated'),
    successful: count('SuccessfulCall(C)'),
    failed: count('FailedCall(C)'),
  };
}

/** A second of a tone, which is streamed again and again. */
const toneBytes = (hertz: number): Uint8Array =>
  encodeUlaw(
    Int16Array.from({ length: RATE }, (_, index) => 8_000 * Math.sin((2 * Math.PI * hertz * index) / RATE)),
  );
