import { askApi } from './ask-api.ts';
import { type Command, WrongUsage } from './command.ts';

type Forgotten = {
  readonly calls: number;
  readonly contacts: number;
  readonly recordings: number;
  readonly held: number;
};

/** Takes a person out of everything that is over. */
export const forget: Command = {
  usage: 'NUMBER',
  say: 'takes a person out of recordings, requests, calls and their stories, for good; older backups still have them',
  wordsMax: 1,
  async run({ words, isJson, print, settings }) {
    const [number] = words;
    if (number === undefined) throw new WrongUsage('whom? write the number as ./cordboard calls shows it');
    const path = `/api/v1/customers?number=${encodeURIComponent(number)}`;
    const done = (await askApi(settings(), path, 'DELETE')) as Forgotten;
    const { calls, contacts, recordings, held } = done;
    if (isJson) print(JSON.stringify(done));
    else print(`calls and promises: ${calls}, requests: ${contacts}, recordings: ${recordings}`);
    if (!isJson && held > 0) print(`held: ${held} recordings stay with their calls until they are let go`);
    return held > 0 ? 1 : 0;
  },
};
