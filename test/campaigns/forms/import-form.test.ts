import { moveCampaign } from '../../../src/campaigns/campaign-store';
import type { FormPlace } from '../../../src/campaigns/forms/form';
import type { Site } from '../../../src/database/site';
import { connect } from '../../audit/scratch-log';
import { openTestSite } from '../../support/cluster';
import {
  addFindings,
  EMPLOYER,
  type FormSite,
  handOut,
  makeCampaign,
  openFormSite,
  PROVINCE,
  sendBack,
  type SomeFinding,
  type Someone,
  whatBecame,
} from './form-campaign';
import { asCsv, asUtf16, asWorkbook, fillIn, type FormTable } from './returned-file';

let site: Site;
let forms: FormSite;
let people: readonly Someone[];

beforeAll(async () => {
  site = await openTestSite();
  forms = await openFormSite(site);
  people = forms.people;
});
afterAll(async () => {
  await forms.close();
  await site.close();
});

/** IDs of nobody: a man's and a woman's of a year, told apart by a serial. */
const idOf = (serial: number, { sex, born }: Pick<Someone, 'sex' | 'born'>, otherSex = false): string => {
  const year = Number(born.slice(-4));
  const isFemale = (sex === 'Nữ') !== otherSex;
  return `904${(year < 2000 ? 0 : 2) + Number(isFemale)}${String(year % 100).padStart(2, '0')}${String(serial).padStart(6, '0')}`;
};

const place = (campaign: string, form: FormPlace['form']): FormPlace => {
  return { campaign, employer: EMPLOYER, province: PROVINCE, form };
};

async function campaignOf(findings: readonly SomeFinding[]): Promise<string> {
  const campaign = await makeCampaign(forms);
  await addFindings(forms, campaign, findings);
  return campaign;
}

async function filled(
  campaign: string,
  form: FormPlace['form'],
  answers: Parameters<typeof fillIn>[1],
): Promise<FormTable> {
  return fillIn(await handOut(forms, place(campaign, form), 'xlsx'), answers);
}

/** The nation's people who have a full birth date and a sex, so that an ID can agree with them. */
const known = (): readonly Someone[] => people.filter(({ born, sex }) => born.length === 10 && sex !== '');

test('a confirmed proposal is accepted, and one that a person was to look at is accepted by the form', async () => {
  const [one, other] = known() as [Someone, Someone];
  const campaign = await campaignOf([
    { who: one, state: 'PROPOSED', proposedId: idOf(1, one), rule: 'OLD_CARD' },
    { who: other, state: 'POSSIBLE', proposedId: idOf(2, other), candidates: [idOf(2, other), idOf(3, other)] },
  ]);
  const { table } = await filled(campaign, '01', {
    [one.number]: { confirmation: 'Đ' },
    [other.number]: { confirmation: ' đ ' },
  });
  const outcome = await sendBack(forms, await asWorkbook(table), campaign);
  expect(outcome).toMatchObject({ fault: null, lines: 2, accepted: 2, unchanged: 0, refused: 0, isRepeat: false });
  const became = await whatBecame(forms, campaign);
  expect(became.get(one.number)).toMatchObject({ state: 'ACCEPTED', rule: 'OLD_CARD', proposedId: idOf(1, one) });
  expect(became.get(other.number)).toMatchObject({ state: 'ACCEPTED', rule: 'FORM', proposedId: idOf(2, other) });
});

test('a denied proposal goes back to the reviewers with the next candidate, or needs papers', async () => {
  const [one, other] = known() as [Someone, Someone];
  const candidates = [idOf(1, one), idOf(2, one)];
  const campaign = await campaignOf([
    { who: one, state: 'ACCEPTED', proposedId: idOf(1, one), candidates },
    { who: other, state: 'PROPOSED', proposedId: idOf(3, other), candidates: [idOf(3, other)] },
  ]);
  const answers = { [one.number]: { confirmation: 'S' }, [other.number]: { confirmation: 'S' } };
  const { table } = await filled(campaign, '01', answers);
  expect(await sendBack(forms, asCsv(table, ';'), campaign)).toMatchObject({ accepted: 2 });
  const became = await whatBecame(forms, campaign);
  expect(became.get(one.number)).toMatchObject({ state: 'POSSIBLE', proposedId: candidates[1], rule: 'LINKED' });
  expect(became.get(one.number)!.candidates).toEqual([candidates[1]]);
  expect(became.get(other.number)).toMatchObject({ state: 'PAPERS', proposedId: null, candidates: null, rule: null });
});

