import { LienThongError } from '../errors';
import { ACTOR_KINDS } from '../identity/actor';
import { parseCalendarDate } from '../values/calendar';
import { parsePersonalId } from '../values/personal-id';
import { parseProvinceCode } from '../values/province-code';
import { DocumentReader } from '../values/document-reader';
import { parseTaxCode } from '../values/tax-code';
import { type Agreement, type Bearer, type Grant, type Limits, OF_BEARER, type RowScope } from './agreement';
import { isMask, MASKS } from './mask';
import { isPurpose, PURPOSES } from './purposes';

/**
 * Reads an agreement from what JSON gave. Throws AGREEMENT_INVALID with every fault and its place. What is left out has
 * the narrower meaning: no rows scope is a fault, no limit has to be said with null.
 */
export function parseAgreement(json: unknown): Agreement {
  const reader = new DocumentReader();
  const root = reader.object(json, 'agreement');
  const agreement: Agreement = {
    id: reader.matching(root['id'], 'id', /^[a-z0-9]+(-[a-z0-9]+)*$/, 'small letters, digits and dashes'),
    kind: reader.oneOf(root['kind'], 'kind', ['agreement', 'mandate'] as const),
    title: reader.text(root['title'], 'title'),
    provider: reader.text(root['provider'], 'provider'),
    receiver: reader.text(root['receiver'], 'receiver'),
    bearer: readBearer(reader, root['bearer']),
    legalBasis: readLegalBasis(reader, root['legalBasis']),
    purposes: reader.list(root['purposes'], 'purposes', (value, place) => {
      if (isPurpose(value)) return value;
      return reader.fault(place, `it is none of ${Object.keys(PURPOSES).join(', ')}`, 'audit' as const);
    }),
    grants: reader.list(root['grants'], 'grants', (value, place) => readGrant(reader, value, place)),
    rows: readRows(reader, root['rows']),
    limits: readLimits(reader, root['limits']),
    documents: reader.oneOf(root['documents'], 'documents', ['free', 'trusted'] as const),
    manifest: readManifest(reader, root['manifest']),
    explain: reader.oneOf(root['explain'] ?? false, 'explain', [true, false] as const),
    validFrom: reader.parsed(root['validFrom'], 'validFrom', parseCalendarDate),
    validTo: reader.parsed(root['validTo'], 'validTo', parseCalendarDate),
    contact: reader.text(root['contact'], 'contact'),
  };
  reader.noOthers(root, 'agreement', Object.keys(agreement));
  if (agreement.validTo < agreement.validFrom) reader.fault('validTo', 'it lies before validFrom', null);
  if (agreement.purposes.length === 0) reader.fault('purposes', 'one at least is needed', null);
  for (const purpose of agreement.purposes) {
    const { of } = PURPOSES[purpose] as { of: readonly string[] };
    if (!of.includes(agreement.bearer.kind)) {
      reader.fault('purposes', `${purpose} is no purpose of a ${agreement.bearer.kind}`, null);
    }
  }
  reader.finish('AGREEMENT_INVALID');
  return agreement;
}

function readBearer(reader: DocumentReader, json: unknown): Bearer {
  const object = reader.object(json, 'bearer');
  const kind = reader.oneOf(object['kind'], 'bearer.kind', ACTOR_KINDS);
  const role = object['role'] === undefined ? null : reader.text(object['role'], 'bearer.role');
  const clients =
    object['clients'] === undefined
      ? null
      : reader.list(object['clients'], 'bearer.clients', (value, place) => reader.text(value, place));
  if (kind === 'partner' && !clients?.length)
    reader.fault('bearer.clients', 'a partner’s systems have to be named', null);
  const hasRole = kind === 'officer' || kind === 'auditor';
  if (hasRole && !role) reader.fault('bearer.role', `the role of an ${kind} has to be named`, null);
  reader.noOthers(object, 'bearer', ['kind', 'role', 'clients']);
  return { kind, role, clients };
}

function readLegalBasis(reader: DocumentReader, json: unknown): Agreement['legalBasis'] {
  const object = reader.object(json, 'legalBasis');
  reader.noOthers(object, 'legalBasis', ['instrument', 'article']);
  return {
    instrument: reader.text(object['instrument'], 'legalBasis.instrument'),
    article: reader.text(object['article'], 'legalBasis.article'),
  };
}

function readGrant(reader: DocumentReader, json: unknown, place: string): Grant {
  const object = reader.object(json, place);
  reader.noOthers(object, place, ['access', 'fields', 'classes', 'of']);
  const texts = (key: string): readonly string[] =>
    object[key] === undefined
      ? []
      : reader.list(object[key], `${place}.${key}`, (value, where) => reader.text(value, where));
  const access = object['access'];
  const isKnown = access === 'READ' || access === 'VERIFY' || isMask(access);
  if (!isKnown) reader.fault(`${place}.access`, `it is none of READ, VERIFY, ${Object.keys(MASKS).join(', ')}`, null);
  return {
    access: isKnown ? access : 'VERIFY',
    fields: texts('fields'),
    classes: texts('classes'),
    of: object['of'] === undefined ? null : texts('of'),
  };
}

function readRows(reader: DocumentReader, json: unknown): RowScope {
  const object = reader.object(json, 'rows');
  reader.noOthers(object, 'rows', ['provinces', 'employers', 'people', 'groups']);
  const values = (key: string, parse: (value: unknown) => string): readonly string[] | null =>
    object[key] === null
      ? null
      : reader.list(object[key], `rows.${key}`, (value, place) => reader.parsed(value, place, parse));
  const orBearer = (key: string, parse: (value: unknown) => string): RowScope['people'] =>
    object[key] === OF_BEARER ? OF_BEARER : values(key, parse);
  return {
    provinces: orBearer('provinces', parseProvinceCode),
    employers: values('employers', parseTaxCode),
    people: orBearer('people', parsePersonalId),
    groups: values('groups', parseGroup),
  };
}

function parseGroup(value: unknown): string {
  if (typeof value === 'string' && /^[A-Z]{2}$/.test(value)) return value;
  throw new LienThongError('ARGUMENT_INVALID', 'a group is two capital letters');
}

function readLimits(reader: DocumentReader, json: unknown): Limits {
  const object = reader.object(json, 'limits');
  const number = (key: string): number | null =>
    object[key] === null ? null : reader.whole(object[key], `limits.${key}`);
  const limits: Limits = {
    peoplePerDay: number('peoplePerDay'),
    peoplePerMonth: number('peoplePerMonth'),
    identifiersPerDay: number('identifiersPerDay'),
    pricePerMinute: number('pricePerMinute'),
    price: reader.whole(object['price'], 'limits.price'),
  };
  reader.noOthers(object, 'limits', Object.keys(limits));
  return limits;
}

function readManifest(reader: DocumentReader, json: unknown): Readonly<Record<string, string>> {
  if (json === undefined) return {};
  const object = reader.object(json, 'manifest');
  return Object.fromEntries(
    Object.entries(object).map(([id, document], i) => {
      const isName = /^[\x21-\x7e]{1,128}$/.test(id);
      if (!isName) reader.fault(`manifest[${i}]`, 'a name has 1 to 128 letters of ASCII without blanks', null);
      return [id, reader.text(document, isName ? `manifest.${id}` : `manifest[${i}]`, 65_536)];
    }),
  );
}
