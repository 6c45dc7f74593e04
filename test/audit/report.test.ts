import type { Client } from 'pg';
import type { AuditRecord } from '../../src/audit/record';
import { reportAgreement } from '../../src/audit/report';
import { createSubjectTokens } from '../../src/audit/subject-token';
import { toText } from '../../src/cli/audit-report';
import type { Site } from '../../src/database/site';
import { openTestSite } from '../support/cluster';
import { connect, makeScratchLog, type ScratchLog, someRecord } from './scratch-log';
import { writeLog } from './written-log';

const subjects = createSubjectTokens([Buffer.alloc(32, 1)]);
const answered = (at: string, people: readonly string[], changes: Partial<AuditRecord> = {}): AuditRecord =>
  someRecord({
    at,
    fields: ['Citizen.birthDate', 'Citizen.fullName'],
    masked: ['Citizen.fullName'],
    subjects: [subjects.subjects('population', new Set(people)), subjects.subjects('health', new Set(people.slice(1)))],
    ...changes,
  });
const refused = (at: string, reason: string): AuditRecord =>
  someRecord({ at, reason, decision: 'refused', outcome: 'refused', subjects: [] });

const RECORDS = [
  answered('2025-12-31T16:59:59.999Z', ['1']),
  // It is 2026 in Viet Nam from here on.
  answered('2025-12-31T17:00:00.000Z', ['1', '2']),
  answered('2026-01-20T00:00:00.000Z', ['2', '3'], { outcome: 'partly answered', reason: 'SOURCE_UNAVAILABLE' }),
  refused('2026-01-21T00:00:00.000Z', 'PURPOSE_NOT_GRANTED'),
  answered('2026-01-31T17:00:00.000Z', ['3', '4'], { fields: ['Citizen.sex'], masked: [] }),
  answered('2026-03-01T00:00:00.000Z', ['1'], { purpose: 'tax-review' }),
  answered('2026-03-01T00:00:00.000Z', ['9'], { agreement: { id: 'another', version: 1 } }),
  refused('2026-05-01T00:00:00.000Z', 'QUOTA_EXCEEDED'),
  refused('2026-06-01T00:00:00.000Z', 'PURPOSE_NOT_GRANTED'),
  answered('2026-12-31T17:00:00.000Z', ['5']),
];

let site: Site;
let scratch: ScratchLog;
let client: Client;
beforeAll(async () => {
  site = await openTestSite();
  scratch = await makeScratchLog(site, 'audit_report');
  client = await connect(scratch.writer);
  await writeLog(client, RECORDS.length, (seq) => RECORDS[seq]!, { batch: 3, signed: 5 });
});
afterAll(async () => {
  await client.end();
  await scratch.drop();
  await site.close();
});

test('people and fields are told by purpose and month of Viet Nam, and refusals by reason', async () => {
  const none = { population: 0, insurance: 0, tax: 0, health: 0 };
  const report = await reportAgreement(scratch.writer, 'health-insurance-payment', 2026);
  expect(report).toEqual({
    agreement: 'health-insurance-payment',
    year: 2026,
    purposes: [
      {
        purpose: 'health-insurance-payment',
        requests: 3,
        people: 4,
        subjects: { ...none, population: 4, health: 3 },
        fields: [
          { field: 'Citizen.birthDate', requests: 2, masked: 0 },
          { field: 'Citizen.fullName', requests: 2, masked: 2 },
          { field: 'Citizen.sex', requests: 1, masked: 0 },
        ],
        months: [
          {
            month: '2026-01',
            requests: 2,
            people: 3,
            subjects: { ...none, population: 3, health: 2 },
            fields: ['Citizen.birthDate', 'Citizen.fullName'],
          },
          {
            month: '2026-02',
            requests: 1,
            people: 2,
            subjects: { ...none, population: 2, health: 1 },
            fields: ['Citizen.sex'],
          },
        ],
      },
      expect.objectContaining({ purpose: 'tax-review', requests: 1, people: 1 }),
    ],
    refusals: [
      { reason: 'PURPOSE_NOT_GRANTED', requests: 2 },
      { reason: 'QUOTA_EXCEEDED', requests: 1 },
    ],
  });
  const text = toText(report);
  for (const words of ['4 people at least', '2026-02  1 requests', 'Citizen.fullName', 'QUOTA_EXCEEDED']) {
    expect(text).toContain(words);
  }
});

test('an agreement under which nothing was asked has an empty report', async () => {
  const report = await reportAgreement(scratch.writer, 'nobody', 2026);
  expect(report).toEqual({ agreement: 'nobody', year: 2026, purposes: [], refusals: [] });
  expect(toText(report)).toContain('Nothing was disclosed.');
});
