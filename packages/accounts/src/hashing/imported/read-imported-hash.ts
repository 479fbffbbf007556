/** The registry of formats that an account may bring along, and the mark under which their hashes are stored. */
import { GemelError } from '@gemel/protocol';
import { readArgon2 } from './argon2-hash.ts';
import { readBcrypt } from './bcrypt-hash.ts';
import type { HashProblem, ImportedHash, ReadHash } from './imported-hash.ts';
import { rewriteSpelling } from './other-spellings.ts';
import { readPbkdf2 } from './pbkdf2-hash.ts';
import { readScrypt } from './scrypt-hash.ts';

/** What the stored text of every such hash begins with: by it they are told from our own, and found by the store's index. */
export const IMPORT_MARK = 'import:';

const formats: readonly ReadHash[] = [readBcrypt, readScrypt, readPbkdf2, readArgon2];
const longestHash = 1024;

/** Reads what another system has stored. What it returns says whether the form and the cost are acceptable; nothing about any password. */
export function readImportedHash(text: string): ImportedHash | HashProblem {
  const spelled = text.length > longestHash ? '' : rewriteSpelling(text);
  for (const read of formats) {
    const found = read(spelled);
    if (found !== undefined) return found;
  }
  return { problem: 'is of no known format: bcrypt, scrypt, PBKDF2 (SHA-1, SHA-256, SHA-512) and argon2 are taken' };
}

export function storedImport(hash: ImportedHash): string {
  return `${IMPORT_MARK}${hash.canonical}`;
}

/** Returns undefined for a hash that was not imported. @throws GemelError `internal` where it was, and cannot be read */
export function readStoredImport(stored: string): ImportedHash | undefined {
  if (!stored.startsWith(IMPORT_MARK)) return undefined;
  const found = readImportedHash(stored.slice(IMPORT_MARK.length));
  if ('problem' in found) throw new GemelError('internal', 'A stored password hash was imported, and is of a format that is not known.');
  return found;
}
