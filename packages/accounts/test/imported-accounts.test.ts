/** Accounts of another system: taken in, checked, and signed in to with the password of before. */
import { hash as argon2 } from '@node-rs/argon2';
import { hash as bcrypt } from '@node-rs/bcrypt';
import { pbkdf2Sync } from 'node:crypto';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ImportOptions, ImportSummary, LeftOut } from '../src/importing/import-accounts.ts';
import type { ImportedAccount } from '../src/importing/read-candidate.ts';
import { adasEmail, aWorld, otherPassword, password, signIn, type World, type WorldOptions } from './a-world.ts';
import { codeOf, present } from './support.ts';

const worlds: World[] = [];
async function world(options?: WorldOptions): Promise<World> {
  const made = await aWorld(options);
  worlds.push(made);
  return made;
}
afterEach(async () => {
  await Promise.all(worlds.splice(0).map((one) => one.stop()));
});

let bcryptHash: string;
beforeAll(async () => {
  bcryptHash = await bcrypt(password, 4);
});

async function importAll(
  { accounts }: World,
  candidates: readonly unknown[],
  options: ImportOptions = {},
): Promise<{ readonly summary: ImportSummary; readonly leftOut: readonly LeftOut[] }> {
  const leftOut: LeftOut[] = [];
  const summary = await accounts.importAccounts(candidates, { ...options, onLeftOut: (one) => leftOut.push(one) });
  return { summary, leftOut };
}

const ada = (given: Partial<ImportedAccount> = {}): ImportedAccount => ({ email: adasEmail, passwordHash: bcryptHash, ...given });

describe('the progress of an import', () => {
  it('is told after each batch: how many are behind it, of whom nothing more is said', async () => {
    const made = await world();
    const told: (readonly [what: string, count: number])[] = [];
    const candidates = Array.from({ length: 1201 }, (_, index) => (index % 600 === 0 ? 7 : { email: `person-${index}@example.com` }));
    await made.accounts.importAccounts(candidates, {
      onLeftOut: ({ index }) => told.push(['left out', index]),
      onProgress: (done) => told.push(['done', done]),
    });
    expect(told).toEqual([
      ['left out', 0],
      ['done', 500],
      ['left out', 600],
      ['done', 1000],
      ['left out', 1200],
      ['done', 1201],
    ]);
  });
});

