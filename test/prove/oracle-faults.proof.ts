import { proveFaults } from './fault-copies';
import { FAULTS } from './faults';

/** Makes each fault of the compiler or runner in a copy of the sources and consults the oracle of plans there. */
export function proveInFull(tell: (line: string) => void): Promise<string> {
  return proveFaults(FAULTS, { oracle: 'plans', cases: 5_000 }, tell);
}
