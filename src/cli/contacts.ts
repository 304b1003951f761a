import { parseDuration } from '../base/index.ts';
import type { Contact, ContactFact, ContactStory } from '../journal/index.ts';
import { askApi } from './ask-api.ts';
import { type Command, type CommandCall, WrongUsage } from './command.ts';

const ASKED = ['--state', '--queue', '--operator', '--customer', '--limit'];
const CHANGES = ['--note', '--reason', '--give', '--due'];

/** Customers' requests: a list of them, one with its story, or a change of one. */
export const contacts: Command = {
  usage:
    '[--state S] [--overdue] [--queue Q] … | ID [--note T] [--reason R] [--give OP] [--due 2h] [--done|--open]',
  say: "customers' requests: what is owed, by when, who has taken it",
  flags: ['--overdue', '--done', '--open'],
  options: [...ASKED, ...CHANGES],
  wordsMax: 1,
  async run(call) {
    const [contactId] = call.words;
    if (contactId === undefined) return list(call);
    const change = changeIn(call);
    if (Object.keys(change).length === 0) return story(call, contactId);
    const contact = (await askApi(call.settings(), pathOf(contactId), 'POST', change)) as Contact;
    call.print(call.isJson ? JSON.stringify(contact) : contactInWords(contact, Date.now()));
    return 0;
  },
};

const pathOf = (contactId: string): string => `/api/v1/contacts/${encodeURIComponent(contactId)}`;

async function list({ options, flags, isJson, print, settings }: CommandCall): Promise<0> {
  const wrong = [...options.keys(), ...flags].find((each) => [...CHANGES, '--done', '--open'].includes(each));
  if (wrong !== undefined) throw new WrongUsage(`${wrong} wants the id of a contact`);
  const asked = [...options].map(([option, value]): [string, string] => [option.slice(2), value]);
  const query = new URLSearchParams({ limit: '50', ...Object.fromEntries(asked) });
  if (flags.has('--overdue')) query.set('overdue', 'true');
  const found = (await askApi(settings(), `/api/v1/contacts?${query}`)) as {
    readonly contacts: readonly Contact[];
  };
  if (isJson) print(JSON.stringify(found.contacts));
  else for (const contact of found.contacts) print(contactInWords(contact, Date.now()));
  return 0;
}

async function story({ isJson, print, settings }: CommandCall, contactId: string): Promise<0> {
  const told = (await askApi(settings(), pathOf(contactId))) as ContactStory;
  if (isJson) {
    print(JSON.stringify(told));
    return 0;
  }
  print(contactInWords(told.contact, Date.now()));
  for (const fact of told.facts) print(`  ${new Date(fact.atMs).toISOString()} ${factInWords(fact)}`);
  return 0;
}

/** `--due` is a time from now on; `--give none` gives the contact back. */
function changeIn({ options, flags }: CommandCall): object {
  if (flags.has('--done') && flags.has('--open'))
    throw new WrongUsage('--done and --open exclude each other');
  const [text, reason, give, due] = CHANGES.map((option) => options.get(option));
  const dueMs = due === undefined ? undefined : parseDuration(due);
  if (due !== undefined && dueMs === undefined)
    throw new WrongUsage(`--due wants a duration such as 2h, not "${due}"`);
  return {
    ...(text !== undefined && { text }),
    ...(reason !== undefined && { reason }),
    ...(give !== undefined && { operator: give === 'none' ? null : give }),
    ...(dueMs !== undefined && { dueAt: new Date(Date.now() + dueMs).toISOString() }),
    ...(flags.has('--done') && { done: true }),
    ...(flags.has('--open') && { done: false }),
  };
}

/** One line: whose it is, how far it is, what is owed, and by when. */
function contactInWords(contact: Contact, nowMs: number): string {
  const { contactId, customer, state, queue, operator, reason, owed, dueMs } = contact;
  const about = [
    queue === null ? [] : [`queue ${queue}`],
    reason === null ? [] : [`reason ${reason}`],
    operator === null ? [] : [`taken by ${operator}`],
    owed.length === 0
      ? []
      : [`owes ${owed.join(', ')}${dueMs === null ? '' : dueInWords(contact, dueMs, nowMs)}`],
  ];
  return `${contactId.padEnd(20)} ${(customer || 'withheld').padEnd(16)} ${state.padEnd(8)} ${about.flat().join('; ')}`;
}

function dueInWords({ overdueMs }: Contact, dueMs: number, nowMs: number): string {
  const minutes = Math.round(Math.abs(dueMs - nowMs) / 60_000);
  const span = minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
  const alarm = overdueMs === null ? '' : ' (the alarm was raised)';
  return dueMs < nowMs ? `, OVERDUE for ${span}${alarm}` : ` within ${span}`;
}

const FACTS: Readonly<Record<ContactFact['what'], (fact: ContactFact) => string>> = {
  called: ({ by, on }) => `${by || 'the customer'} calls (${on})`,
  ended: ({ on, text }) => `call ${on} ends: ${text}`,
  message: ({ on, text }) => `leaves a message for ${text}: ${on}`,
  messageDone: ({ by, on }) => `${by} has dealt with ${on}`,
  noted: ({ by, text }) => `${by} notes: ${text}`,
  taken: ({ by, text }) => `${by} gives it to ${text}`,
  released: ({ by }) => `${by} gives it back`,
  done: ({ by }) => `${by} calls it done`,
  reopened: ({ by }) => `${by} opens it again`,
  due: ({ by, text }) => `${by} wants it by ${text === null ? 'no certain time' : isoOf(text)}`,
  overdue: ({ text }) => `it was due at ${isoOf(text)}: the alarm is raised`,
};

const isoOf = (wallMs: string | null): string => new Date(Number(wallMs)).toISOString();

const factInWords = (fact: ContactFact): string => FACTS[fact.what](fact);
