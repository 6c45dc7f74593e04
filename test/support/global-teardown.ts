/** Stops the databases of the run. */
export default async function tearDown(): Promise<void> {
  await globalThis.lienthongTestRun?.stop();
}
