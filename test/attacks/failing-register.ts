import type { Site } from '../../src/database/site';
import { makeScratchRegister, type ScratchRegister } from '../support/scratch-register';

/** Twelve digits in every part of the errors of a failing register that PostgreSQL has room for. */
export const CANARY = '987654321012';

/**
 * A site whose insurance register raises an error at every row, with a person's ID in its message, detail and hint and,
 * through the function's text, in its context; whose tax register lacks its views; and whose health register is no
 * database. The population register is whole.
 */
export async function openFailingSite(site: Site, name: string): Promise<{ site: Site; scratch: ScratchRegister }> {
  const scratch = await makeScratchRegister(site, name);
  await scratch.run(`
    alter view share.participant rename to participant_columns;
    create function share.fault() returns setof share.participant_columns language plpgsql as $$
    begin
      perform '${CANARY}'::text, pg_backend_pid();
      raise exception 'participant ${CANARY} is broken' using errcode = 'XX001',
        detail = 'Failing row contains (${CANARY}, Nguyen Van A).', hint = 'Look for ${CANARY}.',
        table = 'participant', column = 'personal_id', schema = 'register';
    end $$;
    create view share.participant as
      select * from share.participant_columns union all select * from share.fault();
    grant select on share.participant to public;`);
  const broken: Site = {
    ...scratch.site,
    reader: (database, limits) => {
      if (database === 'tax') return site.reader('population', limits);
      const config = scratch.site.reader(database, limits);
      return database === 'health' ? { ...config, database: 'no_such_register' } : config;
    },
  };
  return { site: broken, scratch };
}
