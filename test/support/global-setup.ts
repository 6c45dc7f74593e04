import { prepare } from '../../src/cli/bootstrap.cjs';
import { startTestRun, type TestRun } from './cluster';

declare global {
  // The one place that jest's set-up and tear-down share.
  var lienthongTestRun: TestRun | undefined;
}

/** Compiles what tests start as programs of their own, and starts the databases of the run. */
export default async function setUp(): Promise<void> {
  await prepare({ development: true });
  globalThis.lienthongTestRun = await startTestRun();
}
