import { createHmac } from 'node:crypto';

/**
 * The three headers of a signed message, by the Standard Webhooks specification, version 1
 * (https://github.com/standard-webhooks/standard-webhooks): HMAC-SHA256 over `id.timestamp.body`, one
 * signature per key of the secret. `atMs` is the time of this try: the receiver refuses old ones, so each try
 * is signed anew.
 */
export function signMessage(
  message: { id: string; body: string },
  secret: string,
  atMs: number,
): Record<string, string> {
  const timestamp = String(Math.floor(atMs / 1_000));
  const signed = `${message.id}.${timestamp}.${message.body}`;
  const signatures = secret
    .split(/\s+/)
    .filter((key) => key !== '')
    .map((key) => `v1,${createHmac('sha256', keyBytes(key)).update(signed).digest('base64')}`);
  return {
    'webhook-id': message.id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signatures.join(' '),
  };
}

function keyBytes(key: string): Buffer {
  const prefix = 'whsec_';
  return key.startsWith(prefix) ? Buffer.from(key.slice(prefix.length), 'base64') : Buffer.from(key);
}
