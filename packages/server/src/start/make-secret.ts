/** The development secret: made once, kept beside the database, never printed. */
import { randomBytes } from 'node:crypto';
import { chmodSync, linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { optionsError } from '@gemel/protocol';
import type { DatabasePlace } from '../configuration/place.ts';

/** Where development keeps its secret: beside a file, else in the folder that would hold one. */
export function secretPathOf(database: DatabasePlace): string {
  return join(database.kind === 'sqlite' ? dirname(database.path) : './data', 'secret');
}

export interface KeptSecret {
  readonly secret: string;
  readonly isNew: boolean;
}

/**
 * Reads the secret, or makes one where there is none. Of several processes that start at once, all end up with the same.
 *
 * @throws GemelError `options_invalid` for a file with nothing in it: what was in it opens the database beside it
 */
export function readOrMakeSecret(path: string): KeptSecret {
  const kept = readSecret(path);
  if (kept !== undefined) return { secret: kept, isNew: false };
  const draft = `${path}.${process.pid}`;
  const secret = randomBytes(48).toString('base64url');
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(draft, `${secret}\n`, { mode: 0o600 });
    // A link appears whole or not at all, and never replaces what another process has just put there.
    linkSync(draft, path);
    return { secret, isNew: true };
  } catch (error) {
    const winner = hasCode(error, 'EEXIST') ? readSecret(path) : undefined;
    if (winner === undefined) throw error;
    return { secret: winner, isNew: false };
  } finally {
    rmSync(draft, { force: true });
  }
}

function readSecret(path: string): string | undefined {
  try {
    const secret = readFileSync(path, 'utf8').trim();
    if ((statSync(path).mode & 0o077) !== 0) chmodSync(path, 0o600);
    if (secret === '') throw optionsError('gemel', [`${path} is empty: put the secret back into it, or remove it to begin anew`]);
    return secret;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
