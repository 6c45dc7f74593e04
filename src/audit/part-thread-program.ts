import { parentPort, workerData } from 'node:worker_threads';
import type { LogPart } from './log-parts';
import { type CheckerTask, PartChecker } from './part-checker';

/** What a `PartThread` runs: checks the parts that it is sent, and ends when it is sent none. */
const checker = PartChecker.open(workerData as CheckerTask);

parentPort?.on('message', (part: LogPart | null) => {
  void answer(part);
});

async function answer(part: LogPart | null): Promise<void> {
  const opened = await checker;
  if (part) {
    parentPort?.postMessage(await opened.check(part));
  } else {
    parentPort?.close();
    await opened.close();
  }
}