describe('an imported account', () => {
  it('has what it had, and the subject that other data knows it by', async () => {
    const made = await world();
    const { summary } = await importAll(made, [
      ada({
        email: 'Ada@Example.com',
        subject: 'user_42',
        emailVerified: true,
        roles: ['editor', 'editor'],
        permissions: ['orders:read'],
        createdAt: '2024-05-31T11:30:00+02:00',
      }),
      { email: 'grace@example.com', passwordHash: null, disabled: true },
    ]);
    expect(summary).toEqual({ imported: 2, withoutPassword: 1, existing: 0, refused: 0 });
    expect(await made.accounts.findByEmail(adasEmail)).toEqual({
      subject: 'user_42',
      email: adasEmail,
      isEmailVerified: true,
      hasPassword: true,
      roles: ['editor'],
      permissions: ['orders:read'],
      isDisabled: false,
      createdAt: Date.UTC(2024, 4, 31, 9, 30) / 1000,
    });
    expect(await made.accounts.findByEmail('grace@example.com')).toMatchObject({
      subject: expect.stringMatching(/^[A-Za-z0-9_-]{22}$/),
      isEmailVerified: false,
      hasPassword: false,
      isDisabled: true,
      createdAt: made.clock.seconds,
    });
    const { principal } = await signIn(made.accounts, { email: adasEmail, password });
    expect(principal).toMatchObject({ subject: 'user_42', roles: ['editor'], permissions: ['orders:read'] });
  });

  it.each([
    ['bcrypt', () => bcryptHash],
    ['Django', () => `pbkdf2_sha256$1000$seasalt$${pbkdf2Sync(password, 'seasalt', 1000, 32, 'sha256').toString('base64')}`],
    ['argon2id at other parameters', () => argon2(password, { memoryCost: 32, timeCost: 3, parallelism: 2 })],
    ['argon2id at those of today', () => argon2(password, { memoryCost: 64, timeCost: 1, parallelism: 1 })],
    ['argon2i', () => argon2(password, { algorithm: 1, memoryCost: 64, timeCost: 1 })],
  ])('with a hash of %s opens to its password alone, which is then hashed as all are, with the pepper', async (_what, hashOf) => {
    const made = await world({ hashing: { peppers: ['p'.repeat(32)] } });
    await importAll(made, [ada({ passwordHash: await hashOf(), subject: 'ada' })]);
    const stored = async (): Promise<string | null> => present(await made.store.findById('ada')).passwordHash;
    const imported = await stored();
    expect(imported).toMatch(/^import:\$/);
    expect(await codeOf(signIn(made.accounts, { email: adasEmail, password: otherPassword }))).toBe('sign_in_failed');
    expect(await stored()).toBe(imported);
    await signIn(made.accounts, { email: adasEmail, password });
    const upgraded = await stored();
    expect(upgraded).toMatch(/^\$argon2id\$v=19\$m=64,t=1,p=1,keyid=/);
    await signIn(made.accounts, { email: adasEmail, password });
    expect(await stored()).toBe(upgraded);
    expect(await codeOf(signIn(made.accounts, { email: adasEmail, password: otherPassword }))).toBe('sign_in_failed');
  });

  it('that is disabled stays shut, and its hash as it is', async () => {
    const made = await world();
    await importAll(made, [ada({ subject: 'ada', disabled: true })]);
    expect(await codeOf(signIn(made.accounts, { email: adasEmail, password }))).toBe('sign_in_failed');
    expect((await made.store.findById('ada'))?.passwordHash).toMatch(/^import:/);
  });

  it('without a password opens to none', async () => {
    const made = await world();
    await importAll(made, [{ email: adasEmail }]);
    for (const typed of ['', password])
      expect(await codeOf(signIn(made.accounts, { email: adasEmail, password: typed }))).toBe('sign_in_failed');
  });

  it('keeps a password that is changed while its hash is being upgraded', async () => {
    let change = async (): Promise<unknown> => undefined;
    const made = await world({
      before: async (call) => {
        if (call !== 'hasher.hash') return;
        const run = change;
        change = async () => undefined;
        await run();
      },
    });
    await importAll(made, [ada({ subject: 'ada' })]);
    change = async () => {
      const record = present(await made.store.findById('ada'));
      await made.store.replace({ ...record, passwordHash: 'changed meanwhile', stamp: record.stamp + 1 });
    };
    await signIn(made.accounts, { email: adasEmail, password });
    expect((await made.store.findById('ada'))?.passwordHash).toBe('changed meanwhile');
  });

  it('answers a wrong password as every account does, by the same calls (6.3.8)', async () => {
    const made = await world();
    await made.signUp('grace@example.com');
    await importAll(made, [ada(), { email: 'mary@example.com' }]);
    const calls = new Set<string>();
    for (const email of [adasEmail, 'grace@example.com', 'mary@example.com', 'nobody@example.com']) {
      made.trace.length = 0;
      expect(await codeOf(signIn(made.accounts, { email, password: otherPassword }))).toBe('sign_in_failed');
      calls.add(made.trace.join(' '));
    }
    expect(calls).toEqual(new Set(['hasher.checkRoom limits.spend store.findByEmail gemel.subjectVersion store.findById hasher.verify']));
  });
});

