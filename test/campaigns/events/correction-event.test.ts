import { CloudEvent } from 'cloudevents';
import { toCorrectionEvent } from '../../../src/campaigns/events/correction-event';

const APPLIED = {
  correction: '5d9bd9a8-6c6e-8b6f-9b0e-0d2f8d1c1a11',
  campaign: 'spring',
  record_key: '0499000001',
  version: '2',
  applied_at: new Date('2026-11-27T03:04:05.678Z'),
};
const TOKEN = '0123456789abcdef0123456789abcdef';

test('a correction is told as a CloudEvent 1.0, as the package of CloudEvents takes it', () => {
  const event = toCorrectionEvent('insurance', APPLIED, TOKEN);
  const taken = new CloudEvent({ ...event }, true);
  expect(taken.validate()).toBe(true);
  expect(taken.toJSON()).toEqual(event);
});

test('it says which record was corrected, and nothing about whom', () => {
  expect(toCorrectionEvent('health', APPLIED, TOKEN)).toEqual({
    specversion: '1.0',
    id: APPLIED.correction,
    source: '/registers/health',
    type: 'vn.lienthong.personal-id.corrected.v1',
    subject: TOKEN,
    time: '2026-11-27T03:04:05.678Z',
    datacontenttype: 'application/json',
    data: { register: 'health', recordKey: '0499000001', campaign: 'spring', version: 2 },
  });
});
