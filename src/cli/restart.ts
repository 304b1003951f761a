import { askApi } from './ask-api.ts';
import { type Command, Obstacle } from './command.ts';

const LOOK_EVERY_MS = 100;
/** The process that ends is still there for so long. */
const ENDING_MS = 1_000;
const READY_MS_MAX = 30_000;

/** Another process goes on with all calls: for a new version, or new settings. */
export const restart: Command = {
  usage: '',
  say: 'starts Cordboard anew, with a new version or new settings, while all calls go on',
  wordsMax: 0,
  async run({ isJson, print, settings }) {
    const known = settings();
    const { calls } = (await askApi(known, '/api/v1/restart', 'POST')) as { calls: number };
    await passes(ENDING_MS);
    const ask = (): Promise<unknown> => askApi(known, '/health/ready');
    for (let waitedMs = 0; !isReady(await ask().catch(() => undefined)); waitedMs += LOOK_EVERY_MS) {
      if (waitedMs > READY_MS_MAX)
        throw new Obstacle('it is not ready again: see the log in the data folder');
      await passes(LOOK_EVERY_MS);
    }
    print(isJson ? JSON.stringify({ calls }) : `Cordboard was started anew, calls that went on: ${calls}`);
    return 0;
  },
};

const passes = (ms: number): Promise<void> => new Promise((passed) => setTimeout(passed, ms));

const isReady = (answer: unknown): boolean =>
  typeof answer === 'object' && answer !== null && 'ready' in answer && answer.ready === true;
