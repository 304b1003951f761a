import type { Prng } from '../../src/base/index.ts';
import type { FaultyLoad } from '../drills/faulty-load.ts';
import { passes } from '../drills/standard-load.ts';
import { type Outage, whileCut, whileDead } from './outages.ts';

const HOLE_MS = 10_000;
const FLAPS = 10;
const FLAP_EVERY_MS = 1_000;

/** What goes wrong. `cause` resolves when it is over, with the times in which Cordboard could not hear of Asterisk. */
export type Trouble = {
  readonly name: string;
  readonly cause: (load: FaultyLoad) => Promise<readonly Outage[]>;
};

const DEATH: Trouble = {
  name: 'kill -9 of cordboard',
  cause: async (load) => [await whileDead('Cordboard was dead', load)],
};

const OTHERS: readonly Trouble[] = [
  {
    name: 'kill -9 of redis',
    async cause({ standard: { hotline } }) {
      process.kill(await hotline.pidOf('redis'), 'SIGKILL');
      return [];
    },
  },
  {
    name: 'the line to Asterisk swallows everything',
    async cause(load) {
      const { gate } = load.line;
      const hole = async (): Promise<void> => {
        gate.wallUp();
        await passes(HOLE_MS);
        gate.thaw();
      };
      return [await whileCut('the line swallowed everything', load, hole)];
    },
  },
  {
    name: 'the line to Asterisk comes and goes',
    async cause(load) {
      const outages: Outage[] = [];
      for (let flap = 0; flap < FLAPS; flap += 1) {
        outages.push(await whileCut('the line was cut', load, () => load.line.cutSockets()));
        await passes(FLAP_EVERY_MS);
      }
      return outages;
    },
  },
];

/** The next thing to go wrong; nobody kills a Cordboard that is let live. */
export const nextTrouble = (prng: Prng, isLetLive: boolean): Trouble =>
  prng.pick(isLetLive ? OTHERS : [DEATH, ...OTHERS]);
