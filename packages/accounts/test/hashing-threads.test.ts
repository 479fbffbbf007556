/** Hashes on threads of their own are the same hashes, and nobody waits for a thread that is gone. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { type Argon2, pooledArgon2 } from '../src/hashing/argon2.ts';
import { createHashingThreads } from '../src/hashing/hashing-threads.ts';

const cheap = { memoryCost: 64, timeCost: 1, parallelism: 1 };
const secret = new TextEncoder().encode('a pepper of thirty-two characters');

let threads: Argon2 | undefined;
afterEach(() => threads?.close());
const open = (): Argon2 => (threads = createHashingThreads(2));

describe('hashing threads', () => {
  it.each([
    ['without a pepper', {}],
    ['with one', { secret }],
  ])('make and verify what the pool does, and the reverse, %s', async (_, pepper) => {
    const argon2 = open();
    const [ours, theirs] = [
      await argon2.hash('three lamps', { ...cheap, ...pepper }),
      await pooledArgon2.hash('three lamps', { ...cheap, ...pepper }),
    ];
    expect(ours).toMatch(/^\$argon2id\$v=19\$m=64,t=1,p=1\$/);
    for (const stored of [ours, theirs]) {
      for (const engine of [argon2, pooledArgon2]) {
        expect(await engine.verify(stored, 'three lamps', pepper)).toBe(true);
        expect(await engine.verify(stored, 'two lamps', pepper)).toBe(false);
      }
    }
  });

  it('give each caller its own answer, however many there are at once', async () => {
    const argon2 = open();
    const passwords = Array.from({ length: 16 }, (_, index) => `lamp ${index}`);
    const stored = await Promise.all(passwords.map((password) => argon2.hash(password, cheap)));
    const answers = await Promise.all(stored.map((hash, index) => argon2.verify(hash, `lamp ${index - (index % 2)}`, {})));
    expect(answers).toEqual(passwords.map((_, index) => index % 2 === 0));
  });

  it('give everybody the right answer where each has three jobs and one of them cannot be done', async () => {
    const argon2 = open();
    const right = await argon2.hash('three lamps', cheap);
    const jobs = ['three lamps', 'two lamps', 'three lamps', 'no hash', 'three lamps', 'one lamp'];
    const answers = await Promise.all(
      jobs.map((password) => argon2.verify(password === 'no hash' ? 'no hash' : right, password, {}).catch(() => 'refused')),
    );
    expect(answers).toEqual([true, false, true, 'refused', true, false]);
  });

  it('are no more than they were said to be: a job that is given ahead waits for the one before it', async () => {
    const argon2 = (threads = createHashingThreads(1));
    const done: string[] = [];
    const slow = argon2.hash('three lamps', { memoryCost: 65_536, timeCost: 20, parallelism: 1 }).then(() => done.push('slow'));
    const quick = argon2.hash('three lamps', cheap).then(() => done.push('quick'));
    await Promise.all([slow, quick]);
    expect(done).toEqual(['slow', 'quick']);
  });

  it('say what is wrong with a hash that cannot be read, and go on', async () => {
    const argon2 = open();
    await expect(argon2.verify('no hash', 'three lamps', {})).rejects.toThrow(/\S/);
    expect(await argon2.verify(await argon2.hash('three lamps', cheap), 'three lamps', {})).toBe(true);
  });

  it('fail whoever waits for them when they are closed', async () => {
    const argon2 = open();
    const work = { memoryCost: 65_536, timeCost: 20, parallelism: 1 };
    const hashing = Array.from({ length: 4 }, () => argon2.hash('three lamps', work).catch(String));
    await argon2.close();
    expect(await Promise.all(hashing)).toEqual(Array(4).fill('Error: a hashing thread failed'));
  });

  it('keep no process alive, and none from ending before its hash is there', () => {
    const module = fileURLToPath(new URL('../dist/hashing/hashing-threads.js', import.meta.url));
    const program = `
      const { createHashingThreads } = await import(${JSON.stringify(module)});
      console.log((await createHashingThreads(2).hash('three lamps', ${JSON.stringify(cheap)})).slice(0, 9));`;
    const { stdout, status } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
      encoding: 'utf8',
      timeout: 15_000,
    });
    expect([stdout, status]).toEqual(['$argon2id\n', 0]);
  });
});
