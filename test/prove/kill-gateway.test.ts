import { killGateway } from './kill-gateway.proof';

test('a gateway that is killed leaves no PostgreSQL behind, and every next start is ready', async () => {
  expect(await killGateway(3)).toMatchObject({ kills: 3, ready: 4 });
}, 120_000);
