import { createCampaign, getCampaign, listEvents, moveCampaign } from '../../src/campaigns/campaign-store';
import { parseCampaign } from '../../src/campaigns/parse-campaign';
import type { CampaignState } from '../../src/campaigns/campaign';
import { useGatewayWriter } from '../support/gateway-writer';

const database = useGatewayWriter();
let made = 0;

const ACTOR = 'test hq-officer';

async function make(): Promise<string> {
  const campaign = parseCampaign({ id: `store-${(made += 1)}` });
  await createCampaign(database.client, campaign, { actor: ACTOR });
  return campaign.id;
}

const move = (id: string, from: CampaignState, to: CampaignState): Promise<boolean> =>
  moveCampaign(database.client, id, { from, to, actor: ACTOR });

test('a campaign is kept as it was asked for, under the hash of it', async () => {
  const campaign = parseCampaign({ id: 'store-kept', title: 'Cao Bằng', scope: { provinces: ['04'] } });
  await createCampaign(database.client, campaign, { actor: ACTOR });
  const known = await getCampaign(database.client, 'store-kept');
  expect(known).toMatchObject({ campaign, state: 'CREATED', createdBy: ACTOR, reverts: null });
  expect(known.hash).toMatch(/^[0-9a-f]{64}$/);
});

test('an ID that is in use is refused', async () => {
  const id = await make();
  await expect(createCampaign(database.client, parseCampaign({ id }), { actor: ACTOR })).rejects.toMatchObject({
    code: 'CAMPAIGN_INVALID',
    details: { reason: 'TAKEN' },
  });
});

test('each step of a campaign is on record, and no step is taken twice', async () => {
  const id = await make();
  expect(await move(id, 'CREATED', 'SCANNING')).toBe(true);
  expect(await move(id, 'CREATED', 'SCANNING')).toBe(false);
  expect((await listEvents(database.client, id)).map(({ from, to }) => [from, to])).toEqual([
    [null, 'CREATED'],
    ['CREATED', 'SCANNING'],
  ]);
});

test('a step that the table of transitions does not have is refused, also by the database itself', async () => {
  const id = await make();
  await expect(move(id, 'CREATED', 'APPLYING')).rejects.toMatchObject({ code: 'CAMPAIGN_INVALID' });
  await expect(
    database.client.query(`update campaign.campaign set state = 'FINISHED' where campaign = $1`, [id]),
  ).rejects.toMatchObject({ constraint: 'campaign_transition' });
});

test('a paused campaign goes on with what it was paused in, and with nothing else', async () => {
  const id = await make();
  await move(id, 'CREATED', 'SCANNING');
  await move(id, 'SCANNING', 'PAUSED');
  expect((await getCampaign(database.client, id)).resumesIn).toBe('SCANNING');
  await expect(move(id, 'PAUSED', 'APPLYING')).rejects.toMatchObject({ code: 'CAMPAIGN_INVALID' });
  expect(await move(id, 'PAUSED', 'SCANNING')).toBe(true);
});

test('what a campaign is cannot be changed', async () => {
  const id = await make();
  await expect(
    database.client.query(`update campaign.campaign set body = '{}' where campaign = $1`, [id]),
  ).rejects.toMatchObject({ constraint: 'campaign_body' });
});

describe('a campaign that cannot be taken', () => {
  test.each([
    [{}, 'id: a text is needed'],
    [{ id: 'Not This' }, 'id: it is not made of small letters, digits and dashes'],
    [{ id: 'a', scope: { provinces: ['99'] } }, 'scope.provinces[0]'],
    [{ id: 'a', scope: { provinces: [] } }, 'scope.provinces: it is empty; leave it out for all of them'],
    [{ id: 'a', scope: { anomalies: ['ODD'] } }, 'scope.anomalies[0]: it is none of MISSING'],
    [{ id: 'a', scope: { employees: [] } }, 'scope.employees: it is not known'],
    [{ id: 'a', precision: 0.5 }, 'precision: it is below 0.99'],
    [{ id: 'a', targets: [{ province: '04', share: 2, deadline: '2026-13-01' }] }, 'targets[0].share'],
  ])('%j names the place and the reason', (json, fault) => {
    expect(() => parseCampaign(json)).toThrow(fault);
  });
});
