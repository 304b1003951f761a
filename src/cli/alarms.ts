import type { Alarm } from '../alarms/index.ts';
import { askApi } from './ask-api.ts';
import type { Command } from './command.ts';

/** What is wrong now, and what to do. */
export const alarms: Command = {
  usage: '',
  say: 'what is wrong now, and what to do; exit code 1 if anything is',
  wordsMax: 0,
  async run({ isJson, print, settings }) {
    const { alarms: raised } = (await askApi(settings(), '/api/v1/alarms')) as { alarms: readonly Alarm[] };
    if (isJson) print(JSON.stringify(raised));
    else if (raised.length === 0) print('no alarm is on');
    else for (const { raisedMs, say } of raised) print(`since ${new Date(raisedMs).toISOString()}  ${say}`);
    return raised.length === 0 ? 0 : 1;
  },
};
