import { parseDuration } from '../base/index.ts';
import { askApi } from './ask-api.ts';
import { type Command, NotRunning, Obstacle, type Print, WrongUsage } from './command.ts';

const LOOK_EVERY_MS = 500;

type Settings = Parameters<typeof askApi>[0];
type Drain = { readonly untilMs: number; readonly by: string; readonly calls: number } | null;

/** No new calls, and the end of the hotline when those that go on have ended. */
export const drain: Command = {
  usage: '[--within TIME | --off]',
  say: 'takes no new calls, and stops the hotline when it has none, after 10m at most; --off: takes them again',
  flags: ['--off'],
  options: ['--within'],
  wordsMax: 0,
  async run({ flags, options, isJson, print, settings }) {
    const within = options.get('--within');
    const withinMs = within === undefined ? undefined : parseDuration(within);
    if (within !== undefined && withinMs === undefined)
      throw new WrongUsage(`--within wants a duration such as 30m, not "${within}"`);
    if (flags.has('--off') && within !== undefined) throw new WrongUsage('--off wants no --within');
    const known = settings();
    if (flags.has('--off')) {
      await askApi(known, '/api/v1/drain', 'DELETE');
      print(isJson ? JSON.stringify({ drain: null }) : 'new calls are taken again');
      return 0;
    }
    const first = await ask(known, 'POST', withinMs === undefined ? {} : { withinMs });
    if (!isJson) print(`no new calls are taken; calls that go on: ${first?.calls ?? 0}`);
    await follow(known, isJson ? () => {} : print);
    print(isJson ? JSON.stringify({ stopped: true }) : 'Cordboard has stopped');
    return 0;
  },
};

async function ask(settings: Settings, method: 'GET' | 'POST', body?: object): Promise<Drain> {
  return ((await askApi(settings, '/api/v1/drain', method, body)) as { drain: Drain }).drain;
}

/** Until Cordboard does not answer any more. Rejects with an `Obstacle` when somebody thinks better of it. */
async function follow(settings: Settings, print: Print): Promise<void> {
  let told = -1;
  for (;;) {
    await new Promise<void>((passed) => setTimeout(passed, LOOK_EVERY_MS));
    const now = await ask(settings, 'GET').catch((error: unknown) => {
      if (error instanceof NotRunning) return 'gone' as const;
      throw error;
    });
    if (now === 'gone') return;
    if (now === null) throw new Obstacle('somebody wants new calls to be taken again: Cordboard goes on');
    if (now.calls !== told && told !== -1) print(`calls that go on: ${now.calls}`);
    told = now.calls;
  }
}
