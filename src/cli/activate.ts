import { type Mistake, mistakeText } from '../base/index.ts';
import type { BundleState, BundleVersion } from '../http/index.ts';
import { askApi } from './ask-api.ts';
import { type Command, type Print, WrongUsage } from './command.ts';

/** Takes the files of the bundle into use now, as saving one does; prints what keeps it from being done. */
export const activate: Command = {
  usage: '',
  say: 'takes the files of the bundle into use now, if they have no mistake',
  wordsMax: 0,
  async run({ isJson, print, settings }) {
    const at = settings();
    const { mistakes } = (await askApi(at, '/api/v1/bundle/validate', 'POST')) as {
      mistakes: readonly Mistake[];
    };
    if (mistakes.length > 0) {
      if (isJson) print(JSON.stringify({ mistakes }));
      else for (const mistake of mistakes) print(mistakeText(mistake));
      return 1;
    }
    told((await askApi(at, '/api/v1/bundle/activate', 'POST')) as BundleState, isJson, print);
    return 0;
  },
};

/** The versions that were in use, the newest first. */
export const history: Command = {
  usage: '',
  say: 'the versions of the bundle that were in use, the newest first',
  wordsMax: 0,
  async run({ isJson, print, settings }) {
    const { versions } = (await askApi(settings(), '/api/v1/bundle/history')) as {
      versions: readonly BundleVersion[];
    };
    if (isJson) print(JSON.stringify(versions));
    else
      for (const { version, atMs, by, flowHash, floorHash } of versions)
        print(
          `${String(version).padStart(4)}  ${moment(atMs)}  ${by.padEnd(14)} flow ${flowHash}, floor ${floorHash}`,
        );
    return 0;
  },
};

/** Goes back to a version that was in use. */
export const rollback: Command = {
  usage: 'VERSION',
  say: 'goes back to a version of the bundle; ./cordboard history lists them',
  wordsMax: 1,
  async run({ words, isJson, print, settings }) {
    const version = Number(words[0]);
    if (!Number.isInteger(version)) throw new WrongUsage('which version? ./cordboard history lists them');
    const asked = { version };
    told((await askApi(settings(), '/api/v1/bundle/rollback', 'POST', asked)) as BundleState, isJson, print);
    if (!isJson)
      print('the files in the folder are as they were; they count again when one of them is saved');
    return 0;
  },
};

function told(state: BundleState, isJson: boolean, print: Print): void {
  if (isJson) print(JSON.stringify(state));
  else print(`in use since ${moment(state.sinceMs)}: flow ${state.flowHash}, floor ${state.floorHash}`);
}

const moment = (wallMs: number): string => new Date(wallMs).toISOString();
