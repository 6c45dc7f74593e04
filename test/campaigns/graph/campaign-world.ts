import { Client } from 'pg';
import { PARTICIPANT_FIELDS } from '../../../src/campaigns/participant-link';
import { type Model, nameModel } from '../../../src/linkage/model';
import { TermCounts } from '../../../src/linkage/term-counts';
import {
  type Asking,
  type ProtectedGateway,
  type RecordedAnswer,
  startProtectedGateway,
} from '../../support/protected-gateway';
import { openTables, type RegisterTables } from '../../support/register-tables';

/** A protected gateway with its officers, and the gateway's own database to put findings into. */
export interface CampaignWorld {
  readonly gateway: ProtectedGateway;
  readonly tables: RegisterTables;
  /** As the gateway's writer. */
  readonly client: Client;
  readonly headquarters: Asking;
  readonly branch: Asking;
  readonly colleague: Asking;
  /** Of another province. */
  readonly elsewhere: Asking;
  /** Pairs of a participant of a province and the citizen who they state to be, who lives there and has not died. */
  findPairs(province: string, most: number): Promise<readonly Pair[]>;
  close(): Promise<void>;
}

export interface Pair {
  readonly insuranceNumber: string;
  readonly personalId: string;
}

export async function openCampaignWorld(): Promise<CampaignWorld> {
  const gateway = await startProtectedGateway();
  const tables = openTables(gateway.site);
  const client = new Client(gateway.site.writer());
  await client.connect();
  const [headquarters, branch, colleague, elsewhere] = await Promise.all([
    gateway.as('hq-officer', 'campaign'),
    gateway.as('branch-officer-04', 'campaign'),
    gateway.as('branch-officer-04-2', 'campaign'),
    gateway.as('branch-officer-79', 'campaign'),
  ]);
  return {
    ...{ gateway, tables, client, headquarters, branch, colleague, elsewhere },
    findPairs: async (province, most) => {
      const participants = await tables.select<Pair & { sex: string; year: string }>(
        'insurance',
        `select insurance_number as "insuranceNumber", personal_id as "personalId", sex, left(birth_date::text, 4) as year
           from share.participant where province_code = $1 and personal_id is not null and birth_date is not null
          order by insurance_number limit 500`,
        [province],
      );
      const citizens = await tables.select<{ id: string; sex: string; year: string }>(
        'population',
        `select personal_id as id, sex, left(birth_date::text, 4) as year from share.citizen
          where province_code = $1 and status = 'A' and personal_id = any($2::text[])`,
        [province, participants.map(({ personalId }) => personalId)],
      );
      const known = new Map(citizens.map((citizen) => [citizen.id, citizen]));
      const pairs = participants.filter(({ personalId, sex, year }) => {
        const citizen = known.get(personalId);
        return citizen?.sex === sex && citizen.year === year;
      });
      if (pairs.length < most) throw new Error(`province ${province} of the run has no ${most} such pairs`);
      return pairs.slice(0, most).map(({ insuranceNumber, personalId }) => ({ insuranceNumber, personalId }));
    },
    close: async () => {
      await client.end();
      await tables.close();
      await gateway.close();
    },
  };
}

/** A model that nobody learnt: each level of a field is a little more likely of one person than the next. */
export function someModel(): Model {
  const fields = PARTICIPANT_FIELDS.map(({ name, levels }) => {
    const sum = (levels.length * (levels.length + 1)) / 2;
    const m = levels.map((_, i) => (levels.length - i) / sum);
    return { name, levels, m, u: m.toReversed() };
  });
  return nameModel({ fields, terms: new TermCounts().toJSON(), rights: 20_000, coverage: 0.98 });
}

/** What the one field of an answer without errors is. */
export function told({ data, errors }: RecordedAnswer): unknown {
  if (errors) throw new Error(`the gateway refused: ${JSON.stringify(errors)}`);
  return Object.values(data ?? {})[0];
}