test.each<[string, Partial<SomeFinding>]>([
  ['is risky', { risks: ['SEX'] }],
  ['was drawn for checking', { sampled: true }],
])('a proposal that %s stays with the reviewers, who see the confirmation', async (_, more) => {
  const [one] = known() as [Someone];
  const proposedId = idOf(1, one);
  const campaign = await campaignOf([{ who: one, state: 'POSSIBLE', proposedId, candidates: [proposedId], ...more }]);
  const { table } = await filled(campaign, '01', { [one.number]: { confirmation: 'Đ' } });
  expect(await sendBack(forms, asUtf16(table), campaign)).toMatchObject({ lines: 1, accepted: 1 });
  expect((await whatBecame(forms, campaign)).get(one.number)).toMatchObject({ state: 'POSSIBLE', rule: 'LINKED' });
  const { rows } = await forms.gateway.query(
    'select insurance_number, answer, personal_id, outcome from campaign.form_line where campaign = $1',
    [campaign],
  );
  expect(rows).toEqual([{ insurance_number: one.number, answer: 'YES', personal_id: proposedId, outcome: 'ACCEPTED' }]);
});

test('two participants who confirm the same citizen stay with the reviewers', async () => {
  const [one, other] = known() as [Someone, Someone];
  const proposedId = idOf(1, one);
  const findings = [one, other].map((who): SomeFinding => ({ who, state: 'POSSIBLE', proposedId }));
  const campaign = await campaignOf(findings);
  const answers = { [one.number]: { confirmation: 'Đ' }, [other.number]: { confirmation: 'Đ' } };
  const { table } = await filled(campaign, '01', answers);
  expect(await sendBack(forms, await asWorkbook(table), campaign)).toMatchObject({ accepted: 2 });
  expect([...(await whatBecame(forms, campaign)).values()].map(({ state }) => state)).toEqual(['POSSIBLE', 'POSSIBLE']);
});

test('an ID of the papers is for a reviewer to look at, with the risks that it tells itself', async () => {
  const [one, other, third] = known() as [Someone, Someone, Someone];
  const holder = people.find(({ personalId }) => personalId !== null && /^9\d{11}$/.test(personalId))!;
  const campaign = await campaignOf([
    { who: one, state: 'UNMATCHED' },
    { who: other, state: 'PAPERS' },
    { who: third, state: 'PAPERS' },
  ]);
  const { table } = await filled(campaign, '02', {
    [one.number]: { personalId: idOf(1, one), note: 'Tên đúng: Nguyễn Thị Ánh' },
    [other.number]: { personalId: idOf(2, other, true) },
    [third.number]: { personalId: holder.personalId! },
  });
  expect(await sendBack(forms, await asWorkbook(table), campaign)).toMatchObject({ form: '02', accepted: 3 });
  const became = await whatBecame(forms, campaign);
  expect(became.get(one.number)).toMatchObject({
    state: 'POSSIBLE',
    rule: 'FORM',
    risks: [],
    proposedId: idOf(1, one),
  });
  expect(became.get(other.number)).toMatchObject({ state: 'POSSIBLE', rule: 'FORM', risks: ['SEX'], candidates: null });
  expect(became.get(third.number)!.risks).toContain('SHARED_ID');
  const { rows } = await forms.gateway.query<{ note: string }>(
    'select note from campaign.form_line where campaign = $1 and note is not null',
    [campaign],
  );
  expect(rows).toEqual([{ note: 'Tên đúng: Nguyễn Thị Ánh' }]);
});

test('what a Form 02 states cannot be confirmed by a Form 01 of the same people, but corrected by another Form 02', async () => {
  const [one] = known() as [Someone];
  const campaign = await campaignOf([{ who: one, state: 'UNMATCHED' }]);
  const first = await filled(campaign, '02', { [one.number]: { personalId: idOf(1, one) } });
  await sendBack(forms, asCsv(first.table), campaign);
  const confirming = await filled(campaign, '01', {});
  expect(confirming.table).toHaveLength(confirming.head + 1);
  const row = [...first.table[first.head + 1]!.slice(0, 6), idOf(1, one), 'Đ'];
  expect(await sendBack(forms, asCsv([...confirming.table, row]), campaign)).toMatchObject({
    reasons: { NOT_ASKED: 1 },
  });
  first.table[first.head + 1]![first.column('personalId')] = idOf(2, one);
  expect(await sendBack(forms, asCsv(first.table), campaign)).toMatchObject({ accepted: 1 });
  expect((await whatBecame(forms, campaign)).get(one.number)).toMatchObject({ proposedId: idOf(2, one) });
});

test('a file that is sent twice changes nothing and has its first outcome, also when the campaign has ended since', async () => {
  const [one] = known() as [Someone];
  const campaign = await campaignOf([{ who: one, state: 'PROPOSED', proposedId: idOf(1, one) }]);
  const { table } = await filled(campaign, '01', { [one.number]: { confirmation: 'Đ' } });
  const file = asCsv(table);
  const outcome = await sendBack(forms, file, campaign);
  await moveCampaign(forms.gateway, campaign, { from: 'REVIEWING', to: 'FINISHED', actor: 'test' });
  expect(await sendBack(forms, file, campaign)).toEqual({ ...outcome, isRepeat: true });
  const { rows } = await forms.gateway.query('select from campaign.form_line where campaign = $1', [campaign]);
  expect(rows).toHaveLength(1);
  await expect(sendBack(forms, asCsv([...table, ['']]), campaign)).rejects.toMatchObject({
    code: 'CAMPAIGN_INVALID',
    details: { reason: 'STATE' },
  });
});

