import { Arg, Ctx, Field, FieldResolver, InputType, Int, Query, Resolver, Root } from 'type-graphql';
import { LienThongError } from '../errors';
import { composedType } from '../planning/composed';
import { toEqualityQuery, toEqualityShape } from '../planning/connection';
import type { GraphContext } from '../planning/context';
import { edgesFrom, getDeclaration, type RowClass } from '../planning/declaration';
import { requireFirst } from '../planning/first';
import type { Row } from '../planning/row';
import { requireStorable } from '../planning/storable-text';
import { declareRequirement } from '../planning/view/requirements';
import type { ViewRules } from '../planning/view/rules';
import { findHidden } from '../planning/view/usable';
import { Sex } from '../registers/codes';
import { HealthCard } from '../registers/health/health-card';
import { Participant } from '../registers/insurance/participant';
import { Citizen } from '../registers/population/citizen';
import { LegacyIdCard } from '../registers/population/legacy-id-card';
import { Taxpayer } from '../registers/tax/taxpayer';
import { foldName } from '../values/fold-name';
import {
  CommuneCodeScalar,
  DateScalar,
  HealthCardNumberScalar,
  InsuranceNumberScalar,
  LegacyIdCardNumberScalar,
  PersonalIdScalar,
  ProvinceCodeScalar,
  TaxCodeScalar,
} from '../values/scalars';

/** Finding people: by one identifier, or by at least three attributes. Nobody can leaf through a register. */

const MOST = 50;
const CUT = 'Exactly `first` of them mean that there may be more.';

@InputType({
  description:
    'Whom to look for: exactly one identifier, or at least three of full name, birth date, sex and place (commune or province).',
})
export class SearchPeopleInput {
  @Field(() => PersonalIdScalar, { nullable: true, description: 'A 12-digit personal ID.' })
  personalId?: string | null;

  @Field(() => LegacyIdCardNumberScalar, {
    nullable: true,
    description: 'A nine-digit identity-card number; such numbers were not always unique.',
  })
  legacyIdCardNumber?: string | null;

  @Field(() => InsuranceNumberScalar, { nullable: true, description: 'A 10-digit insurance number.' })
  insuranceNumber?: string | null;

  @Field(() => TaxCodeScalar, { nullable: true, description: 'A person’s 10-digit tax code.' })
  taxCode?: string | null;

  @Field(() => HealthCardNumberScalar, { nullable: true, description: 'A 15-character health-insurance card number.' })
  healthCardNumber?: string | null;

  @Field(() => String, { nullable: true, description: 'The whole name; case and diacritics do not matter.' })
  fullName?: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'The birth date as the register states it.' })
  birthDate?: string | null;

  @Field(() => Sex, { nullable: true, description: 'The sex as the register states it.' })
  sex?: string | null;

  @Field(() => ProvinceCodeScalar, { nullable: true, description: 'Province of residence as the register states it.' })
  province?: string | null;

  @Field(() => CommuneCodeScalar, {
    nullable: true,
    description: 'Commune of residence as the register states it; with `province` it still counts as one attribute.',
  })
  commune?: string | null;
}

const IDENTIFIERS = ['personalId', 'legacyIdCardNumber', 'insuranceNumber', 'taxCode', 'healthCardNumber'] as const;
type Identifier = (typeof IDENTIFIERS)[number];

/** For each identifier, the column of each kind of record that holds it. */
interface Searchable {
  readonly columns: Partial<Record<Identifier, readonly string[]>>;
  readonly provinceColumn: string;
  readonly communeColumn: string;
  /** The fields that show what attributes compare with: whoever may not see them may not search by them. */
  readonly shownBy: Readonly<Record<Attribute, string>>;
}

const ATTRIBUTES = ['fullName', 'birthDate', 'sex', 'province', 'commune'] as const;
type Attribute = (typeof ATTRIBUTES)[number];

const SHOWN_BY = { fullName: 'fullName', birthDate: 'birthDate', sex: 'sex' } as const;
const RESIDENCE = { province: 'residenceProvince', commune: 'residenceCommune' } as const;

