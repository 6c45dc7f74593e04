/** The four registers, each of another owner, in the order in which documents list them. */
export const REGISTERS = ['population', 'insurance', 'tax', 'health'] as const;
export type Register = (typeof REGISTERS)[number];

/** Every database the gateway reads: the registers and its own. */
export const DATABASES = [...REGISTERS, 'gateway'] as const;
export type Database = (typeof DATABASES)[number];
