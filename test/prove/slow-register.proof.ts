import { setTimeout as delay } from 'node:timers/promises';
import { startProgram, waitForAddress } from '../cli/program';
import { splitNation, waitFor } from '../journeys/split-nation';
import { askAt } from '../support/gateway';
import { load, type Operation, quantile, type Sample } from './load';
import { openSiteAccess } from './site-access';

/** What stopping the tax register, a cluster of its own, did to the other three. Times in milliseconds. */
export interface Stopped {
  readonly rounds: readonly { readonly healthy: number; readonly stopped: number; readonly samples: number }[];
  /** The longest wait for an answer with the typed error. */
  readonly slowestError: number;
  /** From SIGCONT to the first answer without error. */
  readonly slowestReturn: number;
  /** Answers of operations that do not touch the tax register which had an error. */
  readonly harmed: number;
  /** Errors other than SOURCE_UNAVAILABLE of the tax register. */
  readonly foreign: number;
}

const FIELDS = `insuranceNumber fullName birthDate sex personalId
  citizen { personalId fullName birthDate status } employer { taxCode name }
  contributions(first: 6) { month amount status }
  healthCards { cardNumber objectGroup benefitLevel validFrom validTo }`;
const page = (fields: string): string =>
  `{ participants(filter: { province: "79", scheme: COMPULSORY_SI }, first: 50) { totalCount edges { cursor node { ${fields} } } } }`;

const FLAGSHIP = page(`${FIELDS} taxpayer { taxCode incomes(first: 2) { year payer { taxCode name } grossIncome } }`);
const HEALTHY: readonly Operation[] = [
  { name: 'the flagship without its tax fields', document: page(FIELDS) },
  { name: 'population and health', document: page('citizen { fullName } healthCards { cardNumber }') },
  { name: 'insurance', document: page('contributions(first: 12) { month amount }') },
];
const CLIENTS: readonly Operation[] = [
  ...HEALTHY,
  { name: 'flagship', document: FLAGSHIP },
  { name: 'flagship', document: FLAGSHIP },
];
const SETTLING_MS = 2_500;

/** Measures interleaved rounds, first with all registers, then with the tax register stopped by SIGSTOP. */
export async function stopRegister(rounds: number, roundMs: number, citizens: number): Promise<Stopped> {
  const nation = await splitNation(citizens);
  const environment = nation.environment('tax');
  const site = await nation.open('tax');
  const { variables, headers } = await openSiteAccess(site, nation.home).finally(() => site.close());
  const program = startProgram(['serve'], { ...environment, ...variables, PORT: '0', LIENTHONG_LOG_LEVEL: 'silent' });
  const measured: { healthy: number; stopped: number; samples: number }[] = [];
  const samples: Sample[] = [];
  let slowestReturn = 0;
  try {
    const url = await waitForAddress(program);
    const isWhole = async (): Promise<boolean> => (await askAt(url, FLAGSHIP, {}, { headers })).errors === undefined;
    if (!(await isWhole())) throw new Error('the tax register does not answer at the start');
    await load(url, CLIENTS, roundMs, headers);
    for (let round = 0; round < rounds; round += 1) {
      const healthy = await load(url, CLIENTS, roundMs, headers);
      const thaw = nation.freeze();
      const stopped = await load(url, CLIENTS, roundMs, headers);
      thaw();
      slowestReturn = Math.max(slowestReturn, await waitFor(isWhole, 10_000));
      measured.push({ healthy: p99(healthy), stopped: p99(stopped), samples: stopped.length });
      samples.push(...stopped);
      await delay(SETTLING_MS);
    }
  } finally {
    program.process.kill('SIGTERM');
    await program.ended;
    await nation.close();
  }
  const failing = samples.filter(({ failed }) => failed.length > 0);
  return {
    rounds: measured,
    slowestError: Math.max(...failing.map(({ ms }) => ms)),
    slowestReturn,
    harmed: failing.filter(({ name }) => name !== 'flagship').length,
    foreign: failing.filter(({ failed }) => failed.some((register) => register !== 'tax')).length,
  };
}

function p99(samples: readonly Sample[]): number {
  const healthy = samples.filter(({ name }) => name !== 'flagship');
  return quantile(
    healthy.map(({ ms }) => ms),
    0.99,
  );
}

/** Seven rounds of ten seconds each way, as a block for docs/assurance.md. */
export async function proveInFull(tell: (line: string) => void): Promise<string> {
  tell('7 rounds of 10 s with all registers and 10 s with the tax register stopped');
  const { rounds, slowestError, slowestReturn, harmed, foreign } = await stopRegister(7, 10_000, 20_000);
  const ratios = rounds.map(({ healthy, stopped }) => stopped / healthy);
  const list = (numbers: readonly number[], digits: number): string => numbers.map((n) => n.toFixed(digits)).join(' ');
  return [
    'a nation of 20,000 (seed 7); the tax register in a cluster of its own, stopped by SIGSTOP; 5 clients, 20 ms between requests',
    `p99 of operations on the other three, all registers (ms): ${list(
      rounds.map((r) => r.healthy),
      0,
    )}`,
    `p99 of operations on the other three, tax stopped (ms):   ${list(
      rounds.map((r) => r.stopped),
      0,
    )}`,
    `ratios: ${list(ratios, 2)}; median ${quantile(ratios, 0.5).toFixed(2)} (at most 1.5)`,
    `answers while stopped: ${rounds.reduce((sum, r) => sum + r.samples, 0)}; errors elsewhere: ${harmed}; errors of another kind: ${foreign}`,
    `slowest typed error: ${slowestError.toFixed(0)} ms (at most 1,500)`,
    `slowest return after SIGCONT: ${slowestReturn} ms (at most 5,000)`,
  ].join('\n');
}
