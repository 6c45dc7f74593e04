import { parseCalendarDate } from '../values/calendar';
import { DocumentReader } from '../values/document-reader';
import { parseProvinceCode } from '../values/province-code';
import { parseTaxCode } from '../values/tax-code';
import { type Campaign, CAMPAIGN_SCHEMES, type CampaignScope, type Target } from './campaign';
import { ANOMALIES } from './classify';

/** How sure a campaign is that says nothing: three in ten thousand automatic matches may be wrong. */
const PRECISION = 0.9997;
const LEAST_PRECISION = 0.99;
const POSSIBLE_FROM = 0.0001;

/**
 * Reads a campaign from what JSON gave. Throws CAMPAIGN_INVALID with every fault and its place. What the scope leaves out
 * narrows nothing.
 */
export function parseCampaign(json: unknown): Campaign {
  const reader = new DocumentReader();
  const root = reader.object(json, 'campaign');
  const campaign: Campaign = {
    id: reader.matching(root['id'], 'id', /^[a-z0-9]+(-[a-z0-9]+)*$/, 'small letters, digits and dashes'),
    title: reader.text(root['title'] ?? root['id'], 'title'),
    scope: readScope(reader, root['scope'] ?? {}),
    targets: root['targets'] === undefined ? [] : reader.list(root['targets'], 'targets', readTarget(reader)),
    precision: reader.share(root['precision'] ?? PRECISION, 'precision'),
    possibleFrom: reader.share(root['possibleFrom'] ?? POSSIBLE_FROM, 'possibleFrom'),
    isDryRun: reader.oneOf(root['isDryRun'] ?? false, 'isDryRun', [false, true] as const),
  };
  reader.noOthers(root, 'campaign', Object.keys(campaign));
  if (campaign.id.length > 60) reader.fault('id', 'it has more than 60 characters', null);
  if (campaign.precision < LEAST_PRECISION) reader.fault('precision', `it is below ${LEAST_PRECISION}`, null);
  const provinces = campaign.targets.map(({ province }) => province);
  if (new Set(provinces).size < provinces.length) reader.fault('targets', 'a province has two of them', null);
  reader.finish('CAMPAIGN_INVALID');
  return campaign;
}

function readScope(reader: DocumentReader, json: unknown): CampaignScope {
  const object = reader.object(json, 'scope');
  reader.noOthers(object, 'scope', ['provinces', 'employers', 'schemes', 'anomalies']);
  const listOf = <Value>(key: string, read: (value: unknown, place: string) => Value): readonly Value[] | null => {
    if (object[key] === undefined || object[key] === null) return null;
    const values = reader.list(object[key], `scope.${key}`, read);
    return values.length > 0 ? values : reader.fault(`scope.${key}`, 'it is empty; leave it out for all of them', null);
  };
  return {
    provinces: listOf('provinces', (value, place) => reader.parsed(value, place, parseProvinceCode)),
    employers: listOf('employers', (value, place) => reader.parsed(value, place, parseTaxCode)),
    schemes: listOf('schemes', (value, place) => reader.oneOf(value as string, place, CAMPAIGN_SCHEMES)),
    anomalies: listOf('anomalies', (value, place) => reader.oneOf(value as string, place, ANOMALIES)),
  };
}

function readTarget(reader: DocumentReader): (json: unknown, place: string) => Target {
  return (json, place) => {
    const object = reader.object(json, place);
    reader.noOthers(object, place, ['province', 'share', 'deadline']);
    return {
      province: reader.parsed(object['province'], `${place}.province`, parseProvinceCode),
      share: reader.share(object['share'], `${place}.share`),
      deadline: reader.parsed(object['deadline'], `${place}.deadline`, parseCalendarDate),
    };
  };
}
