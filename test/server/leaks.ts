/** What no answer may hold, whatever was asked: places in the code, SQL, names of roles, views and columns. */
const INTERNAL = [
  /\bat \S+ \(.*:\d+:\d+\)/,
  /node_modules|\/src\/|\/dist\/|\.(?:ts|js):\d+/,
  /\bselect\b.+\bfrom\b|\bshare\.|json_agg|\$\d::/i,
  /lienthong_|pg_|PostgreSQL|postgres/,
  /insurance_number|personal_id|name_key|tax_code/,
  /DataLoader|cockatiel|TypeError|RangeError|call stack|at Object/,
  /stacktrace|"stack"/,
];

/** Throws when an answer lets out how the gateway works inside, or repeats a value. */
export function requireNoLeak(answer: string, ...values: readonly string[]): void {
  const leak = INTERNAL.find((pattern) => pattern.test(answer));
  if (leak) throw new Error(`The answer leaks ${String(leak)}: ${answer}`);
  const repeated = values.find((value) => answer.includes(value));
  if (repeated !== undefined) throw new Error(`The answer repeats ${repeated}: ${answer}`);
}
