import type { Site } from '../../src/database/site';
import { type FaultProxy, openFaultProxy } from '../audit/fault-proxy';
import { connect } from '../audit/scratch-log';
import { runAs } from '../support/scratch-register';
import type { CanaryPerson } from './canary-people';

/** What is wrong while requests are sent; each gives what ends it. */
export interface Trouble {
  readonly name: string;
  readonly begin: () => Promise<() => Promise<void>>;
  /** How long it lasts before anything is sent, in milliseconds. */
  readonly lasting: number;
}

/** The databases of a gateway with a proxy before each that can fail. */
export interface TroubledSite {
  readonly ports: {
    readonly writer: number;
    readonly readers: { readonly population: number; readonly insurance: number };
  };
  readonly troubles: readonly Trouble[];
  close(): Promise<void>;
}

/** After so long the agreements that a gateway knows are too old. */
const AGREEMENTS_TOO_OLD_MS = 4_500;
/** The readers' breaker lets nobody through for so long. */
const RETURN_MS = 1_300;

/** Opens proxies before some databases of a site. `told` are people whom the registers name in their errors. */
export async function openTroubledSite(site: Site, [told]: readonly [CanaryPerson]): Promise<TroubledSite> {
  const writer = await openFaultProxy(site.writer(), 'any');
  const population = await openFaultProxy(site.reader('population'));
  const insurance = await openFaultProxy(site.reader('insurance'));
  const mode = (name: string, proxy: FaultProxy, how: FaultProxy['mode'], lasting = 0): Trouble => ({
    name,
    lasting,
    begin: () => {
      proxy.mode = how;
      return Promise.resolve(() => {
        proxy.mode = 'pass';
        return Promise.resolve();
      });
    },
  });
  return {
    ports: {
      writer: Number(writer.config.port),
      readers: { population: Number(population.config.port), insurance: Number(insurance.config.port) },
    },
    troubles: [
      { name: 'nothing', lasting: 0, begin: () => Promise.resolve(() => Promise.resolve()) },
      mode('the population register is away', population, 'away'),
      mode('the insurance register hangs', insurance, 'hang'),
      { name: 'registers fail and name people', lasting: 0, begin: () => failNaming(site, told) },
      { name: 'a quota’s table is locked', lasting: 0, begin: () => lock(site, 'sharing.quota_minute') },
      {
        name: 'the agreements’ table is locked',
        lasting: AGREEMENTS_TOO_OLD_MS,
        begin: () => lock(site, 'sharing.agreement_event'),
      },
      mode('the audit database hangs', writer, 'hang', RETURN_MS),
      mode('the audit database is away', writer, 'away'),
    ],
    close: async () => {
      await Promise.all([writer, population, insurance].map((proxy) => proxy.close()));
    },
  };
}

/** Lets two registers refuse every row in words that name a person: in message, detail, hint and context. */
async function failNaming(site: Site, { id, name, number, card, born }: CanaryPerson): Promise<() => Promise<void>> {
  const detail = `Key (personal_id, insurance_number)=(${id}, ${number}) is not there`;
  const fail = `
    create function public.fail_naming() returns boolean language plpgsql as $fail$ begin
      raise exception 'no entry for % (%)', '${name}', '${id}'
        using detail = '${detail}', hint = 'ask ${name}, born ${born}', column = '${number}', errcode = 'P0001';
    end $fail$;`;
  const population = site.owner('population');
  const health = site.owner('health');
  await runAs(
    population,
    `${fail} alter view share.citizen rename to citizen_aside;
     create view share.citizen as select * from share.citizen_aside where public.fail_naming();
     grant usage on schema public to public; grant select on share.citizen to public;`,
  );
  // A cast that refuses a value repeats it.
  await runAs(
    health,
    `alter view share.card rename to card_aside;
     create view share.card as select * from share.card_aside
       where ('${name} ${card} ' || coalesce(personal_id, ''))::date is not null;
     grant select on share.card to public;`,
  );
  return async () => {
    await runAs(
      population,
      'drop view share.citizen; alter view share.citizen_aside rename to citizen; drop function public.fail_naming()',
    );
    await runAs(health, 'drop view share.card; alter view share.card_aside rename to card');
  };
}

/** Holds a table of the gateway's own database. */
async function lock(site: Site, table: string): Promise<() => Promise<void>> {
  const client = await connect(site.owner('gateway'));
  await client.query('begin');
  await client.query(`lock table ${table} in access exclusive mode`);
  return async () => {
    await client.query('rollback');
    await client.end();
  };
}
