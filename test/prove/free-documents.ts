/** So many numbers give documents of which no two choose the same fields of a participant and its contributions. */
export const DISTINCT = 2 ** 17;

/** Each of these is a bit of the document's number. */
const PARTICIPANT = [
  ...['fullName', 'birthDate', 'birthDatePrecision', 'sex', 'personalId', 'verifiedOn', 'firstRegisteredOn'],
  ...['recordedOn', 'vssidAccount { registeredOn }', 'insuranceNumber'],
];
const CONTRIBUTION = ['amount', 'dueOn', 'paidOn', 'kind', 'salary', 'status', 'socialInsuranceAmount'];

/** Edges of a participant with the longest list that is asked for, and fields behind them. */
const EDGES: readonly (readonly [edge: string, most: number | null, fields: readonly string[]])[] = [
  ['citizen', null, ['personalId', 'fullName', 'birthDate', 'sex', 'status', 'verifiedOn', 'death { diedOn }']],
  ['employer', null, ['taxCode', 'name', 'kind', 'status', 'registeredOn', 'unitCode']],
  ['healthCards', 10, ['cardNumber', 'objectGroup', 'benefitLevel', 'validFrom', 'validTo', 'facility { name }']],
  ['taxpayers', 5, ['taxCode', 'fullName', 'birthDate', 'status', 'registeredOn', 'incomes(first: 2) { year months }']],
  ['participations', 10, ['scheme', 'salary', 'startedOn', 'endedOn']],
];
const PROVINCES = ['01', '04', '15', '36', '44', '79'];
const SCHEMES = ['COMPULSORY_SI', 'HEALTH_INSURANCE', 'UNEMPLOYMENT_INSURANCE'];

/** A document as programs write it that put queries together; the same number gives the same one. */
export function freeDocument(number: number): string {
  const draw = drawFrom(number);
  // An odd factor gives every number another one, so that neighbours do not look alike.
  const bits = (number * 40_503) % DISTINCT;
  const isChosen = (field: string): boolean => ((bits >> [...PARTICIPANT, ...CONTRIBUTION].indexOf(field)) & 1) === 1;
  const write = (fields: readonly string[]): string =>
    fields.map((field, i) => (draw(8) === 0 ? `a${draw(50)}_${i}: ${field}` : field)).join(' ');
  const edges = EDGES.filter(() => draw(2) === 0).map(([edge, most, fields]) => {
    const list = most === null ? '' : `(first: ${1 + draw(most)})`;
    return `${edge}${list} { __typename ${write(fields.filter(() => draw(2) === 0))} }`;
  });
  const scheme = draw(2) === 0 ? `, scheme: ${SCHEMES[draw(SCHEMES.length)] ?? ''}` : '';
  return `{
  participants(filter: { province: "${PROVINCES[draw(PROVINCES.length)] ?? ''}"${scheme} }, first: ${1 + draw(10)}) {
    ${draw(4) === 0 ? 'totalCount' : '__typename'} edges { node {
      __typename ${write(PARTICIPANT.filter(isChosen))}
      contributions(first: ${1 + draw(6)}) { month ${write(CONTRIBUTION.filter(isChosen))} }
      ${edges.join('\n      ')}
    } }
  }
}`;
}

/** Numbers from 0 to below `most`, drawn by Marsaglia's xorshift from a seed. */
function drawFrom(seed: number): (most: number) => number {
  let state = (seed + 1) * 2_654_435_761;
  return (most) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % most;
  };
}
