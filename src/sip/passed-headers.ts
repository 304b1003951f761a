import type { Headers } from './sip-edge.ts';

/**
 * Headers that go on to the other side. All others stay here: what a stranger writes into a header is read by nobody
 * behind the edge, and names that begin with "x-cordboard-" are ours alone.
 */
const PASSED: readonly string[] = [
  'alert-info',
  'answer-mode',
  'call-info',
  'diversion',
  'history-info',
  'p-asserted-identity',
  'privacy',
];

export function passedOn(headers: Headers): Headers {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => PASSED.includes(name)));
}
