import type { Headers } from './sip-edge.ts';
import type { Origin } from './visit.ts';

/**
 * Headers that go on to the other side, by who says them: who calls and by way of whom is the word of carriers and
 * nodes, never of a phone. All others stay here; of names that begin with "x-cordboard-" a phone
 * sees that of the call.
 */
const PASSED: Readonly<Record<Origin['kind'], readonly string[]>> = {
  trunk: ['diversion', 'history-info', 'p-asserted-identity', 'privacy'],
  node: [
    'alert-info',
    'answer-mode',
    'call-info',
    'diversion',
    'p-asserted-identity',
    'privacy',
    'x-cordboard-call',
  ],
  phone: ['privacy'],
};

export function passedOn(headers: Headers, origin: Origin['kind']): Headers {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => PASSED[origin].includes(name)));
}
