import type { Asked } from './sip-edge.ts';

/**
 * Words in the names of programs that look for houses to call from, and of nothing else. In small letters.
 */
const SCANNERS: readonly string[] = [
  'friendly-request',
  'friendly-scanner',
  'pplsip',
  'sip-scan',
  'siparmyknife',
  'sipcli',
  'sipvicious',
  'sivus',
  'sundayddr',
  'vaxasip',
  'vaxipuseragent',
  'vaxsipuseragent',
];

/** Whether it says so itself. One that does not is known by what it tries. */
export function isScanner({ headers, from }: Asked): boolean {
  const program = (headers['user-agent'] ?? '').toLowerCase();
  return SCANNERS.some((word) => program.includes(word)) || from.name === 'sipvicious';
}
