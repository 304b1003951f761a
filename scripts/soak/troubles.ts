import type { Prng } from '../../src/base/index.ts';
import type { FaultyLoad } from '../drills/faulty-load.ts';
import { passes } from '../drills/standard-load.ts';

const HOLE_MS = 10_000;
const FLAP_MS = 10_000;
const FLAP_EVERY_MS = 1_000;

type Trouble = { readonly name: string; readonly cause: (load: FaultyLoad) => Promise<void> };

const killed = (part: 'cordboard' | 'redis'): Trouble => ({
  name: `kill -9 of ${part}`,
  async cause({ standard }) {
    process.kill(await standard.hotline.pidOf(part), 'SIGKILL');
  },
});

const TROUBLES: readonly Trouble[] = [
  killed('cordboard'),
  killed('redis'),
  {
    name: 'the line to Asterisk swallows everything',
    async cause({ line }) {
      line.gate.wallUp();
      await passes(HOLE_MS);
      line.gate.thaw();
    },
  },
  {
    name: 'the line to Asterisk comes and goes',
    async cause({ line }) {
      line.flap(FLAP_EVERY_MS);
      await passes(FLAP_MS);
      line.heal();
    },
  },
];

/** Something goes wrong; resolves with what it was, when it is over. */
export async function oneTrouble(load: FaultyLoad, prng: Prng): Promise<string> {
  const trouble = prng.pick(TROUBLES);
  await trouble.cause(load);
  return trouble.name;
}