const SEARCHABLE = new Map<RowClass, Searchable>([
  [
    Citizen,
    {
      columns: { personalId: ['personal_id'] },
      provinceColumn: 'province_code',
      communeColumn: 'commune_code',
      shownBy: { ...SHOWN_BY, province: 'province', commune: 'commune' },
    },
  ],
  [
    Participant,
    {
      columns: {
        personalId: ['personal_id'],
        legacyIdCardNumber: ['personal_id'],
        insuranceNumber: ['insurance_number'],
      },
      provinceColumn: 'residence_province_code',
      communeColumn: 'residence_commune_code',
      shownBy: { ...SHOWN_BY, ...RESIDENCE },
    },
  ],
  [
    Taxpayer,
    {
      columns: { personalId: ['personal_id'], legacyIdCardNumber: ['id_card_number'], taxCode: ['tax_code'] },
      provinceColumn: 'residence_province_code',
      communeColumn: 'residence_commune_code',
      shownBy: { ...SHOWN_BY, ...RESIDENCE },
    },
  ],
  [
    HealthCard,
    {
      columns: {
        personalId: ['personal_id'],
        legacyIdCardNumber: ['personal_id'],
        insuranceNumber: ['insurance_number'],
        healthCardNumber: ['card_number'],
      },
      provinceColumn: 'residence_province_code',
      communeColumn: 'residence_commune_code',
      shownBy: { ...SHOWN_BY, ...RESIDENCE },
    },
  ],
]);

for (const name of [...IDENTIFIERS, ...ATTRIBUTES]) {
  declareRequirement(`SearchPeopleInput.${name}`, (rules) => whyNotBy(name, rules));
}

/** Why a view cannot search by something: a kind of record that it shows would be compared by what it does not show. */
function whyNotBy(name: Identifier | Attribute, rules: ViewRules): string | null {
  for (const [type, { columns, shownBy }] of SEARCHABLE) {
    const declaration = getDeclaration(type);
    if (!declaration.columns.some(({ field }) => isShown(`${type.name}.${field}`, rules))) continue;
    if (name in shownBy) {
      const coordinate = `${type.name}.${shownBy[name as Attribute]}`;
      if (rules.accessTo(coordinate) !== 'READ') return `it compares with ${coordinate}, which is not granted as it is`;
      continue;
    }
    const hidden = findHidden(declaration, columns[name as Identifier] ?? [], rules, 'it compares with');
    if (hidden) return hidden;
    if (type === Citizen && name === 'legacyIdCardNumber' && rules.accessTo('LegacyIdCard.cardNumber') !== 'READ') {
      return 'it compares with LegacyIdCard.cardNumber, which is not granted as it is';
    }
  }
  return null;
}

function isShown(coordinate: string, rules: ViewRules): boolean {
  const access = rules.accessTo(coordinate);
  return access !== null && access !== 'VERIFY';
}

@composedType(
  'The records that fit a search, register by register. A register is searched only when its field is asked for.',
)
export class SearchPeopleResult {
  constructor(
    readonly search: SearchPeopleInput,
    readonly first: number,
  ) {}
}

@Resolver(() => SearchPeopleResult)
export class SearchPeopleResolver {
  @Query(() => SearchPeopleResult, {
    nullable: true,
    description:
      'Finds records by an identifier or by at least three attributes. There is no paging: a list of exactly `first` records may leave others out, and such a search wants another attribute.',
  })
  searchPeople(
    @Arg('search', () => SearchPeopleInput, { description: 'Whom to look for.' }) search: SearchPeopleInput,
    @Arg('first', () => Int, {
      defaultValue: 20,
      description: `How many records of each register at most: 1 to ${MOST}.`,
    })
    first: number,
  ): SearchPeopleResult {
    requireFirst(first, MOST);
    requireNarrow(search);
    return new SearchPeopleResult(search, first);
  }

  @FieldResolver(() => [Citizen], { nullable: true, description: `Entries of the population register. ${CUT}` })
  async citizens(@Root() { search, first }: SearchPeopleResult, @Ctx() context: GraphContext): Promise<readonly Row[]> {
    const { legacyIdCardNumber } = search;
    return legacyIdCardNumber ? findHolders(legacyIdCardNumber, first, context) : find(Citizen, search, first, context);
  }

  @FieldResolver(() => [Participant], { nullable: true, description: `Records of the insurance register. ${CUT}` })
  participants(@Root() { search, first }: SearchPeopleResult, @Ctx() context: GraphContext): Promise<readonly Row[]> {
    return find(Participant, search, first, context);
  }

