import type { PrivateAsterisk } from '../../test/kit/asterisk.ts';
import { type FaultyHotline, startOnFaultyLine } from '../../test/kit/faulty-hotline.ts';
import type { FaultyLine } from '../../test/kit/faulty-line/index.ts';
import type { Hotline, HotlineOptions } from '../../test/kit/hotline.ts';
import type { DrillLoad } from './drill.ts';
import { type LoadPlan, StandardLoad } from './standard-load.ts';

/** A load whose hotline reaches its Asterisk over a line on which faults can be switched. */
export type FaultyLoad = {
  readonly standard: StandardLoad;
  readonly line: FaultyLine;
  /** The Asterisk itself, past the line. */
  readonly asterisk: PrivateAsterisk;
};

/** Every caller hears a prompt before the queue. */
const GREETING = {
  flow: 'crowd',
  languages: ['en'],
  start: 'greet',
  steps: {
    greet: { play: 'goodbye', next: 'wait' },
    wait: { queue: 'crowd', on: { error: 'end', timeout: 'end', full: 'end', unstaffed: 'end' } },
    end: { hangup: 'congestion' },
  },
};

/** The bundle in which that is so. */
export const WITH_GREETING = [['crowd.flow.yaml', JSON.stringify(GREETING)]] as const;

/** Runs a drill on such a load, and leaves nothing of it behind. */
export async function onFaultyLine<T>(
  load: DrillLoad,
  run: (faulty: FaultyLoad) => Promise<T>,
  files: LoadPlan['files'] = [],
  settings: Readonly<Record<string, string>> = {},
): Promise<T> {
  let faulty: FaultyHotline | undefined;
  const start = async (options: HotlineOptions): Promise<Hotline> => {
    faulty = await startOnFaultyLine(options);
    return faulty.hotline;
  };
  const standard = await StandardLoad.open(load, settings, { files, start });
  const { line, asterisk } = faulty!;
  try {
    return await run({ standard, line, asterisk });
  } finally {
    line.heal();
    await standard.close();
  }
}
