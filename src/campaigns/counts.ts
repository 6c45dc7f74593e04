import type { ClientBase } from 'pg';
import type { Anomaly } from './classify';

/** What is counted beside the anomalies. */
export type Counted = Anomaly | 'ALL' | 'VALID' | 'ELSEWHERE';

/** How many participants of a part there are of each kind, by province and employer. */
export class Counts {
  private readonly groups = new Map<string, Map<Counted, number>>();

  /** `employer` is a tax code, or null. */
  add(province: string, employer: string | null, kind: Counted): void {
    const key = `${province} ${employer ?? ''}`;
    let of = this.groups.get(key);
    if (!of) this.groups.set(key, (of = new Map<Counted, number>()));
    of.set(kind, (of.get(kind) ?? 0) + 1);
  }

  /** Writes the counts of a part; they are written once. */
  async write(client: ClientBase, campaign: string, part: number): Promise<void> {
    const rows = [...this.groups].flatMap(([key, of]) => {
      const [province, employer] = key.split(' ');
      return [...of].map(([kind, participants]) => ({ province, employer, kind, participants }));
    });
    await client.query({
      name: 'campaign: write counts',
      text: `insert into campaign.count (campaign, part, province, employer, anomaly, participants)
             select $1, $2, * from unnest($3::text[], $4::text[], $5::text[], $6::integer[])`,
      values: [
        campaign,
        part,
        rows.map(({ province }) => province),
        rows.map(({ employer }) => employer),
        rows.map(({ kind }) => kind),
        rows.map(({ participants }) => participants),
      ],
    });
  }
}
