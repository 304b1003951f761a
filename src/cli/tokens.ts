import { join } from 'node:path';
import { addToken, type KeptToken, listTokens, ROLES, type Role, revokeToken } from '../access/index.ts';
import { nearestName } from '../base/index.ts';
import { type Command, type CommandCall, Obstacle, WrongUsage } from './command.ts';

/**
 * The tokens of people and programs. Works on the files in the folder of secrets, so that nothing needs to run; a
 * running server sees what has changed with the next request.
 */
export const tokens: Command = {
  usage: '[add NAME --role ROLE [--operator ID] [--queues A,B] | revoke NAME]',
  say: 'who may use the API; add: makes a token and shows it once',
  options: ['--role', '--operator', '--queues'],
  wordsMax: 2,
  run(call) {
    const [what, name] = call.words;
    if (what === undefined) return list(call);
    if (what !== 'add' && what !== 'revoke') throw new WrongUsage(`"${what}" is neither add nor revoke`);
    if (name === undefined || !/^[a-z0-9][a-z0-9_-]{0,63}$/.test(name))
      throw new WrongUsage('a token has a name of a-z, 0-9, "_" and "-", 64 characters at most');
    return what === 'add' ? add(call, name) : revoke(call, name);
  },
};

const folderOf = ({ settings }: CommandCall): string => join(settings().secrets, 'tokens');

async function list(call: CommandCall): Promise<0 | 1> {
  const { tokens: all, unreadable } = await listTokens(folderOf(call));
  if (call.isJson) call.print(JSON.stringify(all.map(({ sha256: _, ...shown }) => shown)));
  else for (const token of all) call.print(inWords(token));
  if (!call.isJson && all.length === 0)
    call.print('none beside that of the first admin, in data/secrets/admin-token');
  if (!call.isJson) for (const file of unreadable) call.print(`${file} is no token: remove it`);
  return unreadable.length === 0 ? 0 : 1;
}

function inWords({ name, role, operator, queues, madeMs }: KeptToken): string {
  const of = operator === null ? '' : ` ${operator}`;
  const only = queues === null ? '' : ` of ${queues.join(', ')}`;
  return `${name.padEnd(24)} ${`${role}${of}${only}`.padEnd(32)} made ${new Date(madeMs).toISOString()}`;
}

async function add(call: CommandCall, name: string): Promise<0> {
  const role = roleIn(call.options.get('--role'));
  const operator = call.options.get('--operator') ?? null;
  const queues = call.options.get('--queues')?.split(',') ?? null;
  if ((role === 'operator') !== (operator !== null))
    throw new WrongUsage('--operator ID says who an operator is: it goes with --role operator, and must');
  if (queues !== null && (role !== 'supervisor' || queues.includes('')))
    throw new WrongUsage('--queues A,B goes with --role supervisor; without it a supervisor has all queues');
  const token = await addToken(folderOf(call), { name, role, operator, queues }, Date.now());
  if (token === undefined)
    throw new Obstacle(`there is a token "${name}": revoke it, or choose another name`);
  if (call.isJson) call.print(JSON.stringify({ name, role, operator, queues, token }));
  else {
    call.print(token);
    call.print('This is shown once: only its hash is kept. It counts from now on.');
  }
  return 0;
}

async function revoke(call: CommandCall, name: string): Promise<0> {
  if (!(await revokeToken(folderOf(call), name)))
    throw new Obstacle(`there is no token "${name}": ./cordboard tokens lists them`);
  call.print(call.isJson ? JSON.stringify({ revoked: name }) : `"${name}" opens nothing any more`);
  return 0;
}

function roleIn(word: string | undefined): Role {
  const role = ROLES.find((each) => each === word);
  if (role !== undefined) return role;
  const near = word === undefined ? undefined : nearestName(word, ROLES);
  const meant = near === undefined ? '' : `; did you mean ${near}?`;
  throw new WrongUsage(`--role is one of ${ROLES.join(', ')}${meant}`);
}
