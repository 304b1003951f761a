import { join } from 'node:path';
import { deliverMessage, type ReceiverState } from '../jobs/index.ts';
import { ensureSecret } from '../settings/index.ts';
import { askApi } from './ask-api.ts';
import { type Command, type CommandCall, Obstacle, WrongUsage } from './command.ts';

/** Messages to other people's servers: how the receivers fare, what was given up, another try, a message as a test. */
export const webhooks: Command = {
  usage: '[dead | replay ID|all | test URL]',
  say: 'who is told of what happens, what could not be told, and another try for it',
  wordsMax: 2,
  async run(call) {
    const [what, which] = call.words;
    if (what === undefined) return receivers(call);
    if (what === 'dead' && which === undefined) return dead(call);
    if (what === 'replay' && which !== undefined) return replay(call, which);
    if (what === 'test' && which !== undefined) return test(call, which);
    throw new WrongUsage('nothing, dead, replay ID, replay all, or test URL');
  },
};

async function receivers({ isJson, print, settings }: CommandCall): Promise<0> {
  const { receivers: all } = (await askApi(settings(), '/api/v1/webhooks')) as {
    readonly receivers: readonly ReceiverState[];
  };
  if (isJson) print(JSON.stringify(all));
  else for (const receiver of all) print(inWords(receiver));
  if (!isJson && all.length === 0) print('the settings name no receiver: see docs/webhooks.md');
  return 0;
}

function inWords({
  host,
  events,
  deliveredCount,
  failedTriesCount,
  restsUntilMs,
  isGone,
}: ReceiverState): string {
  const rest = restsUntilMs === null ? '' : `, left alone until ${new Date(restsUntilMs).toISOString()}`;
  const state = isGone ? ', GONE for good, as it says' : rest;
  return `${host.padEnd(28)} got ${deliveredCount}, ${failedTriesCount} tries failed${state} (${events.join(', ')})`;
}

type Dead = {
  readonly id: string;
  readonly event: string;
  readonly atMs: number;
  readonly receivers: readonly { readonly host: string; readonly why: string }[];
};

/** What was given up is a finding. */
async function dead({ isJson, print, settings }: CommandCall): Promise<0 | 1> {
  const { messages } = (await askApi(settings(), '/api/v1/webhooks/dead')) as {
    readonly messages: readonly Dead[];
  };
  if (isJson) print(JSON.stringify(messages));
  else
    for (const { id, event, atMs, receivers: who } of messages) {
      const whom = who.map(({ host, why }) => `${host}: ${why}`).join('; ');
      print(`${id}  ${event.padEnd(18)} ${new Date(atMs).toISOString()}  ${whom}`);
    }
  if (!isJson && messages.length === 0) print('no message was given up');
  return messages.length === 0 ? 0 : 1;
}

async function replay({ isJson, print, settings }: CommandCall, which: string): Promise<0> {
  const path = which === 'all' ? 'replay' : `${encodeURIComponent(which)}/replay`;
  const told = (await askApi(settings(), `/api/v1/webhooks/dead/${path}`, 'POST')) as {
    readonly revived: number;
  };
  print(isJson ? JSON.stringify(told) : `${told.revived} tried anew, at those who have not got it`);
  return 0;
}

/** Needs nothing that runs: it is sent from here, as the hotline would send it. */
async function test({ isJson, print, settings }: CommandCall, url: string): Promise<0 | 1> {
  const at = settings();
  const target = at.webhooks.find((each) => each.url === url);
  if (target === undefined) throw new Obstacle(`${url} is none of the webhooks of the settings`);
  const { secret } = ensureSecret(join(at.secrets, target.secret));
  const nowMs = Date.now();
  const type = 'webhook.test';
  const body = JSON.stringify({ type, version: 1, timestamp: new Date(nowMs).toISOString(), data: {} });
  const message = { id: `msg_test_${nowMs}`, event: type, body };
  const result = await deliverMessage(message, { url, secret, events: [type] }, nowMs);
  if (isJson) print(JSON.stringify(result));
  else if (result.kind === 'delivered') print('the receiver took it');
  else print(result.kind === 'gone' ? 'the receiver says that it is gone (410)' : `not taken: ${result.why}`);
  return result.kind === 'delivered' ? 0 : 1;
}
