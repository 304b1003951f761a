import type { InSteps } from '../base/index.ts';
import { shaped, shapes, unknownName } from '../flow/index.ts';
import type { OperatorProfile } from '../operators/index.ts';
import { OUTLINES, operatorShape } from './bundle-shapes.ts';
import type { SourceFile } from './source-file.ts';

export type Floor = {
  readonly operators: ReadonlyMap<string, OperatorProfile>;
  readonly devices: readonly string[];
};

/** Operators and phones. `queues` are the names that a binding may use. */
export function* readOperators(file: SourceFile, queues: ReadonlyMap<string, unknown>): InSteps<Floor> {
  shaped(OUTLINES.operators, file.value, [], file.problems);
  const devices = file.section('devices').map(([device]) => device);
  const owners = new Map<string, string>();
  const operators = new Map<string, OperatorProfile>();
  for (const [id, raw] of file.section('operators')) {
    yield;
    const operator = shaped(operatorShape, raw, ['operators', id], file.problems);
    if (operator === undefined) continue;
    const { name, device, skills = {}, queues: bindings = {} } = operator;
    checkDevice(id, device, { devices, owners, file });
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
    operators.set(id, { id, name, phoneId: device, skills, queues: Object.fromEntries(bound) });
  }
  return { operators, devices };
}

type DeviceCheck = {
  readonly devices: readonly string[];
  readonly owners: Map<string, string>;
  readonly file: SourceFile;
};

/** A phone is listed, and rings for one operator: two would both seem free when one of them talks. */
function checkDevice(id: string, device: string, { devices, owners, file }: DeviceCheck): void {
  const path = ['operators', id, 'device'];
  if (!devices.includes(device)) {
    const hint = `add "${device}": {} under "devices"`;
    file.problems.add(path, { code: 'DEVICE_CLASH', say: `the phone "${device}" is not listed`, hint });
  }
  const owner = owners.get(device);
  if (owner !== undefined) {
    const say = `the phone "${device}" belongs to ${owner} already`;
    file.problems.add(path, { code: 'DEVICE_CLASH', say, hint: 'give each operator a phone of their own' });
  }
  owners.set(device, id);
}