  @FieldResolver(() => [Taxpayer], { nullable: true, description: `Records of the tax register. ${CUT}` })
  taxpayers(@Root() { search, first }: SearchPeopleResult, @Ctx() context: GraphContext): Promise<readonly Row[]> {
    return find(Taxpayer, search, first, context);
  }

  @FieldResolver(() => [HealthCard], { nullable: true, description: `Cards of the health register. ${CUT}` })
  healthCards(@Root() { search, first }: SearchPeopleResult, @Ctx() context: GraphContext): Promise<readonly Row[]> {
    return find(HealthCard, search, first, context);
  }
}

/** The records of one kind that fit; none where this kind of record does not hold the identifier. */
async function find(
  type: RowClass,
  search: SearchPeopleInput,
  first: number,
  context: GraphContext,
): Promise<readonly Row[]> {
  const equal = equalities(type, search);
  return equal ? loadEqual(type, equal, first, context) : [];
}

/** The citizens who held an identity card of this number. A card may have no citizen, so more cards are read than are asked for. */
async function findHolders(cardNumber: string, first: number, context: GraphContext): Promise<readonly Row[]> {
  const listing = { field: 'searchPeople LegacyIdCard', of: () => LegacyIdCard };
  const query = { shape: toEqualityShape({ card_number: cardNumber }, []), values: [cardNumber], after: null };
  const cards = await context.registers.loadLeads(listing, query, MOST);
  const holder = edgesFrom(LegacyIdCard).find(({ field }) => field === 'citizen');
  if (!holder) throw new Error('An identity card leads to no citizen');
  const holders = await Promise.all(cards.map((card) => context.registers.loadInScope(holder, card)));
  return holders.filter((holder) => holder !== null).slice(0, first);
}

function loadEqual(
  type: RowClass,
  equal: Readonly<Record<string, string>>,
  first: number,
  context: GraphContext,
): Promise<readonly Row[]> {
  const query = toEqualityQuery(() => type, equal, context.view);
  return context.registers.loadPage({ field: `searchPeople ${type.name}`, of: () => type }, query, first);
}

function equalities(type: RowClass, search: SearchPeopleInput): Record<string, string> | null {
  const searchable = SEARCHABLE.get(type);
  if (!searchable) throw new Error(`${type.name} cannot be searched`);
  const identifier = IDENTIFIERS.find((name) => isGiven(search[name]));
  if (identifier) {
    const columns = searchable.columns[identifier];
    return columns ? Object.fromEntries(columns.map((column) => [column, search[identifier] ?? ''])) : null;
  }
  const given = {
    name_key: isGiven(search.fullName) ? foldName(search.fullName) : null,
    birth_date: search.birthDate,
    sex: search.sex,
    [searchable.provinceColumn]: search.province,
    [searchable.communeColumn]: search.commune,
  };
  return Object.fromEntries(Object.entries(given).filter((entry): entry is [string, string] => isGiven(entry[1])));
}

/** Throws ARGUMENT_INVALID unless the search is one identifier alone or at least three attributes. */
function requireNarrow(search: SearchPeopleInput): void {
  const identifiers = IDENTIFIERS.filter((name) => isGiven(search[name])).length;
  const place = isGiven(search.province) || isGiven(search.commune);
  const attributes = [isGiven(search.fullName), isGiven(search.birthDate), isGiven(search.sex), place].filter(Boolean);
  if (identifiers > 1 || (identifiers === 1 && attributes.length > 0)) {
    refuse('Search by one identifier alone, or by attributes alone', 'IDENTIFIER_NOT_ALONE');
  }
  if (isGiven(search.fullName)) requireStorable('search.fullName', search.fullName);
  if (isGiven(search.fullName) && foldName(search.fullName) === '') refuse('fullName is blank', 'BLANK');
  if (identifiers === 0 && attributes.length < 3) {
    refuse(
      `Give one identifier, or at least three of fullName, birthDate, sex and province or commune; ${attributes.length} given`,
      'TOO_FEW_ATTRIBUTES',
    );
  }
}

function isGiven(value: string | null | undefined): value is string {
  return value !== null && value !== undefined;
}

function refuse(message: string, reason: string): never {
  throw new LienThongError('ARGUMENT_INVALID', message, { argument: 'search', reason });
}
