import { makeFormCode } from '../../../src/campaigns/forms/form-code';
import type { FormPlace } from '../../../src/campaigns/forms/form';
import { FORM_LIMITS } from '../../../src/campaigns/forms/limits';
import { FILE_FAULTS, LINE_REASONS } from '../../../src/campaigns/forms/reasons';
import { writeRefusedLines } from '../../../src/campaigns/forms/refused-lines';
import type { Site } from '../../../src/database/site';
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
  sendBack,
  type Someone,
  whatBecame,
} from './form-campaign';
import { asCsv, asUtf16, asWorkbook, asZip, type Content, fillIn, type FormTable, type Table } from './returned-file';

let site: Site;
let forms: FormSite;
let people: readonly Someone[];

beforeAll(async () => {
  site = await openTestSite();
  forms = await openFormSite(site);
  people = forms.people.filter(({ sex }) => sex !== '');
});
afterAll(async () => {
  await forms.close();
  await site.close();
});

const PROPOSED = '904085000001';

interface Returned extends FormTable {
  readonly campaign: string;
  readonly place: FormPlace;
}

/** A filled-in form with one line, about a participant of whom an ID is proposed, or none. */
async function formOf(form: FormPlace['form']): Promise<Returned> {
  const campaign = await makeCampaign(forms);
  const [who, other] = people as [Someone, Someone];
  await addFindings(forms, campaign, [
    form === '01' ? { who, state: 'PROPOSED', proposedId: PROPOSED } : { who, state: 'UNMATCHED' },
    { who: other, state: 'PROPOSED', proposedId: '904085000002', employer: '0100100100' },
  ]);
  const place = { campaign, employer: EMPLOYER, province: PROVINCE, form };
  const answers = { [who.number]: form === '01' ? { confirmation: 'Đ' } : { personalId: PROPOSED } };
  return { ...(await fillIn(await handOut(forms, place, 'xlsx'), answers)), campaign, place };
}

type ColumnName = Parameters<FormTable['column']>[0];

describe('a line is refused', () => {
  test.each<[reason: string, form: '01' | '02', column: ColumnName, content: () => Content, detail: string | null]>([
    ['FORMULA', '01', 'confirmation', () => ({ formula: 'A1', value: 'Đ' }), null],
    ['FORMULA', '01', 'fullName', () => '=cmd|x', null],
    ['FORMULA', '02', 'note', () => '@SUM(A1)', null],
    ['CHARACTERS', '02', 'note', () => 'a_x0001_b', null],
    ['TOO_LONG', '02', 'note', () => 'dài'.repeat(200), null],
    ['INSURANCE_NUMBER', '01', 'insuranceNumber', () => '412345678', 'LEADING_ZERO_LOST'],
    ['INSURANCE_NUMBER', '01', 'insuranceNumber', () => '', 'EMPTY'],
    ['NO_ANSWER', '01', 'confirmation', () => ' ', null],
    ['NO_ANSWER', '02', 'personalId', () => '', null],
    ['ANSWER', '01', 'confirmation', () => 'có', null],
    ['PERSONAL_ID', '02', 'personalId', () => '1085012345', 'LEADING_ZERO_LOST'],
    ['PERSONAL_ID', '02', 'personalId', () => '00108501234O', 'LETTER_O'],
    ['PERSONAL_ID', '02', 'personalId', () => '123456789', 'LEGACY_ID_CARD'],
    ['UNKNOWN_NUMBER', '01', 'insuranceNumber', () => '9999999999', null],
    ['OTHER_LIST', '01', 'insuranceNumber', () => people[1]!.number, null],
    ['NAME_CHANGED', '01', 'fullName', () => 'Nguyễn Văn Khác', null],
    ['BIRTH_DATE_CHANGED', '01', 'birthDate', () => '1/1/1900', null],
    ['SEX_CHANGED', '01', 'sex', () => (people[0]!.sex === 'Nam' ? 'Nữ' : 'Nam'), null],
    ['STATED_ID_CHANGED', '02', 'statedId', () => '904085999999', null],
    ['PROPOSED_ID_CHANGED', '01', 'proposedId', () => '904085000009', null],
  ])('for %s: form %s, %s', async (reason, form, column, content, detail) => {
    const returned = await formOf(form);
    returned.table[returned.head + 1]![returned.column(column)] = content();
    const before = await whatBecame(forms, returned.campaign);
    const outcome = await sendBack(forms, await asWorkbook(returned.table), returned.campaign);
    expect(outcome).toMatchObject({ fault: null, lines: 1, refused: 1, reasons: { [reason]: 1 } });
    expect(await whatBecame(forms, returned.campaign)).toEqual(before);
    const { rows } = await forms.gateway.query<object>(
      'select reason, detail from campaign.form_line where file = $1',
      [outcome.file],
    );
    expect(rows).toEqual([{ reason, detail }]);
  });

  test('when the participant is settled', async () => {
    const { table, campaign } = await formOf('01');
    await forms.gateway.query(`update campaign.finding set state = 'APPLIED' where campaign = $1`, [campaign]);
    expect(await sendBack(forms, asCsv(table), campaign)).toMatchObject({ reasons: { SETTLED: 1 } });
  });

  test('and those who sent it are given each refused line with the reason in both languages', async () => {
    const { table, head, column, campaign } = await formOf('01');
    table[head + 1]![column('insuranceNumber')] = '=1+1';
    const { file } = await sendBack(forms, asCsv(table), campaign);
    const { stream, bytes } = intoMemory();
    await writeRefusedLines(forms.gateway, file!, stream);
    const [, line] = bytes().toString().split('\r\n');
    const { english, vietnamese } = LINE_REASONS.FORMULA;
    expect(line).toBe(`${head + 2},'=1+1,FORMULA,"${vietnamese}","${english}",`);
  });
});

