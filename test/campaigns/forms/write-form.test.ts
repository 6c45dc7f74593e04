import type { Site } from '../../../src/database/site';
import { fixedCells, type FormPlace } from '../../../src/campaigns/forms/form';
import { listForms } from '../../../src/campaigns/forms/list-forms';
import { moveCampaign } from '../../../src/campaigns/campaign-store';
import { writeForm } from '../../../src/campaigns/forms/write-form';
import { openTestSite } from '../../support/cluster';
import {
  addFindings,
  EMPLOYER,
  type FormSite,
  handOut,
  intoMemory,
  KEY,
  makeCampaign,
  openFormSite,
  PROVINCE,
  type Someone,
} from './form-campaign';
import { toTable } from './returned-file';

let site: Site;
let forms: FormSite;
let campaign: string;
let people: readonly Someone[];

const place = (more: Partial<FormPlace> = {}): FormPlace => ({
  campaign,
  employer: EMPLOYER,
  province: PROVINCE,
  form: '01',
  ...more,
});

beforeAll(async () => {
  site = await openTestSite();
  forms = await openFormSite(site);
  people = forms.people;
  campaign = await makeCampaign(forms);
  await addFindings(forms, campaign, [
    { who: people[0]!, state: 'PROPOSED', proposedId: '904085000001' },
    { who: people[1]!, state: 'POSSIBLE', proposedId: '904085000002' },
    { who: people[2]!, state: 'ACCEPTED', proposedId: '904085000003' },
    { who: people[3]!, state: 'UNMATCHED' },
    { who: people[4]!, state: 'PAPERS' },
    { who: people[5]!, state: 'APPLIED', proposedId: '904085000004' },
    { who: people[6]!, state: 'POSSIBLE', proposedId: '904085000005', rule: 'FORM' },
    { who: people[7]!, state: 'PROPOSED', proposedId: '904085000006', employer: null },
    { who: people[8]!, state: 'UNMATCHED', province: '01' },
  ]);
});
afterAll(async () => {
  await forms.close();
  await site.close();
});

test('a campaign lists for each employer and province how many lines its forms have', async () => {
  expect(await listForms(forms.gateway, campaign)).toEqual([
    { employer: EMPLOYER, province: '01', lines: { '01': 0, '02': 1 } },
    { employer: '', province: PROVINCE, lines: { '01': 1, '02': 0 } },
    { employer: EMPLOYER, province: PROVINCE, lines: { '01': 3, '02': 2 } },
  ]);
  expect(await listForms(forms.gateway, campaign, ['01'])).toHaveLength(1);
});

test.each(['xlsx', 'csv'] as const)(
  'a Form 01 as %s says whose list it is and asks about each proposal',
  async (format) => {
    const { table, head } = await toTable(await handOut(forms, place(), format));
    expect(table.slice(1, 4).map((row) => row.slice(0, 2))).toEqual([
      ['Mẫu số', '01'],
      ['Chiến dịch', campaign],
      ['Mã số thuế', EMPLOYER],
    ]);
    expect(table.slice(head)).toEqual([
      [
        ...['STT', 'Mã số BHXH', 'Họ và tên', 'Ngày sinh', 'Giới tính', 'Số định danh đã khai'],
        ...['Số định danh đề xuất', 'Xác nhận (Đ/S)'],
      ],
      ...people.slice(0, 3).map(({ number, fullName, born, sex, personalId }, i) => {
        return [String(i + 1), number, fullName, born, sex, personalId ?? '', `90408500000${i + 1}`, ''];
      }),
    ]);
  },
);

test('a Form 02 asks those who have nothing proposed for the ID of their papers', async () => {
  const { table, head, column } = await toTable(await handOut(forms, place({ form: '02' }), 'xlsx'));
  expect(table[head]!.slice(-2)).toEqual(['Số định danh cá nhân', 'Ghi chú']);
  expect(table.slice(head + 1).map((row) => row[column('insuranceNumber')])).toEqual([
    people[3]!.number,
    people[4]!.number,
  ]);
});

test('participants without an employer are on a list of the province', async () => {
  const { table, head, column } = await toTable(await handOut(forms, place({ employer: '' }), 'csv'));
  expect(table.slice(head + 1).map((row) => row[column('insuranceNumber')])).toEqual([people[7]!.number]);
});

test('whoever is on a form has been put on record before', async () => {
  const disclosed: unknown[] = [];
  await handOut(forms, place(), 'csv', (those) => {
    disclosed.push(those);
    return Promise.resolve();
  });
  expect(disclosed).toEqual([
    {
      participants: people.slice(0, 3).map(({ number }) => number),
      citizens: ['904085000001', '904085000002', '904085000003'],
    },
  ]);
});

test.each(['xlsx', 'csv'] as const)(
  'a %s whose disclosure cannot be put on record is never finished, and nobody is on it',
  async (format) => {
    const { stream, bytes } = intoMemory();
    const form = { ...forms, ...place(), format, key: KEY, record: () => Promise.reject(new Error('no audit')) };
    await expect(writeForm(form, stream)).rejects.toThrow('no audit');
    expect(stream.destroyed).toBe(true);
    expect(bytes().toString()).not.toContain(people[0]!.number);
  },
);

test('a name that a spreadsheet would take for a formula is text on a form', () => {
  const row = {
    ...{ insuranceNumber: '0400000001', personalId: null, fullName: '=HYPERLINK("x")', birthDate: '1985-03-12' },
    ...{ birthDatePrecision: 'Y', sex: 'F', province: '04', employer: null, residenceProvince: null },
    ...{ residenceCommune: null, version: 1 },
  };
  expect(fixedCells(row, { personalId: '+84 1', proposedId: null })).toEqual({
    insuranceNumber: '0400000001',
    fullName: '\'=HYPERLINK("x")',
    birthDate: '1985',
    sex: 'Nữ',
    statedId: "'+84 1",
    proposedId: '',
  });
});

test('a campaign that is not under review hands out no forms', async () => {
  const finished = await makeCampaign(forms);
  await moveCampaign(forms.gateway, finished, { from: 'REVIEWING', to: 'FINISHED', actor: 'test' });
  await expect(handOut(forms, place({ campaign: finished }), 'csv')).rejects.toMatchObject({
    code: 'CAMPAIGN_INVALID',
    details: { reason: 'STATE' },
  });
});
