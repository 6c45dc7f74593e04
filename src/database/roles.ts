import type { Database } from '../values/databases';

/** Every database of the product: the ones the gateway reads, and the demonstration's ground truth, which it cannot. */
export const STORED_DATABASES = ['population', 'insurance', 'tax', 'health', 'gateway', 'truth'] as const;
export type StoredDatabase = (typeof STORED_DATABASES)[number];

/** The role that owns an embedded database and migrates and loads it. */
export function ownerRole(database: StoredDatabase): string {
  return `lienthong_${database}_owner`;
}

/** The role that may read a database's `share` schema and nothing else. The ground truth has none. */
export function readerRole(database: Database): string {
  return `lienthong_${database}_reader`;
}

/**
 * The role as which the gateway writes its own database. It owns nothing: each migration grants it what it needs, on
 * the audit's tables no more than INSERT and SELECT.
 */
export const WRITER_ROLE = 'lienthong_gateway_writer';

/** The registers whose personal IDs campaigns correct. */
export const CORRECTED_REGISTERS = ['insurance', 'health'] as const;
export type CorrectedRegister = (typeof CORRECTED_REGISTERS)[number];

/** The role as which campaigns correct a register: it may call the functions of the schema `correction`, and see nothing. */
export function correctorRole(register: CorrectedRegister): string {
  return `lienthong_${register}_corrector`;
}

/** The role that reads the demonstration's ground truth, to measure matching by it, and may do nothing else. */
export const TRUTH_READER_ROLE = 'lienthong_truth_reader';

/**
 * The role, beside the owner and the gateway's reader, as which the product does one thing in a database: writes its own, corrects a
 * register, reads the ground truth; null for those that it only reads.
 */
export function specialRole(database: StoredDatabase): string | null {
  if (database === 'gateway') return WRITER_ROLE;
  if (database === 'truth') return TRUTH_READER_ROLE;
  return database === 'insurance' || database === 'health' ? correctorRole(database) : null;
}
