/** Keys that go into every hash and lie outside the store, so that a stolen store alone cannot be guessed against (NIST SP 800-63B-4, 3.1.1.2). */
import { createHash, hkdfSync } from 'node:crypto';
import { GemelError } from '@gemel/protocol';

interface Pepper {
  readonly name: string;
  readonly key: Uint8Array;
}

export interface Peppers {
  /** The one that new hashes are made with. */
  readonly current: Pepper | undefined;
  /** Writes the current pepper's name (`keyid`) into a PHC string. */
  mark(phc: string): string;
  /** Returns the key of the pepper that the hash names; none where it names none. @throws GemelError `internal` where that pepper is not at hand */
  keyOf(phc: string): Uint8Array | undefined;
  isCurrent(phc: string): boolean;
}

const keyIdPattern = /^\$argon2id\$v=19\$(?:[a-z]+=[^,$]*,)*keyid=([A-Za-z0-9+/]{8})(?:,[^$]*)?\$/;

/** @param secrets the first is in use; the others verify what was made with them, until the owner signs in again */
export function createPeppers(secrets: readonly string[]): Peppers {
  const peppers = secrets.map(derivePepper);
  const [current] = peppers;
  return {
    current,
    mark: (phc) => (current === undefined ? phc : phc.replace(/^(\$argon2id\$v=19\$[^$]*)/, `$1,keyid=${current.name}`)),
    keyOf: (phc) => {
      const name = nameIn(phc);
      if (name === undefined) return undefined;
      const found = peppers.find((pepper) => pepper.name === name);
      if (found === undefined) throw new GemelError('internal', `A stored password hash names pepper ${name}: add it to hashing.pepper.`);
      return found.key;
    },
    isCurrent: (phc) => nameIn(phc) === current?.name,
  };
}

function nameIn(phc: string): string | undefined {
  return keyIdPattern.exec(phc)?.[1];
}

function derivePepper(secret: string): Pepper {
  const key = new Uint8Array(hkdfSync('sha256', secret, '', 'gemel pepper v1', 32));
  return { name: createHash('sha256').update(key).digest('base64').slice(0, 8), key };
}
