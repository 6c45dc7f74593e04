import { proveCanaries } from './canaries.proof';
import { canariesOf, inventPerson } from './canary-people';
import { scanFor, writtenDates } from './canary-scan';

const person = { ...inventPerson(), id: '904185012345', name: 'Nguyễn Thị Đào', born: '1985-03-12' };
const scan = scanFor(canariesOf([person]));

test.each([
  ['as it is', `{"msg":"for ${person.id}"}`, 'id'],
  ['in an address', `GET /people/${encodeURIComponent(person.name)}`, 'name'],
  ['in an address with plus signs', `?name=${encodeURIComponent(person.name).replaceAll('%20', '+')}`, 'name'],
  ['in an address twice', encodeURIComponent(encodeURIComponent(person.name)), 'name'],
  ['with digits in percents', [...person.id].map((digit) => `%3${digit}`).join(''), 'id'],
  [
    'in JSON',
    JSON.stringify({ a: person.name }).replace(/[^ -~]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`),
    'name',
  ],
  [
    'in JSON in JSON',
    JSON.stringify(
      JSON.stringify({ a: person.name }).replace(
        /[^ -~]/g,
        (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
      ),
    ),
    'name',
  ],
  ['in base64', Buffer.from(`x${person.email}`).toString('base64'), 'email'],
  ['in base64url', Buffer.from(`{"name":"${person.name}"}`).toString('base64url'), 'name'],
  [
    'in a token',
    `${Buffer.from('{}').toString('base64url')}.${Buffer.from(`{"sub":"${person.id}"}`).toString('base64url')}.x`,
    'id',
  ],
  ['in hexadecimal', `\\x${Buffer.from(person.id).toString('hex')}`, 'id'],
  ['in capitals', person.name.toUpperCase(), 'name'],
  ['in small letters', person.card.toLowerCase(), 'card'],
  ['without marks', 'NGUYEN THI DAO', 'name'],
  ['with marks of their own', person.name.normalize('NFD'), 'name'],
  ['with blanks between the digits', 'ID 904 185 012 345!', 'id'],
  ['with dashes and points', '904-185.012-345', 'id'],
  ['as a date of Viet Nam', 'born 12/03/1985', 'born'],
])('a canary is seen %s', (_, text, kind) => {
  const noise = 'x'.repeat(5_000);
  expect(scan.find(`${noise} ${text} ${noise}`).map((hit) => hit.kind)).toContain(kind);
  expect(scan.find(`${noise}${noise}`)).toEqual([]);
});

test('a value that is like a canary is none, and one that could come by chance is refused', () => {
  expect(scan.find('904185012346 90418501234 12/03/1986 Nguyễn Thị Đ 1f904185-0123-4967-8a4f-79b6f50f6e91')).toEqual(
    [],
  );
  expect(() => scanFor([{ kind: 'sex', value: 'MALE' }])).toThrow('by chance');
  expect(writtenDates('1985-03-12')).toHaveLength(5);
});

test('no canary comes out but in an answer’s data, whatever is sent and whatever fails', async () => {
  const proven = await proveCanaries({ requests: 900, citizens: 1_000, tell: () => undefined });
  expect(proven.hits).toEqual([]);
  expect(proven).toMatchObject({ missing: [], lost: [] });
  expect(proven.requests).toBeGreaterThanOrEqual(900);
  expect(proven.telling).toBeGreaterThan(0);
  const stored = ['what the gateway said', 'what PostgreSQL said', 'the tables of audit and quotas'];
  for (const where of [...stored, 'the figures', 'the checkpoints', 'cursors and names']) {
    expect(proven.bytes[where]).toBeGreaterThan(0);
  }
}, 120_000);
