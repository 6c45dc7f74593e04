import 'reflect-metadata';
import { run } from './cli/program';

// Whoever reads the output may have seen enough, as `head` has.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

/** Reads the command name and hands over. */
void run(process.argv);
