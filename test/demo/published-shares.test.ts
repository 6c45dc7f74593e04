import type { Site } from '../../src/database/site';
import { withClient } from '../../src/demo/build-schema';
import { openTestSite } from '../support/cluster';
import { measureShares } from './published-shares';

let site: Site;
beforeAll(async () => {
  site = await openTestSite();
});
afterAll(() => site.close());

test('in every province with a published number, participation on that day is within 4 standard errors of it', async () => {
  const proofs = await measureShares(site.owner('insurance'), site.owner('truth'));
  expect(proofs.map((proof) => proof.figureId)).toEqual([
    'CB-CSI-PART',
    'CB-VSI-PART',
    'CB-HI-PART',
    'YB-CSI-PART',
    'YB-UI-PART',
    'YB-HI-PART',
    'HCM-CSI-PART',
    'HCM-VSI-PART',
    'HCM-UI-PART',
    'HCM-HI-PART',
    'ND-CSI-PART',
    'ND-VSI-PART',
    'ND-UI-PART',
    'ND-HI-PART',
  ]);
  expect(proofs.filter((proof) => proof.standardErrors > 4)).toEqual([]);
});

test('the whole country takes part about as published for the end of 2023', async () => {
  const shares = await withClient(site.owner('insurance'), async (client) => {
    const { rows } = await client.query<{ scheme: string; share: number }>(
      `select s.scheme, (count(*) filter (where p.active) / max(n.citizens))::float as share
         from (values ('C'), ('V'), ('U'), ('H')) s (scheme)
         cross join lateral (
           select case s.scheme when 'C' then in_compulsory_si when 'V' then in_voluntary_si
                    when 'U' then in_unemployment_insurance else in_health_insurance end as active from register.participant) p
         cross join (select count(*)::float as citizens from register.participant) n
        group by s.scheme`,
    );
    return new Map(rows.map((row) => [row.scheme, row.share]));
  });
  expect(shares.get('C')).toBeCloseTo(0.164, 1);
  expect(shares.get('U')).toBeCloseTo(0.147, 1);
  expect(shares.get('H')).toBeGreaterThan(0.91);
});
