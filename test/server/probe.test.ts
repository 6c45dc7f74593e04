import { startGateway, type TestGateway } from '../support/gateway';
import { recordLog } from './recorded-log';
const recorded = recordLog();
let g: TestGateway;
beforeAll(async () => { g = await startGateway({ log: recorded.log }); });
afterAll(() => g.close());
const C = '987654321012';
async function raw(path: string, init: RequestInit) {
  const r = await fetch(g.url + path, init);
  return `${r.status} ${(await r.text()).slice(0, 420)}`;
}
const json = { 'content-type': 'application/json' };
test('probe', async () => {
  const out: string[] = [];
  const say = async (name: string, p: Promise<unknown>) => { const t0=Date.now(); const a = await p; out.push(`[${Date.now()-t0} ms] ${name}: ${typeof a === 'string' ? a : JSON.stringify(a).slice(0, 420)}`); };
  const vars: Record<string, [string, unknown]> = {
    PersonalId: ['query($v: PersonalId!){person(personalId:$v){personalId}}', C],
    InsuranceNumber: ['query($v: InsuranceNumber!){participant(insuranceNumber:$v){fullName}}', C],
    TaxCode: ['query($v: TaxCode!){employer(taxCode:$v){taxCode}}', C],
    HealthCard: ['query($v: HealthCardNumber!){healthCard(cardNumber:$v){cardNumber}}', C],
    Province: ['query($v: ProvinceCode!){province(code:$v){name}}', C],
    Commune: ['query($v: CommuneCode!){commune(code:$v){name}}', C],
    Date: ['query($v: Date){provinces(on:$v){name}}', C],
    Enum: ['query($v: ParticipantFilter){participants(filter:$v){totalCount}}', { scheme: C }],
    Nested: ['query($v: ParticipantFilter){participants(filter:$v){totalCount}}', { province: C }],
    Unknown: ['query($v: ParticipantFilter){participants(filter:$v){totalCount}}', { [`f${C}`]: C }],
    Int: ['query($v: Int!){participants(first:$v){totalCount}}', C],
    IntBig: ['query($v: Int!){participants(first:$v){totalCount}}', Number(C)],
    IntFloat: ['query($v: Int!){participants(first:$v){totalCount}}', 1.5],
    Null: ['query($v: PersonalId!){person(personalId:$v){personalId}}', null],
    Search: ['query($v: SearchPeopleInput!){searchPeople(search:$v){citizens{fullName}}}', { legacyIdCardNumber: C }],
    SearchFew: ['query($v: SearchPeopleInput!){searchPeople(search:$v){citizens{fullName}}}', { fullName: C }],
    SearchTwo: ['query($v: SearchPeopleInput!){searchPeople(search:$v){citizens{fullName}}}', { personalId: '904185012345', insuranceNumber: '0499000017' }],
    After: ['query($v: String){participants(after:$v){edges{cursor}}}', C],
    AfterInt: ['query($v: String){participants(after:$v){edges{cursor}}}', Number(C)],
  };
  for (const [n, [q, v]] of Object.entries(vars)) await say(n, g.ask(q, { v }));
  const lits = [
    `{person(personalId:"${C}"){personalId}}`, `{person(personalId:${C}){personalId}}`, `{participants(first:${C}){totalCount}}`, `{participants(first:"${C}"){totalCount}}`,
    `{participants(filter:{scheme:"${C}"}){totalCount}}`, `{participants(filter:{scheme:X${C}}){totalCount}}`, `{participants(filter:{x${C}:"${C}"}){totalCount}}`, `{x${C}}`, `{participants(first: 0){totalCount}}`, `{participants(first: 100000){totalCount}}`, `{participants(first: -1){totalCount}}`,
    `{provinces{targets(first:0){year}}}`, `{province(code:"99"){name}}`, `{province(code:"04", on:"2023-02-30"){name}}`, `{commune(code:"99999"){name}}`, `{person(personalId:"904185012345" x${C}: 1){personalId}}`,
    `query A{__typename} query B{__typename}`, `{`, ``, `"${C}"`, `{person(personalId:"${C}`, `mutation{x${C}}`, `fragment A on Query{...B} fragment B on Query{...A} {...A}`, `{...F${C}}`, `query($v${C}: String){__typename}`, `{__typename @x${C}}`, `{participants(after:"${C}"){edges{cursor}}}`,
    `{participants(filter:{province:"04"}, after:"x"){edges{cursor}}}`, `subscription{a}`, `{__schema{types{fields{type{fields{type{fields{type{fields{type{name}}}}}}}}}}}`,
    `{a:__typename ${Array.from({length: 2100}, (_, i) => `a${i}:__typename`).join(' ')}}`,
  ];
  for (const q of lits) await say(`LIT ${q.slice(0, 90)}`, g.ask(q));
  await say('opname', raw('/graphql', { method: 'POST', headers: json, body: JSON.stringify({ query: 'query A{__typename}', operationName: `B${C} Nguyễn` }) }));
  await say('notjson', raw('/graphql', { method: 'POST', headers: json, body: `{${C}` }));
  await say('empty', raw('/graphql', { method: 'POST', headers: json, body: '' }));
  await say('null', raw('/graphql', { method: 'POST', headers: json, body: 'null' }));
  await say('string', raw('/graphql', { method: 'POST', headers: json, body: `"${C}"` }));
  await say('noquery', raw('/graphql', { method: 'POST', headers: json, body: `{"x":"${C}"}` }));
  await say('queryInt', raw('/graphql', { method: 'POST', headers: json, body: `{"query":${C}}` }));
  await say('varsString', raw('/graphql', { method: 'POST', headers: json, body: `{"query":"{__typename}","variables":"${C}"}` }));
  await say('varsArr', raw('/graphql', { method: 'POST', headers: json, body: `{"query":"{__typename}","variables":["${C}"]}` }));
  await say('ext', raw('/graphql', { method: 'POST', headers: json, body: `{"query":"{__typename}","extensions":"${C}"}` }));
  await say('proto', raw('/graphql', { method: 'POST', headers: json, body: `{"query":"{__typename}","__proto__":{"a":"${C}"}}` }));
  await say('batch', raw('/graphql', { method: 'POST', headers: json, body: `[{"query":"{__typename}"},{"query":"{__typename}"}]` }));
  await say('text', raw('/graphql', { method: 'POST', headers: { 'content-type': 'text/plain' }, body: `{"query":"{__typename}"}` }));
  await say('form', raw('/graphql', { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: `query={__typename}` }));
  await say('multipart', raw('/graphql', { method: 'POST', headers: { 'content-type': 'multipart/form-data; boundary=x' }, body: `x` }));
  await say('badct', raw('/graphql', { method: 'POST', headers: { 'content-type': `application/json; charset=${C}` }, body: `{"query":"{__typename}"}` }));
  await say('noct', raw('/graphql', { method: 'POST', body: Buffer.from(`{"query":"{__typename}"}`) }));
  await say('get', raw('/graphql?query={__typename}', {}));
  await say('getpre', raw('/graphql?query={__typename}', { headers: { 'apollo-require-preflight': '1' } }));
  await say('getpremut', raw('/graphql?query=mutation{x}', { headers: { 'apollo-require-preflight': '1' } }));
  await say('getvars', raw(`/graphql?query={__typename}&variables=${C}`, { headers: { 'apollo-require-preflight': '1' } }));
  await say('getvars2', raw(`/graphql?query={__typename}&variables={x${C}`, { headers: { 'apollo-require-preflight': '1' } }));
  await say('getnone', raw(`/graphql`, { headers: { 'apollo-require-preflight': '1', accept: 'text/html' } }));
  await say('put', raw('/graphql', { method: 'PUT', headers: json, body: `{"query":"{__typename}"}` }));
  await say('delete', raw('/graphql', { method: 'DELETE' }));
  await say('options', raw('/graphql', { method: 'OPTIONS' }));
  await say('accept', raw('/graphql', { method: 'POST', headers: { ...json, accept: 'image/png' }, body: `{"query":"{__typename}"}` }));
  await say('accept2', raw('/graphql', { method: 'POST', headers: { ...json, accept: 'multipart/mixed' }, body: `{"query":"{__typename}"}` }));
  await say('accept3', raw('/graphql', { method: 'POST', headers: { ...json, accept: 'application/graphql-response+json' }, body: JSON.stringify({ query: `{participants(first:0){totalCount}}` }) }));
  await say('404', raw(`/people/${C}?x=${C}`, {}));
  await say('404b', raw(`/graphql/${C}`, { method: 'POST', headers: json, body: '{}' }));
  await say('badurl', raw(`/%zz${C}`, {}));
  await say('70k', raw('/graphql', { method: 'POST', headers: json, body: JSON.stringify({ query: '{__typename}', variables: { a: C.repeat(6000) } }) }));
  await say('deepvars', raw('/graphql', { method: 'POST', headers: json, body: `{"query":"{__typename}","variables":{"a":${'['.repeat(30000)}${']'.repeat(30000)}}}` }));
  await say('deepvars2', raw('/graphql', { method: 'POST', headers: json, body: `{"query":"query($v: [String]){__typename}","variables":{"v":${'['.repeat(30000)}${']'.repeat(30000)}}}` }));
  await say('deeplit', g.ask(`{participants(after:${'['.repeat(900)}${']'.repeat(900)}){totalCount}}`));
  await say('deepsel', g.ask(`{participants{edges{node{${'employer{participants{'.repeat(20)}fullName${'}}'.repeat(20)}}}}}`));
  await say('deepinline', g.ask(`{${'...on Query{'.repeat(400)}__typename${'}'.repeat(400)}}`));
  await say('deepfrag', g.ask(`{...F0} ${Array.from({ length: 150 }, (_, i) => `fragment F${i} on Query{...F${i + 1} ...F${i + 1}}`).join(' ')} fragment F150 on Query{__typename}`));
  await say('big', g.ask(`{participants(first:500){edges{node{employer{participants(first:500){employer{participants(first:500){fullName}}}}}}}}`));
  console.log(out.join('\n\n'));
  console.log(recorded.lines.filter((l) => l.includes(C)).join('\n'));
  console.log(recorded.lines.slice(-30).join('\n').slice(0, 6000));
});
