import 'reflect-metadata';
import { run } from './cli/program';

/** Reads the command name and hands over. */
void run(process.argv);
