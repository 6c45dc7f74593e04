import { hash } from 'node:crypto';
import type { ClientBase } from 'pg';
import type { Campaign } from './campaign';
import { findCitizens, type FoundCitizens } from './find-citizens';
import { learnModel } from './match';
import type { ParticipantRecord } from './participant-link';
import { readRange, toParticipant } from './participant-row';
import type { Registers } from './scan';
import { inStep, keepLease, type Unit } from './units';

/**
 * Learns the model by which a campaign matches: what comes in are samples of both registers, drawn from all parts of the
 * campaign; what holds afterwards is that its model is kept, under the version that its content gives.
 */

/** Participants of the sample, about; so many in a row wherever it is drawn. */
const SAMPLE = 8_000;
const ROW = 50;
const CHUNK = 1_000;

export async function learnOfRegisters(
  { gateway, insurance, population }: Registers & { readonly gateway: ClientBase },
  { scope }: Campaign,
  unit: Unit,
): Promise<Unit> {
  const random = drawerOf(unit.campaign);
  const participants = await drawParticipants({ gateway, insurance }, scope, unit.campaign, random);
  const found: FoundCitizens[] = [];
  for (let at = 0; at < participants.length; at += CHUNK) {
    found.push(...(await findCitizens(population, participants.slice(at, at + CHUNK))));
    await keepLease(gateway, unit, { position: null, done: 0 });
  }
  // The holders of stated IDs are citizens drawn at random; the other candidates are alike in name or birth date.
  const citizens = participants.flatMap(({ personalId }, i) =>
    (found[i]?.citizens ?? []).filter((citizen) => citizen.personalId === personalId),
  );
  const { rows } = await population.query<{ total: number }>('select count(*)::float8 as total from matching.citizen');
  const model = learnModel({ participants, found, citizens, total: rows[0]?.total ?? 0 }, random);
  return inStep(gateway, unit, { position: null, done: 1 }, async () => {
    await gateway.query('insert into campaign.model (version, body) values ($1, $2) on conflict do nothing', [
      model.version,
      JSON.stringify(model),
    ]);
    await gateway.query(
      'insert into campaign.decision (campaign, model) values ($1, $2) on conflict (campaign) do update set model = $2',
      [unit.campaign, model.version],
    );
  });
}

/** Some participants in a row from each of many places, the more the larger a part is. */
async function drawParticipants(
  { gateway, insurance }: { readonly gateway: ClientBase; readonly insurance: ClientBase },
  scope: Campaign['scope'],
  campaign: string,
  random: () => number,
): Promise<readonly ParticipantRecord[]> {
  const { rows: parts } = await gateway.query<{
    province: string;
    first_key: string;
    last_key: string;
    participants: number;
  }>(
    `select province, first_key, last_key, participants from campaign.unit where campaign = $1 and stage = 'SCAN' order by part`,
    [campaign],
  );
  const total = parts.reduce((sum, { participants }) => sum + participants, 0);
  const drawn: ParticipantRecord[] = [];
  for (const { province, first_key: first, last_key: last, participants } of parts) {
    const rows = Math.max(1, Math.round(((participants / total) * SAMPLE) / ROW));
    for (let i = 0; i < rows; i += 1) {
      const from = between(first, last, random());
      const range = { province, after: null, first: from, last, most: ROW };
      drawn.push(...(await readRange(insurance, scope, range)).map(toParticipant));
    }
  }
  return [...new Map(drawn.map((participant) => [participant.insuranceNumber, participant])).values()];
}

/** A number between two of ten digits. */
function between(first: string, last: string, share: number): string {
  const [low, high] = [Number(first), Number(last)];
  return String(Math.floor(low + (high - low) * share)).padStart(first.length, '0');
}

/**
 * Draws numbers from 0 up to 1 that depend on a campaign alone, so that what is drawn for it can be drawn again: xoshiro128**
 * (Blackman and Vigna 2018), begun with a hash of the campaign's ID.
 */
export function drawerOf(campaign: string): () => number {
  const seed = hash('sha256', campaign, 'buffer');
  let [a, b, c, d] = [seed.readInt32LE(0), seed.readInt32LE(4), seed.readInt32LE(8), seed.readInt32LE(12)];
  const rotate = (bits: number, by: number): number => (bits << by) | (bits >>> (32 - by));
  return () => {
    const drawn = Math.imul(rotate(Math.imul(b, 5), 7), 9);
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotate(d, 11);
    return (drawn >>> 0) / 2 ** 32;
  };
}
