import { createHmac } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { WebhookDoor } from '../../scripts/example/webhook-door.ts';
import { signMessage } from '../../src/jobs/index.ts';

const AT_MS = 1_774_342_800_000;
const BODY = '{"type":"call.ended","data":{"callId":"c1","caller":"+7900"}}';
const message = { id: 'msg_1', body: BODY };

let door: WebhookDoor;
beforeEach(() => {
  door = new WebhookDoor(['key']);
});

describe('a receiver of signed messages', () => {
  test('takes what we signed, once', () => {
    const headers = signMessage(message, 'key', AT_MS);
    expect(door.take(headers, BODY, AT_MS)).toBe('taken');
    expect(door.take(headers, BODY, AT_MS + 60_000)).toBe('known');
  });

  test('knows a message that we try again later, with another time and signature', () => {
    expect(door.take(signMessage(message, 'key', AT_MS), BODY, AT_MS)).toBe('taken');
    expect(door.take(signMessage(message, 'key', AT_MS + 200_000), BODY, AT_MS + 200_000)).toBe('known');
  });

  test('refuses a body in which any bit was changed', () => {
    const headers = signMessage(message, 'key', AT_MS);
    const bytes = Buffer.from(BODY);
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3]! ^= 1 << (bit & 7);
      expect(door.take(headers, changed.toString('latin1'), AT_MS), `bit ${bit}`).toBe('refused');
    }
    expect(door.take(headers, BODY, AT_MS)).toBe('taken');
  });

  test.each([
    ['the id', { 'webhook-id': 'msg_2' }],
    ['the time', { 'webhook-timestamp': String(AT_MS / 1_000 + 1) }],
    ['the signature', { 'webhook-signature': 'v1,AAAA' }],
    ['no signature', { 'webhook-signature': '' }],
    ['a signature of another kind', { 'webhook-signature': 'v1a,AAAA' }],
  ])('refuses a message with %s changed', (_name, change) => {
    expect(door.take({ ...signMessage(message, 'key', AT_MS), ...change }, BODY, AT_MS)).toBe('refused');
  });

  test('refuses a message of which a part is missing, and what was never signed', () => {
    for (const name of ['webhook-id', 'webhook-timestamp', 'webhook-signature']) {
      const { [name]: _, ...rest } = signMessage(message, 'key', AT_MS);
      expect(door.take(rest, BODY, AT_MS)).toBe('refused');
    }
    expect(door.take({}, BODY, AT_MS)).toBe('refused');
  });

  test('refuses what is older than five minutes, and what comes from the future', () => {
    const headers = signMessage(message, 'key', AT_MS);
    expect(door.take(headers, BODY, AT_MS + 301_000)).toBe('refused');
    expect(door.take(headers, BODY, AT_MS - 301_000)).toBe('refused');
    expect(door.take(headers, BODY, AT_MS + 300_000)).toBe('taken');
  });

  test('refuses the same JSON in another order, and one that somebody made longer', () => {
    const headers = signMessage(message, 'key', AT_MS);
    const { type, data } = JSON.parse(BODY) as { type: string; data: object };
    expect(door.take(headers, JSON.stringify({ data, type }), AT_MS)).toBe('refused');
    // HMAC is not a bare hash, which could be carried on behind its end.
    const digest = createHmac('sha256', 'key')
      .update(`msg_1.${AT_MS / 1_000}.${BODY}`)
      .digest('base64');
    expect(door.take({ ...headers, 'webhook-signature': `v1,${digest}` }, `${BODY} `, AT_MS)).toBe('refused');
  });

  test('takes messages signed with the old key, the new one or both, while a key is being changed', () => {
    const secrets = ['old', 'new', 'new old'];
    const changing = new WebhookDoor(['old', 'new']);
    for (const [index, secret] of secrets.entries()) {
      const each = { id: `msg_${index}`, body: BODY };
      expect(changing.take(signMessage(each, secret, AT_MS), BODY, AT_MS)).toBe('taken');
    }
    // The receiver who knows one key only is content with a message that is signed with both.
    expect(new WebhookDoor(['old']).take(signMessage(message, 'new old', AT_MS), BODY, AT_MS)).toBe('taken');
    expect(new WebhookDoor(['old']).take(signMessage(message, 'new', AT_MS), BODY, AT_MS)).toBe('refused');
  });
});
