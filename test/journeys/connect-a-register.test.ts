import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { readConfig } from '../../src/config';
import { openSite, type Site } from '../../src/database/site';
import { askAt } from '../support/gateway';
import { makeDataDir, silent } from '../support/cluster';
import { embeddedEnvironment } from '../support/embedded-environment';
import { officerHeaders } from '../support/persona-token';

/** Follows docs/connect-a-register.md word for word, in a copy of the project over databases of its own. */

const ROOT = join(__dirname, '..', '..');
const PAGE = readFileSync(join(ROOT, 'docs', 'connect-a-register.md'), 'utf8');

/** The blocks of the page in one language, in order. */
function blocks(language: string): string[] {
  return [...PAGE.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map((match) => match[1] ?? '');
}

const dataDir = makeDataDir();
const project = mkdtempSync(join(tmpdir(), 'lien thong copy '));
const env = embeddedEnvironment({ LIENTHONG_DATA_DIR: dataDir, LIENTHONG_DEMO_CITIZENS: '1000', PORT: '0' });
let site: Site;
let gateway: ChildProcess | undefined;

beforeAll(async () => {
  for (const entry of ['src', 'migrations', 'package.json', 'package-lock.json', '.swcrc']) {
    cpSync(join(ROOT, entry), join(project, entry), {
      recursive: true,
      filter: (path) => !path.includes('graphiql/node_modules'),
    });
  }
  symlinkSync(join(ROOT, 'node_modules'), join(project, 'node_modules'));
  site = await openSite(readConfig({ LIENTHONG_DATA_DIR: dataDir }), { log: silent, durable: false });
  expect((await lienthong('demo')).code).toBe(0);
});

afterAll(async () => {
  if (gateway) {
    gateway.kill('SIGTERM');
    await once(gateway, 'exit');
  }
  await site.close();
  rmSync(dataDir, { recursive: true, force: true });
  rmSync(project, { recursive: true, force: true });
});

test('a register that is as declared has no difference', async () => {
  const { code, output } = await lienthong('check-register', 'health');
  expect(output).toMatch(/^health: 0 differences in 3 views/m);
  expect(code).toBe(0);
});

test('a declaration without its view and index is named by check-register, as the page says', async () => {
  const [additions = '', imports = ''] = blocks('ts');
  const file = join(project, 'src', 'registers', 'health', 'facility.ts');
  const declared = readFileSync(file, 'utf8').trimEnd().replace(/\}$/, `\n${additions}}\n`);
  writeFileSync(file, `${imports}${declared}`);

  const { code, output } = await lienthong('check-register', 'health');
  expect(code).toBe(1);
  const foretold = /would have said:\n\n```\n(.*?)```/s.exec(PAGE)?.[1] ?? 'nothing';
  for (const line of foretold.trim().split('\n')) expect(output.split('\n')).toContain(line);
});

test('with the view, the column and the edge answer, and no other file was touched', async () => {
  const owner = new Client(site.owner('health'));
  await owner.connect();
  for (const sql of blocks('sql')) await owner.query(sql);
  const { rows } = await owner.query<{ card_number: string; beds: number | null; claims: string }>(`
    select c.card_number, f.beds, (select count(*) from register.claim l where l.facility_code = f.facility_code) as claims
      from register.card c join register.facility f using (facility_code)
     where exists (select from register.claim l where l.facility_code = f.facility_code)
     order by f.beds nulls last, c.card_number limit 1`);
  await owner.end();
  const card = rows[0];
  expect(card).toBeDefined();

  expect((await lienthong('check-register', 'health')).output).toMatch(/^health: 0 differences/m);
  const url = await serve();
  const headers = await officerHeaders(dataDir);
  const answer = await askAt(url, blocks('graphql')[0] ?? '', { card: card?.card_number }, { headers });
  expect(answer.errors).toBeUndefined();
  const { facility } = (
    answer.data as unknown as { healthCard: { facility: { beds: number | null; claims: unknown[] } } }
  ).healthCard;
  expect(facility.beds).toBe(card?.beds);
  expect(facility.claims).toHaveLength(Math.min(3, Number(card?.claims)));
});

async function lienthong(...words: string[]): Promise<{ code: number; output: string }> {
  const child = spawn(process.execPath, [join(project, 'src', 'cli', 'lienthong.cjs'), ...words], {
    cwd: project,
    env,
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number];
  return { code, output };
}

async function serve(): Promise<string> {
  const child = spawn(process.execPath, [join(project, 'src', 'cli', 'lienthong.cjs'), 'serve'], { cwd: project, env });
  gateway = child;
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const url = /GraphQL {4}(http:\S+)\/graphql/.exec(said)?.[1];
      if (url) resolve(url);
    });
    child.once('exit', () => {
      reject(new Error(said));
    });
  });
}
