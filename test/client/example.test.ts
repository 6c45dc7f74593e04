import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { testConfig } from '../support/cluster';
import { personaHeaders } from '../support/persona-token';
import { type ProtectedGateway, startProtectedGateway } from '../support/protected-gateway';

const ROOT = join(__dirname, '..', '..');
const COMPILER = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');

let built: string;
let gateway: ProtectedGateway;
let token: string;

beforeAll(async () => {
  built = mkdtempSync(join(tmpdir(), 'lienthong-example-'));
  gateway = await startProtectedGateway();
  const headers = await personaHeaders({ persona: 'hq-officer', purpose: 'campaign' }, testConfig());
  token = headers['authorization']!.replace('Bearer ', '');
});

afterAll(async () => {
  await gateway.close();
  rmSync(built, { recursive: true, force: true });
});

/** Runs the compiled example as a program of its own. */
async function runExample(...args: string[]): Promise<{ status: unknown; output: string; complaints: string }> {
  const child = spawn(process.execPath, [join(built, 'docs', 'examples', 'flagship.js'), ...args], {
    cwd: built,
    env: { ...process.env, LIENTHONG_TOKEN: token },
  });
  const [output, complaints, [status]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<unknown[]>,
  ]);
  return { status, output, complaints };
}

test('the example of the documentation compiles and prints the first participants of a province', async () => {
  const compiler = spawnSync(process.execPath, [COMPILER, '-p', join(ROOT, 'docs', 'examples'), '--outDir', built], {
    encoding: 'utf8',
  });
  expect(compiler.stdout).toBe('');
  expect(compiler.status).toBe(0);

  const officer = await gateway.as('hq-officer', 'campaign');
  const known = await officer(`{
    participants(filter: { province: "79", scheme: COMPULSORY_SI }, first: 50) {
      totalCount edges { node { insuranceNumber fullName } }
    }
  }`);
  const { totalCount, edges } = known.data?.participants as unknown as KnownParticipants;
  expect(edges.length).toBeGreaterThan(0);

  const { status, output, complaints } = await runExample(gateway.url, '79');
  expect({ status, complaints }).toEqual({ status: 0, complaints: '' });
  expect(output).toContain(`${totalCount} participants in province 79; the first ${edges.length}:`);
  for (const { node } of edges) {
    expect(output).toContain(node.insuranceNumber);
    expect(output).toContain(node.fullName ?? '');
  }

  const refused = await runExample(gateway.url, '00');
  expect(refused).toMatchObject({ status: 1, output: '' });
  expect(refused.complaints).toContain('The gateway refused the whole request');

  const own = token;
  token = 'not a token';
  const stranger = await runExample(gateway.url, '79');
  expect(stranger).toMatchObject({ status: 1, output: '' });
  expect(stranger.complaints).toContain('The gateway refused the whole request');
  token = own;

  const unreachable = await runExample('http://127.0.0.1:9', '79');
  expect(unreachable).toMatchObject({ status: 1, output: '' });
  expect(unreachable.complaints).toContain('No answer from http://127.0.0.1:9/graphql');
}, 60_000);

interface KnownParticipants {
  readonly totalCount: number;
  readonly edges: readonly { node: { insuranceNumber: string; fullName: string | null } }[];
}
