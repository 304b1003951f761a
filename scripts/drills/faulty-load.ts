import { type FaultyHotline, startOnFaultyLine } from '../../test/kit/faulty-hotline.ts';
import type { FaultyLine } from '../../test/kit/faulty-line/index.ts';
import type { Hotline, HotlineOptions } from '../../test/kit/hotline.ts';
import type { DrillLoad, DrillRun } from './drill.ts';
import { type LoadPlan, StandardLoad } from './standard-load.ts';

/** A load whose hotline reaches its Asterisk over a line on which faults can be switched. */
export type FaultyLoad = { readonly standard: StandardLoad; readonly line: FaultyLine; readonly ariUrl: string };

/** Runs a drill on such a load, and leaves nothing of it behind. */
export async function onFaultyLine(
  load: DrillLoad,
  run: (faulty: FaultyLoad) => Promise<DrillRun>,
  files: LoadPlan['files'] = [],
): Promise<DrillRun> {
  let faulty: FaultyHotline | undefined;
  const start = async (options: HotlineOptions): Promise<Hotline> => {
    faulty = await startOnFaultyLine(options);
    return faulty.hotline;
  };
  const standard = await StandardLoad.open(load, {}, { files, start });
  const { line, asterisk } = faulty!;
  try {
    return await run({ standard, line, ariUrl: asterisk.ari.url });
  } finally {
    line.heal();
    await standard.close();
  }
}
