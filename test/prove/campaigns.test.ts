import { rmSync } from 'node:fs';
import { toQuality } from '../../src/values/campaign-quality';
import { makeDataDir } from '../support/cluster';
import { judgeNation, openJudging } from './campaigns.proof';

jest.setTimeout(180_000);

test('a campaign links participants rightly, and what it leaves to reviewers is linked by them', async () => {
  const dataDir = makeDataDir();
  const { session, secret, ...judging } = await openJudging(dataDir);
  try {
    const groups = await judgeNation(session, secret, { citizens: 4_000, seed: 11, factor: 1 });
    const all = groups.find(({ dimension }) => dimension === 'ALL')!;
    const { precision, automaticRate, recall } = toQuality(all);
    expect(all.participants).toBeGreaterThan(3_500);
    expect(precision.share).toBeGreaterThanOrEqual(0.9995);
    expect(automaticRate.share).toBeGreaterThanOrEqual(0.93);
    expect(recall.share).toBeGreaterThanOrEqual(0.997);
  } finally {
    await judging.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
});
