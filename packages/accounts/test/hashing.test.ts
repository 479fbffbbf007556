/** argon2id, the pepper, and the queue before it. */
import { randomBytes } from 'node:crypto';
import type { GemelError } from '@gemel/protocol';
import { describe, expect, it } from 'vitest';
import { createBoundedQueue } from '../src/hashing/bounded-queue.ts';
import { createImportedCosts } from '../src/hashing/imported/imported-costs.ts';
import { createPasswordHasher, type PasswordHasher } from '../src/hashing/password-hasher.ts';
import { accountDefaults, type HashingOptions } from '../src/options.ts';
import { codeOf } from './support.ts';

const cheap: HashingOptions = { memoryKiB: 64, passes: 1, parallelism: 1, concurrency: 2, maxQueue: 64, peppers: [] };
const aHasher = (given: Partial<HashingOptions> = {}): PasswordHasher =>
  createPasswordHasher(
    { ...cheap, ...given },
    { randomBytes, importedCosts: createImportedCosts({ nextImportedHash: async () => undefined, now: () => 0 }) },
  );

describe('a stored password', () => {
  it('is argon2id at the parameters of OWASP by default (11.4.2)', async () => {
    const { memoryKiB, passes, parallelism } = accountDefaults.hashing;
    const hasher = aHasher({ memoryKiB, passes, parallelism });
    const stored = await hasher.hash('three lamps over water');
    expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    expect(await hasher.verify(stored, 'three lamps over water')).toBe(true);
    expect(await hasher.verify(stored, 'three lamps over Water')).toBe(false);
    expect(hasher.isOutdated(stored)).toBe(false);
  });

  it('is verified in full: no truncation, NUL included (6.2.8)', async () => {
    const hasher = aHasher();
    const stored = await hasher.hash(`${'x'.repeat(255)}a`);
    expect(await hasher.verify(stored, `${'x'.repeat(255)}b`)).toBe(false);
    const withNul = await hasher.hash('before\0after');
    expect(await hasher.verify(withNul, 'before\0other')).toBe(false);
    expect(await hasher.verify(withNul, 'before\0after')).toBe(true);
  });

  it('has its own salt', async () => {
    const hasher = aHasher();
    expect(await hasher.hash('the same')).not.toBe(await hasher.hash('the same'));
  });

  it('is understood whatever the order of m, t and p', async () => {
    const hasher = aHasher();
    const stored = await hasher.hash('three lamps over water');
    for (const order of ['t=1,m=64,p=1', 'p=1,t=1,m=64', 'm=64,p=1,t=1']) {
      const reordered = stored.replace('m=64,t=1,p=1', order);
      expect(await hasher.verify(reordered, 'three lamps over water')).toBe(true);
      expect(await hasher.verify(reordered, 'three lamps over wine')).toBe(false);
      expect(hasher.isOutdated(reordered)).toBe(false);
    }
  });

  it.each([
    ['less memory', { memoryKiB: 32 }, true],
    ['more memory', { memoryKiB: 128 }, false],
    ['more passes', { passes: 2 }, false],
    ['other lanes', { parallelism: 2 }, true],
    ['a pepper that is not in use now', { peppers: ['p'.repeat(32)] }, true],
  ])('made with %s than now is outdated: %j → %s', async (_what, given, isOutdated) => {
    const stored = await aHasher(given).hash('three lamps over water');
    expect(aHasher().isOutdated(stored)).toBe(isOutdated);
  });

  it('made with fewer passes than now is outdated', async () => {
    expect(aHasher({ passes: 2 }).isOutdated(await aHasher().hash('three lamps over water'))).toBe(true);
  });

  it('that is no argon2id hash is a fault, and stays out of it', async () => {
    for (const stored of [
      '$2b$10$abcdefghijklmnopqrstuv',
      'three lamps over water',
      '$argon2i$v=19$m=64,t=1,p=1$c29tZXNhbHQ$aGFzaGhhc2g',
      '',
    ]) {
      const failed = await aHasher()
        .verify(stored, 'x')
        .catch((error: unknown) => error);
      expect(failed).toMatchObject({ code: 'internal' });
      expect(String((failed as GemelError).cause)).not.toContain('lamps');
    }
  });
});

describe('the dummy hash', () => {
  it('has the parameters and the length of a real one, and no password', async () => {
    const hasher = aHasher({ memoryKiB: 128, passes: 3 });
    const real = await hasher.hash('three lamps over water');
    expect(hasher.dummy.split('$').slice(0, 4)).toEqual(real.split('$').slice(0, 4));
    expect(hasher.dummy).toHaveLength(real.length);
    expect(await hasher.verify(hasher.dummy, '')).toBe(false);
    expect(aHasher().dummy).not.toBe(aHasher().dummy);
  });
});

describe('a pepper', () => {
  const [oldPepper, newPepper] = ['o'.repeat(32), 'n'.repeat(32)];

  it('is needed to verify what was made with it', async () => {
    const stored = await aHasher({ peppers: [oldPepper] }).hash('three lamps over water');
    expect(stored).toMatch(/,keyid=[A-Za-z0-9+/]{8}\$/);
    expect(stored).not.toContain(oldPepper);
    expect(await aHasher({ peppers: [oldPepper] }).verify(stored, 'three lamps over water')).toBe(true);
    expect(await codeOf(aHasher({ peppers: [newPepper] }).verify(stored, 'three lamps over water'))).toBe('internal');
    expect(await aHasher().verify(stored.replace(/,keyid=[^$]*/, ''), 'three lamps over water')).toBe(false);
  });

  it('can be rotated: the old one still verifies, and its hashes are outdated', async () => {
    const stored = await aHasher({ peppers: [oldPepper] }).hash('three lamps over water');
    const unpeppered = await aHasher().hash('three lamps over water');
    const rotated = aHasher({ peppers: [newPepper, oldPepper] });
    expect(await rotated.verify(stored, 'three lamps over water')).toBe(true);
    expect(rotated.isOutdated(stored)).toBe(true);
    expect(await rotated.verify(unpeppered, 'three lamps over water')).toBe(true);
    expect(rotated.isOutdated(unpeppered)).toBe(true);
    expect(rotated.isOutdated(await rotated.hash('three lamps over water'))).toBe(false);
  });
});

