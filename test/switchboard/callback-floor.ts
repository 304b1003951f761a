import type { Callback } from '../../src/callbacks/index.ts';
import { Floor, type Noted } from './floor.ts';

const ROUTES = `routes:
  russia: { to: ["+7916*"], trunks: [carrier, spare], caller_id: ["+74951000000"] }
`;

const END = 'end: { hangup: normal }';

/** Number 300: a promise without a wait. 400: a line, out of which key 1 leads to the promise. */
export const callbackFloor = (step = '', changes: Readonly<Record<string, string>> = {}): Floor =>
  new Floor({ ...callbackFiles(step), ...changes });

export function callbackFiles(step = ''): Readonly<Record<string, string>> {
  const promise = `callback: { queue: support${step === '' ? '' : `, ${step}`} }`;
  const ends = ['booked', 'exists', 'refused', 'full'];
  const steps = [
    `promise: { ${promise}, on: { ${ends.map((name) => `${name}: ${name}`).join(', ')}, error: failed } }`,
    ...[...ends, 'failed'].map((name) => `${name}: { tag: ${name}, next: end }`),
    END,
  ];
  const wait =
    'wait: { queue: support, on: { callback: promise, timeout: end, full: end, unstaffed: end, left: end } }';
  const flow = (name: string, start: string, lines: readonly string[]): string =>
    `flow: ${name}\nstart: ${start}\nsteps:\n${lines.map((line) => `  ${line}\n`).join('')}`;
  return {
    'promise.flow.yaml': flow('promise', 'promise', steps),
    'straight.flow.yaml': flow('straight', 'wait', [wait.replace('callback: promise', 'callback: end'), END]),
    'greeted.flow.yaml': flow('greeted', 'end', [END]),
    'line.flow.yaml': flow('line', 'wait', [wait, ...steps]),
    'numbers.yaml': [
      ...['numbers:', '  "100": { flow: straight }', '  "200": { flow: greeted }'],
      ...['  "300": { flow: promise }', '  "400": { flow: line }', ''],
    ].join('\n'),
    'queues.yaml': [
      'queues:',
      '  support: { title: { en: Support }, offer: { ring: 20s }, wrap_up: { default: 10s, max: 60s },',
      '             wait: { keys: { 1: callback } }, exits: [callback],',
      '             limits: { waiting: 3, wait: 5m, unstaffed: never } }',
      '  safety: { title: { en: Safety }, limits: { unstaffed: never } }',
      '',
    ].join('\n'),
    'routes.yaml': ROUTES,
  };
}

/** A caller who has hung up with a promise; returns its id. */
export function promised(floor: Floor, callId = 'c1', dialled = '300'): string {
  floor.arrives(callId, dialled);
  if (dialled === '400') floor.put({ kind: 'digitPressed', legId: `leg-${callId}`, digit: '1' });
  floor.clock.advance(5);
  floor.ends(`leg-${callId}`);
  floor.wanted();
  return idOf(floor, callId);
}

const idOf = (floor: Floor, callId: string): string =>
  String(floor.noted(callId).find(({ kind }) => kind === 'callbackWished')?.callbackId);

/** What has happened to a promise, without times. */
export const storyOf = (floor: Floor, callbackId: string): Noted[] =>
  floor.entries.flatMap((entry) => {
    if (!('callbackId' in entry) || entry.callbackId !== callbackId) return [];
    const { atMs: _, ...rest } = entry;
    return [rest as Noted];
  });

export const outcomeOf = (floor: Floor, callbackId: string): unknown =>
  storyOf(floor, callbackId).findLast(({ kind }) => kind === 'callbackEnded')?.outcome;

/** The call of ours for a promise, and the legs in it. */
export const tryOf = (callbackId: string, tries = 1) => {
  const callId = `${callbackId}-${tries}`;
  return { callId, operator: `op-${callId}-1`, customer: `out-${callId}-2` };
};

/** An operator has taken the offer, and the attempt is on the disk. */
export function operatorTakes(floor: Floor, legId: string): void {
  floor.put({ kind: 'legRinging', legId });
  floor.put({ kind: 'legAnswered', legId });
  floor.clock.advance(5);
}

/** The customer answers, and both hear each other. */
export function customerTakes(floor: Floor, { callId, operator, customer }: ReturnType<typeof tryOf>): void {
  floor.put({ kind: 'legAnswered', legId: customer });
  floor.put({ kind: 'legsJoined', callId, legIds: [customer, operator] });
}

/** What another process would read of the promises. */
export const kept = (floor: Floor, callbackId: string): Callback => {
  const { isUnderWay: _, ...callback } = floor.switchboard.callback(callbackId)!;
  return callback;
};
