import { type Mistake, mistakeText } from '../base/index.ts';
import type { BundleState, BundleVersion } from '../http/index.ts';
import { askApi } from './ask-api.ts';
import { type Command, type Print, WrongUsage } from './command.ts';

/** Takes the files of the bundle into use now, as saving one does; prints what keeps it from being done. */
export const activate: Command = {
  usage: '[--share N%]',
  say: 'takes the files of the bundle into use now, if they have no mistake; --share: for so many new callers',
  options: ['--share'],
  wordsMax: 0,
  async run({ options, isJson, print, settings }) {
    const asked = shareIn(options.get('--share'));
    const at = settings();
    const { mistakes } = (await askApi(at, '/api/v1/bundle/validate', 'POST')) as {
      mistakes: readonly Mistake[];
    };
    if (mistakes.length > 0) {
      if (isJson) print(JSON.stringify({ mistakes }));
      else for (const mistake of mistakes) print(mistakeText(mistake));
      return 1;
    }
    told((await askApi(at, '/api/v1/bundle/activate', 'POST', asked)) as BundleState, isJson, print);
    return 0;
  },
};

/** The versions that were in use, the newest first. */
export const history: Command = {
  usage: '',
  say: 'the versions of the bundle that were in use, the newest first',
  wordsMax: 0,
  async run({ isJson, print, settings }) {
    const at = settings();
    const { versions } = (await askApi(at, '/api/v1/bundle/history')) as {
      versions: readonly BundleVersion[];
    };
    if (isJson) print(JSON.stringify(versions));
    else {
      for (const each of versions) print(inWords(each));
      toldTrial((await askApi(at, '/api/v1/bundle')) as BundleState, print);
    }
    return 0;
  },
};

/** Goes back to a version that was in use. */
export const rollback: Command = {
  usage: '[VERSION]',
  say: 'ends a trial, or goes back to a version of the bundle; ./cordboard history lists them',
  wordsMax: 1,
  async run({ words, isJson, print, settings }) {
    const version = words[0] === undefined ? undefined : Number(words[0]);
    if (version !== undefined && !Number.isInteger(version))
      throw new WrongUsage('which version? ./cordboard history lists them');
    const asked = version === undefined ? {} : { version };
    told((await askApi(settings(), '/api/v1/bundle/rollback', 'POST', asked)) as BundleState, isJson, print);
    if (!isJson)
      print('the files in the folder are as they were; they count again when one of them is saved');
    return 0;
  },
};

/** "5%", or "5". */
function shareIn(text: string | undefined): { readonly share?: number } {
  if (text === undefined) return {};
  const share = Number(/^(\d{1,3})%?$/.exec(text)?.[1] ?? 0);
  if (share < 1 || share > 100)
    throw new WrongUsage(`"${text}" is no share: write --share 5%, from 1% to 100%`);
  return { share };
}

function inWords({ version, atMs, by, flowHash, floorHash, trial }: BundleVersion): string {
  const tried = trial === null ? '' : `, tried by ${trial.percent} % beside version ${trial.before}`;
  const who = by.padEnd(14);
  return `${String(version).padStart(4)}  ${moment(atMs)}  ${who} flow ${flowHash}, floor ${floorHash}${tried}`;
}

function told(state: BundleState, isJson: boolean, print: Print): void {
  if (isJson) return print(JSON.stringify(state));
  print(`in use since ${moment(state.sinceMs)}: flow ${state.flowHash}, floor ${state.floorHash}`);
  toldTrial(state, print);
}

/** Who meets the flows on trial, and how calls end in them and in those before. */
function toldTrial({ trial, flowHash, outcomes }: BundleState, print: Print): void {
  if (trial === null) return;
  const { version, flowHash: before } = trial.before;
  const rest = `${100 - trial.percent} % those of version ${version} (${before})`;
  if (before === flowHash) print('the flows are as before: those that are saved next are tried');
  print(
    `since ${moment(trial.sinceMs)} ${trial.percent} % of the new callers meet flow ${flowHash}, ${rest}`,
  );
  for (const { side, calls, withErrors, abandoned, stepsMean } of outcomes) {
    const steps = stepsMean === null ? '' : `, ${stepsMean.toFixed(1)} steps each`;
    const ends = `${calls} calls ended, ${withErrors} with errors, ${abandoned} abandoned${steps}`;
    print(`  ${side === 'new' ? 'on trial' : 'before  '}  ${ends}`);
  }
}

const moment = (wallMs: number): string => new Date(wallMs).toISOString();
