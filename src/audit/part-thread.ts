import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Checker, LogPart, PartFindings } from './log-parts';
import type { CheckerTask } from './part-checker';

/** Checks parts in a thread of its own. */
export class PartThread implements Checker {
  private readonly thread: Worker;
  private readonly ended: Promise<unknown>;

  constructor(task: CheckerTask) {
    this.thread = new Worker(findProgram(), { workerData: task });
    this.ended = once(this.thread, 'exit');
    // Is told by `check`, or is waited for by `close`.
    this.ended.catch(() => undefined);
  }

  async check(part: LogPart): Promise<PartFindings> {
    this.thread.postMessage(part);
    const [found] = (await once(this.thread, 'message')) as [PartFindings];
    return found;
  }

  async close(): Promise<void> {
    this.thread.postMessage(null);
    await this.ended;
  }
}

/** A thread is always run compiled: from dist/, also when a test runs this file from its source. */
function findProgram(): string {
  const folder = __filename.endsWith('.ts') ? join(__dirname, '..', '..', 'dist', 'src', 'audit') : __dirname;
  return join(folder, 'part-thread-program.js');
}
