import type { InSteps } from '../base/index.ts';
import { shaped, shapes, unknownName } from '../flow/index.ts';
import type { OperatorProfile } from '../operators/index.ts';
import { isForOperators, type RoutePlan } from '../outbound/index.ts';
import { OUTLINES, operatorShape } from './bundle-shapes.ts';
import type { SourceFile } from './source-file.ts';

export type Floor = {
  readonly operators: ReadonlyMap<string, OperatorProfile>;
  readonly devices: readonly string[];
};

type Written = shapes.Of<typeof operatorShape>;

/** What is looked up while operators are read: phones and numbers have one owner each. */
type Desks = {
  readonly devices: readonly string[];
  readonly owners: Map<string, string>;
  readonly numbers: Map<string, string>;
  readonly routes: RoutePlan;
  readonly file: SourceFile;
};

/** Operators and phones. `queues` are the names that a binding may use, `routes` what phones may call outside. */
export function* readOperators(
  file: SourceFile,
  queues: ReadonlyMap<string, unknown>,
  routes: RoutePlan,
): InSteps<Floor> {
  const outline = shaped(OUTLINES.operators, file.value, [], file.problems);
  const ownWrapUpMs = shapes.durationMs(outline?.own_calls?.wrap_up, 0);
  const devices = file.section('devices').map(([device]) => device);
  const desks: Desks = { devices, owners: new Map(), numbers: new Map(), routes, file };
  for (const device of devices) checkOutside(device, ['devices', device], desks);
  const operators = new Map<string, OperatorProfile>();
  for (const [id, raw] of file.section('operators')) {
    yield;
    const operator = shaped(operatorShape, raw, ['operators', id], file.problems);
    if (operator === undefined) continue;
    const { name, skills = {}, queues: bindings = {} } = operator;
    const place = { phones: phonesOf(id, operator, desks), number: numberOf(id, operator, desks) };
    for (const queue of Object.keys(bindings)) {
      if (queues.has(queue)) continue;
      file.problems.add(
        ['operators', id, 'queues', queue],
        unknownName('UNKNOWN_QUEUE', 'queue', queue, queues.keys()),
        'key',
      );
    }
    const bound = Object.entries(bindings).map(([queue, { priority = 1, delay, weight = 1 }]) => [
      queue,
      { priority, delayMs: shapes.durationMs(delay, 0), weight },
    ]);
    operators.set(id, { id, name, ...place, ownWrapUpMs, skills, queues: Object.fromEntries(bound) });
  }
  return { operators, devices };
}

/** `device` is a list of one. Each phone is listed, and rings for one operator. */
function phonesOf(id: string, { device, phones }: Written, desks: Desks): readonly string[] {
  if (device !== undefined && phones !== undefined) {
    const hint = 'write all of them under "phones"';
    const say = `"${id}" has a device, and phones beside it`;
    desks.file.problems.add(['operators', id, 'device'], { code: 'WRONG_VALUE', say, hint }, 'key');
  }
  if (device !== undefined) checkDevice(id, device, ['device'], desks);
  for (const [index, phone] of (phones ?? []).entries()) checkDevice(id, phone, ['phones', index], desks);
  return phones ?? (device === undefined ? [] : [device]);
}

/** Two would both seem free when one of them talks. */
function checkDevice(
  id: string,
  device: string,
  at: readonly (string | number)[],
  { devices, owners, file }: Desks,
): void {
  const path = ['operators', id, ...at];
  if (!devices.includes(device)) {
    const hint = `add "${device}": {} under "devices"`;
    file.problems.add(path, { code: 'DEVICE_CLASH', say: `the phone "${device}" is not listed`, hint });
  }
  const owner = owners.get(device);
  if (owner !== undefined) {
    const say = `the phone "${device}" belongs to ${owner} already`;
    file.problems.add(path, { code: 'DEVICE_CLASH', say, hint: 'give each operator phones of their own' });
  } else owners.set(device, id);
}

/** Without one the extension of the first phone is the operator's number, where it can be one. */
function numberOf(id: string, { number, device, phones }: Written, desks: Desks): string | null {
  const [first = ''] = phones ?? [device ?? ''];
  const known = number ?? (/^[0-9]{3,5}$/.test(first) ? first : null);
  if (known === null && first === '') {
    const hint = 'add "number:" to sign in at a phone, or "device:" with a phone of their own';
    const say = `"${id}" has neither a phone nor a number`;
    desks.file.problems.add(['operators', id], { code: 'NUMBER_CLASH', say, hint }, 'key');
  }
  const owner = known === null ? undefined : desks.numbers.get(known);
  // Of a shared phone enough is said.
  if (owner !== undefined && (number !== undefined || desks.owners.get(first) === id)) {
    const say = `the number "${known}" belongs to ${owner} already`;
    const own = number === undefined ? (phones === undefined ? 'device' : 'phones') : 'number';
    const path = ['operators', id, own];
    desks.file.problems.add(path, { code: 'NUMBER_CLASH', say, hint: 'give each operator a number' });
  }
  if (known !== null) desks.numbers.set(known, id);
  if (number !== undefined) checkOutside(number, ['operators', id, 'number'], desks);
  return known;
}

/** Who dials an emergency number must not get a colleague. */
function checkOutside(name: string, path: readonly string[], { routes, file }: Desks): void {
  if (!isForOperators(routes, name)) return;
  const say = `"${name}" is a number outside, which a route lets operators call`;
  const hint = 'take another one: a colleague would answer instead';
  file.problems.add(path, { code: 'NUMBER_CLASH', say, hint }, path[0] === 'devices' ? 'key' : 'value');
}