describe('nothing is taken of a file', () => {
  test.each<[fault: string, change: (form: Returned) => Promise<Buffer> | Buffer]>([
    ['ENCODING', ({ table }) => Buffer.from([0x4e, 0x67, 0x75, 0x79, 0xea, 0xde, 0x6e, ...asCsv(table)])],
    ['ENCODING', ({ table }) => asCsv(table).subarray(0, -3)],
    ['OLD_WORKBOOK', () => Buffer.from('d0cf11e0a1b11ae10000', 'hex')],
    ['DAMAGED', async ({ table }) => (await asWorkbook(table)).subarray(0, -40)],
    ['DAMAGED', async ({ table }) => (await asWorkbook(table)).fill(0, 900, 1_000)],
    ['DAMAGED', async () => asZip({ 'word/document.xml': '<w/>' })],
    ['DAMAGED', async ({ table }) => workbookWith(table, '<!DOCTYPE x [<!ENTITY a "b">]><sst>&a;</sst>')],
    ['DAMAGED', async ({ table }) => workbookWith(table, '<sst></sst>')],
    ['DAMAGED', ({ table }) => Buffer.from(`${asCsv(table).toString()}"${'x'.repeat(100_000)}`)],
    ['NOT_A_FORM', () => Buffer.from('một tệp văn bản\r\nkhông phải biểu mẫu\r\n')],
    ['NOT_A_FORM', () => Buffer.alloc(0)],
    ['NOT_A_FORM', ({ table, head }) => asCsv(table.slice(head))],
    ['COLUMN_MISSING', ({ table, column }) => asCsv(table.map((row) => row.toSpliced(column('fullName'), 1)))],
    ['COLUMN_MISSING', ({ table, head }) => asCsv(table.with(head, [...table[head]!, 'Ngày sinh']))],
    ['KEY', (form) => asCsv(withCode(form, makeFormCode(Buffer.alloc(32, 1), form.place)))],
    ['KEY', (form) => asCsv(withCode(form, makeFormCode(KEY, form.place).replace(EMPLOYER, '0100100100')))],
  ])('for %s', async (fault, change) => {
    const form = await formOf('01');
    const file = await change(form);
    const before = await whatBecame(forms, form.campaign);
    const outcome = await sendBack(forms, file, form.campaign);
    expect(outcome).toMatchObject({ fault, lines: 0, accepted: 0, unchanged: 0, refused: 0, isRepeat: false });
    expect(await sendBack(forms, file, form.campaign)).toEqual({ ...outcome, isRepeat: true });
    expect(await whatBecame(forms, form.campaign)).toEqual(before);
  });

  test.each<[fault: string, more: () => Promise<Parameters<typeof sendBack>[3]>]>([
    ['OTHER_EMPLOYER', () => Promise.resolve({ employer: '0100100100' })],
    ['OTHER_PROVINCE', () => Promise.resolve({ provinces: ['01', '79'] })],
    ['OTHER_CAMPAIGN', async () => ({ campaign: await makeCampaign(forms) })],
  ])('that is for %s: all its lines are refused, and it can be sent to the right place', async (fault, more) => {
    const { table, campaign } = await formOf('01');
    const file = await asWorkbook(table);
    const outcome = await sendBack(forms, file, campaign, await more());
    expect(outcome).toMatchObject({ fault, lines: 1, refused: 1, reasons: { [fault]: 1 } });
    expect(await sendBack(forms, file, campaign)).toMatchObject({ accepted: 1, isRepeat: false });
  });

  test('that was taken, for a sender who has no mandate for its province', async () => {
    const { table, campaign } = await formOf('01');
    await sendBack(forms, asCsv(table), campaign);
    const outcome = await sendBack(forms, asCsv(table), campaign, { provinces: ['79'] });
    expect(outcome).toMatchObject({ file: null, fault: 'OTHER_PROVINCE', accepted: 0, refused: 1, isRepeat: false });
  });

  test('that is larger than allowed, has more lines, or unpacks to more', async () => {
    const { table, head, campaign } = await formOf('01');
    const long: Table = [...table, ...Array.from({ length: 20 }, () => table[head + 1]!)];
    const limit = (more: object): Parameters<typeof sendBack>[3] => ({ limits: { ...FORM_LIMITS, ...more } });
    const workbook = await asWorkbook(long);
    expect(await sendBack(forms, workbook, campaign, limit({ bytes: 1_000 }))).toMatchObject({
      ...{ file: null, fault: 'TOO_LARGE' },
    });
    const sent = (more: object, file: Buffer): ReturnType<typeof sendBack> =>
      sendBack(forms, file, campaign, limit(more));
    expect(await sent({ lines: 20 }, asCsv(long))).toMatchObject({ fault: 'TOO_MANY_LINES', lines: 0 });
    expect(await sent({ unpacked: 4_000 }, workbook)).toMatchObject({ fault: 'TOO_LARGE', lines: 0 });
    expect(await sent({ shared: 500 }, await asWorkbook([...long, ['']]))).toMatchObject({ fault: 'TOO_LARGE' });
    const swollen = await workbookWith(table, `<sst><si><t>${'x'.repeat(3_000_000)}</t></si></sst>`);
    expect(await sent({}, swollen)).toMatchObject({ fault: 'TOO_LARGE' });
    expect(await sent({ lines: 21 }, asUtf16(long))).toMatchObject({ lines: 21, accepted: 1, unchanged: 20 });
  });
});

test('every reason has a sentence of its own in both languages', () => {
  const sentences = [...Object.values(FILE_FAULTS), ...Object.values(LINE_REASONS)];
  expect(new Set(sentences.map(({ english }) => english)).size).toBe(sentences.length);
  expect(new Set(sentences.map(({ vietnamese }) => vietnamese)).size).toBe(sentences.length);
});

/** A workbook whose cells' shared texts are something else. */
function workbookWith(table: Table, sharedStrings: string): Promise<Buffer> {
  return asWorkbook(table, { 'xl/sharedStrings.xml': sharedStrings });
}

function withCode({ table }: Returned, code: string): Table {
  return table.map((row) => (row[0] === 'Mã biểu' ? ['Mã biểu', code] : row));
}