describe('the queue before hashing', () => {
  interface Job {
    readonly done: Promise<string>;
    finish(): void;
  }
  const aJob = (run: (job: () => Promise<string>) => Promise<string>, log: string[], name: string): Job => {
    let finish = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const done = run(async () => {
      log.push(name);
      await gate;
      return name;
    });
    return { done, finish };
  };

  it('runs so many at once, lets so many wait, and refuses the next at once with hashing_busy (F21)', async () => {
    const queue = createBoundedQueue({ concurrency: 2, maxQueue: 3 });
    const log: string[] = [];
    const jobs = ['a', 'b', 'c', 'd', 'e'].map((name) => aJob(queue.run, log, name));
    expect([queue.running, queue.waiting]).toEqual([2, 3]);
    expect(await codeOf(queue.run(async () => 'f'))).toBe('hashing_busy');
    expect(log).toEqual(['a', 'b']);
    for (const job of jobs) job.finish();
    expect(await Promise.all(jobs.map((job) => job.done))).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(log).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect([queue.running, queue.waiting]).toEqual([0, 0]);
  });

  it('hands some of those who wait over beforehand, and says and refuses the same', async () => {
    const queue = createBoundedQueue({ concurrency: 2, maxQueue: 3, ahead: 2 });
    const log: string[] = [];
    const jobs = ['a', 'b', 'c', 'd', 'e'].map((name) => aJob(queue.run, log, name));
    expect(log).toEqual(['a', 'b', 'c', 'd']);
    expect([queue.running, queue.waiting]).toEqual([2, 3]);
    expect(await codeOf(queue.run(async () => 'f'))).toBe('hashing_busy');
    jobs[0]?.finish();
    await jobs[0]?.done;
    expect([queue.running, queue.waiting]).toEqual([2, 2]);
    for (const job of jobs) job.finish();
    expect(await Promise.all(jobs.map((job) => job.done))).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(log).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect([queue.running, queue.waiting]).toEqual([0, 0]);
  });

  it('hands nobody over where nobody may wait', async () => {
    const queue = createBoundedQueue({ concurrency: 1, maxQueue: 0, ahead: 1 });
    const job = aJob(queue.run, [], 'a');
    expect(await codeOf(queue.run(async () => 'b'))).toBe('hashing_busy');
    job.finish();
    await job.done;
  });

  it('hands one more to each thread beforehand, and computes no more from elsewhere at once than before', async () => {
    const atOnce = { own: 0, mostOwn: 0, imports: 0, mostImports: 0 };
    const turn = async (): Promise<void> => void (await new Promise((resolve) => setImmediate(resolve)));
    const verify = async (): Promise<boolean> => {
      atOnce.mostOwn = Math.max(atOnce.mostOwn, ++atOnce.own);
      await turn();
      atOnce.own--;
      return true;
    };
    const payRest = async (): Promise<void> => {
      atOnce.mostImports = Math.max(atOnce.mostImports, ++atOnce.imports);
      await turn();
      atOnce.imports--;
    };
    const hasher = createPasswordHasher(cheap, {
      randomBytes,
      argon2: { ahead: 1, hash: async () => '', verify, close: async () => undefined },
      importedCosts: { refresh: async () => undefined, learn: () => undefined, payRest },
    });
    await Promise.all(Array.from({ length: 12 }, () => hasher.verify(hasher.dummy, 'three lamps')));
    expect([atOnce.mostOwn, atOnce.mostImports]).toEqual([2 * cheap.concurrency, cheap.concurrency]);
  });

  it('goes on after a job that failed', async () => {
    const queue = createBoundedQueue({ concurrency: 1, maxQueue: 1 });
    const failing = queue.run(() => Promise.reject(new Error('no memory')));
    const waiting = queue.run(async () => 'next');
    await expect(failing).rejects.toThrow('no memory');
    expect(await waiting).toBe('next');
    expect([queue.running, queue.waiting]).toEqual([0, 0]);
  });

  it('keeps a flood from the rest of the process: timers go on while 16 hashes run, two at a time (F21)', async () => {
    const hasher = aHasher({ memoryKiB: 8192, passes: 2, maxQueue: 14 });
    let isDone = false;
    let turns = 0;
    const count = (): void => {
      turns += 1;
      if (!isDone) setImmediate(count);
    };
    const flood = Array.from({ length: 40 }, () => codeOf(hasher.hash('three lamps over water'), 'hashed'));
    count();
    const answers = await Promise.all(flood);
    isDone = true;
    expect(answers.filter((answer) => answer === 'hashed')).toHaveLength(16);
    expect(answers.filter((answer) => answer === 'hashing_busy')).toHaveLength(24);
    expect(turns).toBeGreaterThan(100);
    expect(hasher.load()).toEqual({ running: 0, waiting: 0, maxQueue: 14 });
  });
});
