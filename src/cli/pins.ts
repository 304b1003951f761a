import { join } from 'node:path';
import { listPins, makePin, revokePin } from '../access/index.ts';
import { type Command, type CommandCall, Obstacle, WrongUsage } from './command.ts';

/**
 * The PINs with which operators sign in at phones (`*23`). Works on the file in the folder of secrets, so that nothing
 * needs to run; a running server sees what has changed with the next sign-in.
 */
export const pins: Command = {
  usage: '[make OPERATOR | revoke OPERATOR]',
  say: 'who may sign in at any phone; make: makes a PIN and shows it once',
  options: [],
  wordsMax: 2,
  run(call) {
    const [what, operator] = call.words;
    if (what === undefined) return list(call);
    if (what !== 'make' && what !== 'revoke') throw new WrongUsage(`"${what}" is neither make nor revoke`);
    if (operator === undefined || !/^[a-z][a-z0-9_-]{0,63}$/i.test(operator))
      throw new WrongUsage('an operator is named as in operators.yaml');
    return what === 'make' ? make(call, operator) : revoke(call, operator);
  },
};

const fileOf = ({ settings }: CommandCall): string => join(settings().secrets, 'pins.json');

async function list(call: CommandCall): Promise<0> {
  const holders = await listPins(fileOf(call));
  if (call.isJson) call.print(JSON.stringify(holders));
  else
    for (const { operator, madeMs } of holders)
      call.print(`${operator.padEnd(24)} made ${new Date(madeMs).toISOString()}`);
  if (!call.isJson && holders.length === 0) call.print('nobody has a PIN');
  return 0;
}

async function make(call: CommandCall, operator: string): Promise<0> {
  const pin = await makePin(fileOf(call), operator, Date.now());
  if (call.isJson) call.print(JSON.stringify({ operator, pin }));
  else {
    call.print(pin);
    call.print(
      'This is shown once: only its hash is kept. It counts from now on, and one of before no more.',
    );
  }
  return 0;
}

async function revoke(call: CommandCall, operator: string): Promise<0> {
  if (!(await revokePin(fileOf(call), operator)))
    throw new Obstacle(`"${operator}" has no PIN: ./cordboard pins lists who has one`);
  call.print(
    call.isJson ? JSON.stringify({ revoked: operator }) : `"${operator}" signs in at no phone any more`,
  );
  return 0;
}
