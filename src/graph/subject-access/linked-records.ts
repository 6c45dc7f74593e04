import type { RecordKeys } from '../../agreements/disclosure-reader';
import { toEqualityShape } from '../../planning/connection';
import type { RowClass } from '../../planning/declaration';
import type { RegisterLoaders } from '../../planning/register-loaders';
import { type Row, storedValue } from '../../planning/row';
import { HealthCard } from '../../registers/health/health-card';
import { Participant } from '../../registers/insurance/participant';
import { Citizen } from '../../registers/population/citizen';
import { SupersededId } from '../../registers/population/superseded-id';
import { Taxpayer } from '../../registers/tax/taxpayer';
import type { Register } from '../../values/databases';

/**
 * Finds the records that are a person's today, so that a log of what was disclosed of them is whole also where a register
 * states a wrong personal ID or none: by every ID that the person has or had, and from these records along the insurance
 * number of cards and the merging of tax codes. A record that states the ID of somebody else the population register
 * knows is not followed. Only keys leave here, and nothing of them is on record.
 */
export async function findLinkedRecords(personalId: string, registers: RegisterLoaders): Promise<RecordKeys> {
  const ids = await findIds(personalId, registers);
  const found = new Records(ids);
  let reached = await Promise.all(
    [...ids].flatMap((id) => [
      load(registers, Participant, 'personal_id', id),
      load(registers, HealthCard, 'personal_id', id),
      load(registers, Taxpayer, 'personal_id', id),
    ]),
  );
  for (let round = 0; round < ROUNDS_MOST; round += 1) {
    const added = found.add(reached.flat());
    if (added.length === 0) break;
    const linked = (await Promise.all(added.flatMap((record) => follow(record, registers)))).flat();
    const fresh = linked.filter((record) => !found.has(record));
    reached = [await withoutOthers(fresh, ids, registers)];
  }
  return found.keys();
}

/** Links are followed so many times; a person's records are two links apart at most. */
const ROUNDS_MOST = 4;
const IDS_MOST = 10;
const RECORDS_MOST = 50;

interface Found {
  readonly type: RowClass;
  readonly row: Row;
}

const REGISTER_KEYS = new Map<RowClass, readonly [Register, string]>([
  [Participant, ['insurance', 'insurance_number']],
  [HealthCard, ['health', 'card_number']],
  [Taxpayer, ['tax', 'tax_code']],
]);

class Records {
  private readonly byRegister = new Map<Register, Set<string>>();

  constructor(ids: ReadonlySet<string>) {
    this.byRegister.set('population', new Set(ids));
  }

  has({ type, row }: Found): boolean {
    const [register, column] = keyOf(type);
    return this.byRegister.get(register)?.has(String(storedValue(row, column))) ?? false;
  }

  /** Adds records; gives those that are new. */
  add(records: readonly Found[]): readonly Found[] {
    return records.filter((record) => {
      if (this.has(record)) return false;
      const [register, column] = keyOf(record.type);
      const keys = this.byRegister.get(register) ?? new Set<string>();
      this.byRegister.set(register, keys.add(String(storedValue(record.row, column))));
      return true;
    });
  }

  keys(): RecordKeys {
    return this.byRegister;
  }
}

function keyOf(type: RowClass): readonly [Register, string] {
  const key = REGISTER_KEYS.get(type);
  if (!key) throw new Error(`${type.name} is no record that states a personal ID`);
  return key;
}

/** The ID itself, the one that replaced it, and those that it or that one replaced. */
async function findIds(personalId: string, registers: RegisterLoaders): Promise<ReadonlySet<string>> {
  const ids = new Set([personalId]);
  let fresh: readonly string[] = [personalId];
  while (fresh.length > 0 && ids.size < IDS_MOST) {
    const changes = await Promise.all(
      fresh.flatMap((id) => [
        load(registers, SupersededId, 'superseded_id', id),
        load(registers, SupersededId, 'personal_id', id),
      ]),
    );
    const named = changes
      .flat()
      .flatMap(({ row }) => [storedValue(row, 'personal_id'), storedValue(row, 'superseded_id')].map(String));
    fresh = [...new Set(named)].filter((id) => !ids.has(id)).slice(0, IDS_MOST - ids.size);
    for (const id of fresh) ids.add(id);
  }
  return ids;
}

/** Where a record leads to others of the same person. */
function follow({ type, row }: Found, registers: RegisterLoaders): Promise<readonly Found[]>[] {
  const along = (target: RowClass, column: string, from = column): Promise<readonly Found[]>[] => {
    const value = storedValue(row, from);
    return typeof value === 'string' ? [load(registers, target, column, value)] : [];
  };
  if (type === HealthCard) return along(Participant, 'insurance_number');
  if (type === Participant) return along(HealthCard, 'insurance_number');
  return [...along(Taxpayer, 'tax_code', 'merged_into'), ...along(Taxpayer, 'merged_into', 'tax_code')];
}

/** Leaves out records that state the ID, today's or a former one, of another person. */
async function withoutOthers(
  records: readonly Found[],
  ids: ReadonlySet<string>,
  registers: RegisterLoaders,
): Promise<readonly Found[]> {
  const stated = records.map(({ row }) => storedValue(row, 'personal_id')).filter((id) => typeof id === 'string');
  const foreign = [...new Set(stated)].filter((id) => !ids.has(id));
  const known = await Promise.all(
    foreign.map(async (id) => {
      const found = await Promise.all([
        load(registers, Citizen, 'personal_id', id),
        load(registers, SupersededId, 'superseded_id', id),
      ]);
      return found.flat().length > 0 ? id : null;
    }),
  );
  const others = new Set<unknown>(known.filter((id) => id !== null));
  return records.filter(({ row }) => !others.has(storedValue(row, 'personal_id')));
}

async function load(
  registers: RegisterLoaders,
  type: RowClass,
  column: string,
  value: string,
): Promise<readonly Found[]> {
  const shape = toEqualityShape({ [column]: value }, []);
  const query = { shape, values: [value], after: null };
  const rows = await registers.loadLeads({ field: `linked ${type.name}`, of: () => type }, query, RECORDS_MOST);
  return rows.map((row) => ({ type, row }));
}