describe('an import', () => {
  it('may be repeated: whoever is here stays as they are', async () => {
    const made = await world();
    const many = Array.from({ length: 1203 }, (_, index) => ({ email: `person-${index}@example.com`, roles: ['first'] }));
    expect((await importAll(made, many)).summary).toEqual({ imported: 1203, withoutPassword: 1203, existing: 0, refused: 0 });
    const again = await importAll(made, [...many.map((one) => ({ ...one, roles: ['second'] })), ada()]);
    expect(again.summary).toEqual({ imported: 1, withoutPassword: 0, existing: 1203, refused: 0 });
    expect(again.leftOut.map(({ index }) => index)).toEqual(many.map((_, index) => index));
    expect(again.leftOut[1202]).toEqual({
      index: 1202,
      reason: 'email_taken',
      email: 'person-1202@example.com',
      problems: ['person-1202@example.com has an account already'],
    });
    expect(await made.accounts.findByEmail('person-7@example.com')).toMatchObject({ roles: ['first'] });
  });

  it.each([false, true])('tells two spellings of one address, and two accounts with one subject (only rehearsed: %s)', async (isDryRun) => {
    const made = await world();
    await made.signUp('grace@example.com');
    const { summary, leftOut } = await importAll(
      made,
      [
        ada({ subject: 'one' }),
        ada({ email: ' ADA@example.COM' }),
        { email: 'mary@example.com', subject: 'one' },
        { email: 'Grace@example.com' },
      ],
      { isDryRun },
    );
    expect(summary).toEqual({ imported: 1, withoutPassword: 0, existing: 2, refused: 1 });
    expect(leftOut.map(({ index, reason, email }) => [index, reason, email])).toEqual([
      [1, 'email_taken', adasEmail],
      [2, 'subject_taken', 'mary@example.com'],
      [3, 'email_taken', 'grace@example.com'],
    ]);
    expect((await made.accounts.findByEmail(adasEmail)) === undefined).toBe(isDryRun);
  });

  it('says everything that is wrong with a candidate, and nothing of its hash, and takes the others', async () => {
    const made = await world();
    const bad: readonly (readonly [unknown, readonly string[]])[] = [
      [undefined, ['is no JSON object']],
      [['ada@example.com'], ['is no JSON object']],
      [{}, ['email is missing']],
      [{ email: 'ada@example.com,eve@evil.example' }, ['email is no e-mail address']],
      [
        ada({ passwordHash: 'hunter2' }),
        ['passwordHash is of no known format: bcrypt, scrypt, PBKDF2 (SHA-1, SHA-256, SHA-512) and argon2 are taken'],
      ],
      [ada({ passwordHash: `$2b$20$${bcryptHash.slice(7)}` }), ['passwordHash is bcrypt of cost 20: from 4 to 14 is taken']],
      [
        {
          email: adasEmail,
          passwordHash: 7,
          emailVerified: 'yes',
          disabled: 1,
          roles: 'admin',
          permissions: ['a b'],
          subject: '',
          createdAt: 'once',
        },
        [
          'subject is no text of 1 to 255 visible ASCII characters',
          'passwordHash is no text',
          'emailVerified is neither true nor false',
          'disabled is neither true nor false',
          'roles is no list of names: no spaces, quotes or control characters',
          'permissions is no list of names: no spaces, quotes or control characters',
          'createdAt is no time in the past: 2024-05-31T09:30:00Z, or seconds since 1970',
        ],
      ],
      [{ email: adasEmail, password: 'hunter2' }, [expect.stringMatching(/^password is not known: the members are email, passwordHash, /)]],
      [{ email: adasEmail, createdAt: 4_000_000_000 }, [expect.stringMatching(/^createdAt /)]],
      [{ email: adasEmail, ['\u001b[2J']: true }, [expect.stringMatching(/^a member of another name is not known/)]],
    ];
    const { summary, leftOut } = await importAll(made, [...bad.map(([candidate]) => candidate), { email: 'grace@example.com' }]);
    expect(summary).toEqual({ imported: 1, withoutPassword: 1, existing: 0, refused: bad.length });
    for (const [index, [, problems]] of bad.entries()) {
      expect(leftOut[index]).toMatchObject({ index, reason: 'invalid' });
      expect([...(leftOut[index]?.problems ?? [])].toSorted()).toEqual([...problems].toSorted());
    }
    expect(JSON.stringify(leftOut)).not.toMatch(/hunter2/);
    expect(JSON.stringify(leftOut)).not.toContain(bcryptHash.slice(7));
  });

  it('leaves what was written before the store failed, and can be taken up again', async () => {
    let batches = 0;
    const made = await world({
      before: async (call) => {
        if (call === 'store.insertMany' && ++batches === 2) throw new Error('the store is gone');
      },
    });
    const many = Array.from({ length: 900 }, (_, index) => ({ email: `person-${index}@example.com` }));
    await expect(made.accounts.importAccounts(many)).rejects.toThrow('the store is gone');
    expect(await made.accounts.importAccounts(many)).toEqual({ imported: 400, withoutPassword: 400, existing: 500, refused: 0 });
  });
});
