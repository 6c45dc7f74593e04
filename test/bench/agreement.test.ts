import { createRequire } from 'node:module';
import type { Agreement } from '../../src/agreements/agreement';
import * as agreements from '../../src/demo/agreements';
import { resolveGrants } from '../../src/planning/view/grants';
import { graphSchema } from '../../src/server/graph-schema';
import * as province from '../../src/values/province';

test('the agreement of the benchmark’s protected server fits the graph', () => {
  const { agreementOf } = createRequire(__filename)('./servers/agreement.cjs') as {
    readonly agreementOf: (client: string, ...modules: readonly [typeof agreements, typeof province]) => Agreement;
  };
  const grants = new Map(resolveGrants(graphSchema(), agreementOf('benchmark', agreements, province)));
  expect(grants.get('Participant.personalId')).toBe('LAST_FOUR');
  expect(grants.get('Query.participants')).toBe('READ');
});
