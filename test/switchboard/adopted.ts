import type { TalkAsk } from '../../src/switchboard/event.ts';
import { FILES, Floor } from './floor.ts';

export const asks = (floor: Floor, ask: TalkAsk, callId = 'c1'): void =>
  floor.put({ kind: 'talkAsked', callId, by: 'test', ask });
export const kinds = (floor: Floor, callId = 'c1'): readonly string[] =>
  floor.noted(callId).map(({ kind }) => kind);
export const entry = (floor: Floor, kind: string, callId = 'c1') =>
  floor.noted(callId).find((noted) => noted.kind === kind);
export const adopted = (floor: Floor, callId = 'c1') => entry(floor, 'adopted', callId);
export const saidTo = (floor: Floor, callId = 'c1'): readonly string[] =>
  floor.noted(callId).flatMap(({ kind, what }) => (kind === 'said' ? [(what as string[]).join(' ')] : []));
export const stepsOf = (floor: Floor, callId = 'c1'): readonly unknown[] =>
  floor.noted(callId).flatMap(({ kind, step }) => (kind === 'stepEntered' ? [step] : []));
export const waiting = (floor: Floor, queue = 'support'): readonly string[] =>
  floor.switchboard
    .board(floor.clock.now())
    .queues.find(({ id }) => id === queue)!
    .waiting.map(({ callId }) => callId);

/** The phone of anna rings for c1, as op-c1-1. */
export function ringing(): Floor {
  const floor = new Floor();
  floor.ready('anna');
  floor.arrives('c1');
  floor.put({ kind: 'legRinging', legId: 'op-c1-1' });
  return floor;
}

/** Anna talks with c1; boris is ready. */
export function inTalk(): Floor {
  const floor = new Floor();
  floor.ready('anna');
  floor.arrives('c1');
  floor.talks('c1', 'op-c1-1');
  floor.ready('boris');
  return floor;
}

/** The phone of boris rings beside the talk, as op-c1-2. */
export function inConsult(): Floor {
  const floor = inTalk();
  asks(floor, { kind: 'consult', operator: 'boris' });
  return floor;
}

/** The files without anna. */
export const BORIS_ALONE = FILES['operators.yaml']!.split('\n')
  .filter((line) => !line.includes('anna'))
  .join('\n')
  .replace('en: 1', 'en: 3');
