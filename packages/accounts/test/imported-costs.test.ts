/** What verifying costs where hashes were imported: the same for everybody, whoever has which hash, or none (6.3.8). */
import { pbkdf2Sync, randomBytes } from 'node:crypto';
import { hash as bcrypt } from '@node-rs/bcrypt';
import { describe, expect, it } from 'vitest';
import { type Argon2, pooledArgon2 } from '../src/hashing/argon2.ts';
import { createImportedCosts, type ImportedCosts } from '../src/hashing/imported/imported-costs.ts';
import type { ImportedHash } from '../src/hashing/imported/imported-hash.ts';
import { readImportedHash, storedImport } from '../src/hashing/imported/read-imported-hash.ts';
import { createPasswordHasher } from '../src/hashing/password-hasher.ts';
import type { AccountStore } from '../src/account-store.ts';
import { createMemoryAccountStore } from '../src/stores/memory/index.ts';
import { anAccount } from '../src/testing/index.ts';

const base64 = (bytes: Uint8Array | string): string => Buffer.from(bytes).toString('base64').replace(/=+$/, '');
const imported = (text: string): string => storedImport(read(text));
const pbkdf2 = (password: string, iterations: number): string =>
  `$pbkdf2-sha256$i=${iterations}$${base64('some salt')}$${base64(pbkdf2Sync(password, 'some salt', iterations, 32, 'sha256'))}`;

function read(text: string): ImportedHash {
  const found = readImportedHash(text);
  if ('problem' in found) throw new Error(found.problem);
  return found;
}

async function storeWith(hashes: readonly string[]): Promise<AccountStore> {
  const store = createMemoryAccountStore();
  await store.insertMany(
    hashes.map((passwordHash, index) => anAccount({ id: `account-${index}`, email: `person-${index}@example.com`, passwordHash })),
  );
  return store;
}

/** Costs over a store, and each look-up that it was asked for. */
function costsOf({ nextImportedHash }: AccountStore) {
  const clock = { seconds: 1000 };
  const lookups: string[] = [];
  const costs = createImportedCosts({
    nextImportedHash: (after) => {
      lookups.push(after);
      return nextImportedHash(after);
    },
    now: () => clock.seconds,
  });
  return { costs, clock, lookups };
}

describe('the kinds of imported hashes', () => {
  const noHash = `${'.'.repeat(53)}`;
  const many = [
    ...Array.from({ length: 50 }, (_, index) => imported(`$2b$10$${String(index).padStart(2, '0')}${noHash.slice(2)}`)),
    imported(`$2b$12$${noHash}`),
    imported(pbkdf2('x', 10)),
    imported(pbkdf2('x', 1000)),
    '$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHQ$AAAA',
  ];

  it('are found with one look-up each, however many accounts have one', async () => {
    const { costs, lookups } = costsOf(await storeWith(many));
    await costs.refresh();
    expect(lookups).toEqual([
      'import:',
      'import:$2b$10$~',
      'import:$2b$12$~',
      'import:$pbkdf2-sha256$i=10,l=32$~',
      'import:$pbkdf2-sha256$i=1000,l=32$~',
    ]);
  });

  it('are asked for once a minute, by everybody who waits at the same time together', async () => {
    const { costs, clock, lookups } = costsOf(await storeWith([]));
    await Promise.all([costs.refresh(), costs.refresh()]);
    clock.seconds += 59;
    await costs.refresh();
    expect(lookups).toHaveLength(1);
    clock.seconds += 1;
    await costs.refresh();
    expect(lookups).toHaveLength(2);
  });

  it('are asked for again after the store did not answer', async () => {
    let isDown = true;
    const nextImportedHash = async (): Promise<undefined> => {
      if (isDown) throw new Error('down');
    };
    const costs = createImportedCosts({ nextImportedHash, now: () => 0 });
    await expect(costs.refresh()).rejects.toThrow('down');
    isDown = false;
    await expect(costs.refresh()).resolves.toBeUndefined();
  });

  it('one that cannot be read hides none of those after it', async () => {
    const { costs, lookups } = costsOf(await storeWith(['import:$2b$nonsense', imported(pbkdf2('x', 10))]));
    await costs.refresh();
    expect(lookups).toHaveLength(3);
  });
});

describe('the work of one verification', () => {
  const spent: [string, number][] = [];
  const fake = (family: string, work: number): ImportedHash => ({
    canonical: '',
    profile: '',
    family,
    work,
    verify: async () => false,
    spend: async (more) => void spent.push([family, more]),
  });

  it('is that of the costliest hash of each family, whichever hash was verified', async () => {
    const costs = createImportedCosts({ nextImportedHash: async () => undefined, now: () => 0 });
    await costs.refresh();
    const kinds = [fake('a', 10), fake('a', 70), fake('b', 5)];
    for (const kind of kinds) costs.learn(kind);
    for (const verified of [undefined, ...kinds]) {
      spent.length = 0;
      await costs.payRest(verified);
      const total = { a: 0, b: 0, ...(verified === undefined ? {} : { [verified.family]: verified.work }) };
      for (const [family, more] of spent) total[family === 'a' ? 'a' : 'b'] += more;
      expect(total).toEqual({ a: 70, b: 5 });
    }
  });
});

describe('the work of the hasher', () => {
  /** A hasher with real hashes, and each piece of work that it does. */
  async function aCountingHasher(hashes: readonly string[]) {
    const done: string[] = [];
    const { costs } = costsOf(await storeWith(hashes));
    const argon2: Argon2 = {
      ...pooledArgon2,
      verify: (stored, password, work) => {
        done.push(`argon2id ${stored.split('$')[3]}`);
        return pooledArgon2.verify(stored, password, work);
      },
    };
    const importedCosts: ImportedCosts = {
      refresh: () => costs.refresh(),
      learn: (hash) => {
        done.push(`learn ${hash.family} ${hash.work}`);
        costs.learn(hash);
      },
      payRest: (verified) => {
        done.push(`rest of ${verified === undefined ? 'all' : `${verified.family} ${verified.work}`}`);
        return costs.payRest(verified);
      },
    };
    const options = { memoryKiB: 64, passes: 1, parallelism: 1, concurrency: 1, maxQueue: 8, peppers: [] };
    return { hasher: createPasswordHasher(options, { randomBytes, importedCosts, argon2 }), done };
  }

  it('is one hash of ours and all kinds of imported ones, of which the one that was verified is paid already', async () => {
    const [cheap, dear, other] = [imported(pbkdf2('right', 10)), imported(pbkdf2('right', 1000)), imported(await bcrypt('right', 4))];
    const { hasher, done } = await aCountingHasher([cheap, dear, other]);
    const own = await hasher.hash('right');
    for (const [stored, expected] of [
      [own, ['rest of all']],
      [hasher.dummy, ['rest of all']],
      [cheap, ['learn pbkdf2-sha256 10', 'rest of pbkdf2-sha256 10']],
      [dear, ['learn pbkdf2-sha256 1000', 'rest of pbkdf2-sha256 1000']],
      [other, ['learn bcrypt 16', 'rest of bcrypt 16']],
    ] as const) {
      done.length = 0;
      expect(await hasher.verify(stored, 'wrong')).toBe(false);
      expect(done.toSorted()).toEqual(['argon2id m=64,t=1,p=1', ...expected].toSorted());
      expect(done.at(-1)).toBe(expected.at(-1));
    }
  });
});
