import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { signMessage } from '../../src/jobs/index.ts';

const BODY = '{"test": 2432232314}';
const AT_MS = 1_614_265_330_000;

test('signs as the example of the Standard Webhooks specification', () => {
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
  expect(signMessage({ id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', body: BODY }, secret, AT_MS)).toEqual({
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  });
});

test('signs with every key of the secret, so that keys can be changed without a gap', () => {
  const signed = signMessage({ id: 'msg_1', body: BODY }, 'new-key\nold-key\n', AT_MS);
  const by = (key: string): string =>
    createHmac('sha256', key).update(`msg_1.1614265330.${BODY}`).digest('base64');
  expect(signed['webhook-signature']).toBe(`v1,${by('new-key')} v1,${by('old-key')}`);
});

test('rounds the time down to whole seconds', () => {
  expect(signMessage({ id: 'm', body: '' }, 'k', 1_999)['webhook-timestamp']).toBe('1');
});
