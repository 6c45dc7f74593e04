import { randomBytes } from 'node:crypto';
import { link, readFile, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../config';
import { LienThongError } from '../errors';
import { makeDataDirectory } from './cluster-place';

const LENGTH = 32;

/**
 * The secret from which an installation's keys are derived, 32 bytes: LIENTHONG_SECRET, or a file of the data directory
 * that is made when it is missing. It never enters a database.
 */
export async function loadSecret(config: Config): Promise<Buffer> {
  if (config.secret) return config.secret;
  const file = join(config.dataDir, 'secret');
  return (await findSecret(file)) ?? makeSecret(config.dataDir, file);
}

async function findSecret(file: string): Promise<Buffer | null> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (isSystemError(error, 'ENOENT')) return null;
    throw error;
  });
  if (text === null) return null;
  const secret = Buffer.from(text.trim(), 'base64');
  if (secret.length !== LENGTH) {
    throw new LienThongError('CONFIGURATION_INVALID', `${file} does not hold ${LENGTH} bytes in base64`);
  }
  return secret;
}

/** Two commands may come here at once: the one that links first wins, and both read the same file. */
async function makeSecret(dataDir: string, file: string): Promise<Buffer> {
  makeDataDirectory(dataDir);
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, `${randomBytes(LENGTH).toString('base64')}\n`, { mode: 0o600 });
  await link(draft, file).catch((error: unknown) => {
    if (!isSystemError(error, 'EEXIST')) throw error;
  });
  await unlink(draft);
  const secret = await findSecret(file);
  if (!secret) throw new LienThongError('CONFIGURATION_INVALID', `${file} cannot be kept`);
  return secret;
}

function isSystemError(error: unknown, code: string): boolean {
  return (error as NodeJS.ErrnoException).code === code;
}
