import { Webhook } from 'standardwebhooks';
import { makeWebhookSecret, signWebhook } from '../../../src/campaigns/events/webhook-signature';

const MESSAGE = { id: '5d9bd9a8-6c6e-8b6f-9b0e-0d2f8d1c1a11', at: Date.now(), body: '{"name":"Đỗ Thị Lan"}' };

test('a message is signed as the specification’s own example is', () => {
  const headers = signWebhook(['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'], {
    id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    at: 1_614_265_330_000,
    body: '{"test": 2432232314}',
  });
  expect(headers).toEqual({
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  });
});

test('the package of Standard Webhooks verifies what is signed with a new secret, and nothing that was changed', () => {
  const secret = makeWebhookSecret();
  const headers = signWebhook([secret], MESSAGE);
  const webhook = new Webhook(secret);
  expect(webhook.verify(MESSAGE.body, headers)).toEqual({ name: 'Đỗ Thị Lan' });
  expect(() => webhook.verify(MESSAGE.body.replace('Lan', 'Lam'), headers)).toThrow();
  expect(() => webhook.verify(MESSAGE.body, { ...headers, 'webhook-id': 'another' })).toThrow();
  expect(() =>
    webhook.verify(MESSAGE.body, { ...headers, 'webhook-timestamp': String(Number(headers['webhook-timestamp']) - 1) }),
  ).toThrow();
  expect(() => new Webhook(makeWebhookSecret()).verify(MESSAGE.body, headers)).toThrow();
});

test('while a secret is rotated, who has either of both verifies', () => {
  const [secret, earlier] = [makeWebhookSecret(), makeWebhookSecret()];
  const headers = signWebhook([secret, earlier], MESSAGE);
  for (const each of [secret, earlier]) {
    expect(new Webhook(each).verify(MESSAGE.body, headers)).toEqual({ name: 'Đỗ Thị Lan' });
  }
});

test('a secret has 32 bytes and is never the same', () => {
  const secrets = Array.from({ length: 100 }, makeWebhookSecret);
  expect(new Set(secrets).size).toBe(100);
  for (const secret of secrets) expect(Buffer.from(secret.replace('whsec_', ''), 'base64')).toHaveLength(32);
});