test('the same lines in another file say nothing new, whatever became of the proposal since', async () => {
  const [one] = known() as [Someone];
  const campaign = await campaignOf([{ who: one, state: 'PROPOSED', proposedId: idOf(1, one), candidates: null }]);
  const { table } = await filled(campaign, '01', { [one.number]: { confirmation: 'S' } });
  await sendBack(forms, asCsv(table), campaign);
  expect(await sendBack(forms, await asWorkbook(table), campaign)).toMatchObject({
    lines: 1,
    unchanged: 1,
    accepted: 0,
  });
  expect((await whatBecame(forms, campaign)).get(one.number)).toMatchObject({ state: 'PAPERS' });
});

test('a line that is there twice says nothing new the second time, and two that contradict are both refused', async () => {
  const [one, other] = known() as [Someone, Someone];
  const campaign = await campaignOf([
    { who: one, state: 'PROPOSED', proposedId: idOf(1, one) },
    { who: other, state: 'PROPOSED', proposedId: idOf(2, other) },
  ]);
  const answers = { [one.number]: { confirmation: 'Đ' }, [other.number]: { confirmation: 'Đ' } };
  const { table, head } = await filled(campaign, '01', answers);
  const [first, second] = table.slice(head + 1) as [string[], string[]];
  const outcome = await sendBack(forms, asCsv([...table, first, [...second.slice(0, -1), 'S']]), campaign);
  expect(outcome).toMatchObject({ lines: 4, accepted: 1, unchanged: 1, refused: 2, reasons: { CONTRADICTION: 2 } });
  expect((await whatBecame(forms, campaign)).get(other.number)).toMatchObject({ state: 'PROPOSED' });
});

test('a participant whom a register is being asked to correct is settled for a form', async () => {
  const [one] = known() as [Someone];
  const campaign = await campaignOf([{ who: one, state: 'ACCEPTED', proposedId: idOf(1, one) }]);
  const { table } = await filled(campaign, '01', { [one.number]: { confirmation: 'S' } });
  await forms.gateway.query(
    `insert into campaign.correction (correction, campaign, insurance_number, part, register, record_key, version, id_after)
     values (gen_random_uuid(), $1, $2, 0, 'insurance', $2, 1, $3)`,
    [campaign, one.number, idOf(1, one)],
  );
  expect(await sendBack(forms, asCsv(table), campaign)).toMatchObject({ refused: 1, reasons: { SETTLED: 1 } });
  expect((await whatBecame(forms, campaign)).get(one.number)).toMatchObject({ state: 'ACCEPTED' });
});

describe('a file of more lines than are taken at once', () => {
  const many = (): readonly Someone[] => known().slice(0, 1_300);
  const manyFindings = (): readonly SomeFinding[] =>
    many().map((who, i) => ({ who, state: 'PROPOSED', proposedId: idOf(i, who) }));
  const answers = (): Parameters<typeof fillIn>[1] =>
    Object.fromEntries(many().map(({ number }) => [number, { confirmation: 'Đ' }]));
  const states = async (campaign: string): Promise<readonly string[]> => [
    ...new Set([...(await whatBecame(forms, campaign)).values()].map(({ state }) => state)),
  ];

  test('whose taking breaks off is gone on with when it is sent again', async () => {
    const campaign = await campaignOf(manyFindings());
    const file = await asWorkbook((await filled(campaign, '01', answers())).table);
    const gateway = await connect(site.writer());
    gateway.on('error', () => undefined);
    const onProgress = (): void => void gateway.end();
    await expect(sendBack({ ...forms, gateway }, file, campaign, { onProgress })).rejects.toThrow();
    expect(await states(campaign)).toEqual(expect.arrayContaining(['ACCEPTED', 'PROPOSED']));
    const outcome = await sendBack(forms, file, campaign);
    expect(outcome).toMatchObject({ lines: 1_300, accepted: 1_300, unchanged: 0, refused: 0, isRepeat: false });
    expect(await states(campaign)).toEqual(['ACCEPTED']);
  });

  test('that several send at once is taken once', async () => {
    const campaign = await campaignOf(manyFindings());
    const file = await asWorkbook((await filled(campaign, '01', answers())).table);
    const senders = await Promise.all(
      [1, 2, 3].map(async () => ({
        gateway: await connect(site.writer()),
        insurance: await connect(site.reader('insurance')),
      })),
    );
    const outcomes = await Promise.all(senders.map((sender) => sendBack(sender, file, campaign)));
    await Promise.all(senders.flatMap(({ gateway, insurance }) => [gateway.end(), insurance.end()]));
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({
        file: outcomes[0]!.file,
        lines: 1_300,
        accepted: 1_300,
        unchanged: 0,
        refused: 0,
      });
    }
    expect(await states(campaign)).toEqual(['ACCEPTED']);
  });
});
