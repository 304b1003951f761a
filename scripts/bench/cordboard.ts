import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Hotline } from '../../test/kit/hotline.ts';
import type { Contestant } from './contestant.ts';

/** Cordboard as `npm start` runs it, with a bundle that was written for a benchmark: file name → text. */
export async function startCordboard(
  folder: string,
  bundle: ReadonlyMap<string, string>,
  settings: Readonly<Record<string, string>> = {},
): Promise<Contestant & { readonly hotline: Hotline }> {
  await mkdir(folder, { recursive: true });
  for (const [name, text] of bundle) await writeFile(join(folder, name), text);
  const hotline = await Hotline.start({
    bundle: folder,
    settings: { CORDBOARD_LOG_LEVEL: 'warn', ...settings },
  });
  return {
    hotline,
    name: 'cordboard',
    server: hotline.sip,
    account: (phone) => hotline.account(phone),
    // An operator of a benchmark has the name of the phone.
    ready: async (phones) => {
      await Promise.all(phones.map((phone) => hotline.api.setState(`op-${phone}`, 'ready')));
    },
    stop: () => hotline.stop(),
  };
}
