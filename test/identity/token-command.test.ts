import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import { URL_VARIABLES } from '../../src/config';
import { loadSecret } from '../../src/database/installation-secret';
import { demonstrationIssuer } from '../../src/demo/demonstration-issuer';
import { PERSONA_NAMES } from '../../src/demo/personas';
import { createAuthenticator } from '../../src/identity/authenticator';
import { runProgram } from '../cli/program';
import { makeDataDir, silent, testConfig } from '../support/cluster';

const dataDir = makeDataDir();
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));
const alone = { LIENTHONG_DATA_DIR: dataDir };

/** Whom a gateway of a data directory takes a token's bearer for. */
async function whoIs(token: string, directory: string): Promise<unknown> {
  const issuers = [demonstrationIssuer(await loadSecret({ ...testConfig(), dataDir: directory }))];
  const gateway = createAuthenticator({ issuers, clientCertificate: null, log: silent });
  return gateway.authenticate({ authorization: `Bearer ${token}`, clientCertificate: undefined, peer: undefined });
}

test('a token is printed with a line break and nothing else, and starts no database', async () => {
  const { code, output, errors } = await runProgram(['token', 'branch-officer-04'], alone);
  expect({ code, errors }).toEqual({ code: 0, errors: '' });
  expect(output).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
  expect(readdirSync(dataDir)).toEqual(['secret']);
  expect(await whoIs(output.trim(), dataDir)).toMatchObject({ kind: 'officer', roles: ['branch'], province: '04' });
});

test('the citizen’s token names a citizen of the loaded nation, with no server running', async () => {
  const own = makeDataDir();
  try {
    const built = await runProgram(['demo', '--citizens', '20000'], { LIENTHONG_DATA_DIR: own });
    expect(built.code).toBe(0);
    const { code, output, errors } = await runProgram(['token', 'citizen'], { LIENTHONG_DATA_DIR: own });
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    expect(output).toMatch(/^\S+\n$/);
    expect(await whoIs(output.trim(), own)).toMatchObject({
      kind: 'citizen',
      personalId: expect.stringMatching(/^9\d{11}$/),
    });
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
});

test('where there is no nation yet, the citizen’s token is refused with what to do', async () => {
  const own = makeDataDir();
  try {
    const { code, output, errors } = await runProgram(['token', 'citizen'], { LIENTHONG_DATA_DIR: own });
    expect({ code, output }).toEqual({ code: 1, output: '' });
    expect(errors).toMatch(/^lienthong: there is no demonstration nation yet: start `lienthong serve`.*\n$/);
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
});

test('tokens of one installation are of one issuer, whatever the port', async () => {
  const [one, other] = await Promise.all(
    ['4000', '0'].map((PORT) => runProgram(['token', 'auditor'], { ...alone, PORT })),
  );
  const { iss, aud, exp = 0, iat = 0 } = decodeJwt(one!.output.trim());
  expect({ iss, aud, hours: (exp - iat) / 3600 }).toEqual({
    iss: 'urn:lienthong:demonstration',
    aud: 'urn:lienthong:gateway',
    hours: 12,
  });
  expect(decodeJwt(other!.output.trim())).toMatchObject({ iss, aud });
});

test('the personas are listed with what each is', async () => {
  const { code, output, errors } = await runProgram(['token', '--list'], alone);
  expect({ code, errors }).toEqual({ code: 0, errors: '' });
  const lines = output.trimEnd().split('\n');
  expect(lines.map((line) => line.trim().split(/ {2,}/))).toEqual(
    PERSONA_NAMES.map((name) => [name, expect.stringMatching(/^\S.{20,}/) as string]),
  );
});

test.each(['minister', '', '--'])('%j is nobody’s name: exit code 2, with the list', async (word) => {
  const { code, output, errors } = await runProgram(['token', word], alone);
  expect({ code, output }).toEqual({ code: 2, output: '' });
  for (const name of PERSONA_NAMES) expect(errors).toContain(name);
});

test.each([...Object.values(URL_VARIABLES), 'LIENTHONG_ISSUERS'])(
  'with %s set there are no personas: exit code 2, and the variable is named',
  async (variable) => {
    const file = join(dataDir, 'issuers.json');
    writeFileSync(file, '{}');
    const value = variable === 'LIENTHONG_ISSUERS' ? file : 'postgresql://reader:hunter2@127.0.0.1:1/register';
    const { code, output, errors } = await runProgram(['token', 'hq-officer'], { ...alone, [variable]: value });
    expect({ code, output }).toEqual({ code: 2, output: '' });
    expect(errors).toMatch(new RegExp(`^lienthong: personas belong to the demonstration.*${variable}.*\\n$`));
    expect(errors).not.toContain('hunter2');
  },
);
