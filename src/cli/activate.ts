import { type Mistake, mistakeText } from '../base/index.ts';
import type { BundleState } from '../http/index.ts';
import { askApi } from './ask-api.ts';
import type { Command } from './command.ts';

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
    const state = (await askApi(at, '/api/v1/bundle/activate', 'POST')) as BundleState;
    if (isJson) print(JSON.stringify(state));
    else {
      const since = new Date(state.sinceMs).toISOString();
      print(`in use since ${since}: flow ${state.flowHash}, floor ${state.floorHash}`);
    }
    return 0;
  },
};
