/** Sign-up and sign-in: who gets a session, and what everyone else can learn. */
import type { StartedSession } from 'gemel';
import { GemelError } from '@gemel/protocol';
import { afterEach, describe, expect, it } from 'vitest';
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

describe('sign-in', () => {
  it('starts a session with the roles and permissions of the account, by password', async () => {
    const { accounts, signUp, gemel } = await world();
    const { subject } = await signUp();
    await accounts.grant(adasEmail, { roles: ['editor'], permissions: ['orders:read'] });
    const started = await signIn(accounts, { email: ' Ada@Example.com', password, mode: 'both', client: { userAgent: 'a browser' } });
    expect(started.principal).toMatchObject({ subject, roles: ['editor'], permissions: ['orders:read'], authentication: { amr: ['pwd'] } });
    expect(started.sessionToken).toBeDefined();
    expect(started.tokens?.refreshToken).toBeDefined();
    expect(await gemel.listSessions(subject)).toMatchObject([{ sid: started.session.sid, client: { userAgent: 'a browser' } }]);
  });

  it('gives an account an id of 128 random bits, and that as the subject', async () => {
    const { signUp } = await world();
    const [ada, grace] = [await signUp(), await signUp('grace@example.com')];
    expect(ada.subject).toMatch(/^[A-Za-z0-9_-]{22}$/);
    expect(grace.subject).not.toBe(ada.subject);
  });

  it('takes a password typed on a keyboard that composes accents differently (6.2.8)', async () => {
    const { accounts } = await world();
    await accounts.signUp({ email: adasEmail, password: 'le pâté est très frais' });
    const decomposed = 'le pâté est très frais'.normalize('NFD');
    await expect(accounts.signIn({ email: adasEmail, password: decomposed })).resolves.toBeDefined();
    expect(await codeOf(accounts.signIn({ email: adasEmail, password: 'Le pâté est très frais' }))).toBe('sign_in_failed');
    expect(await codeOf(accounts.signIn({ email: adasEmail, password: 'le pâté est très frais ' }))).toBe('sign_in_failed');
  });

  it('is not withheld because the count of failures could not be given back', async () => {
    const { accounts, signUp, gemel } = await world({
      before: async (call) => (call === 'limits.refund' ? Promise.reject(new GemelError('store_unavailable')) : undefined),
    });
    const { subject } = await signUp();
    const { session } = await signIn(accounts, { email: adasEmail, password });
    expect(await gemel.listSessions(subject)).toMatchObject([{ sid: session.sid }]);
  });

  it('refuses what is not text (15.3.3)', async () => {
    const { accounts } = await world();
    const notText = { $ne: '' } as unknown as string;
    expect(await codeOf(accounts.signIn({ email: notText, password }))).toBe('request_malformed');
    expect(await codeOf(accounts.signIn({ email: adasEmail, password: notText }))).toBe('request_malformed');
    expect(await codeOf(accounts.signUp({ email: [adasEmail] as unknown as string, password }))).toBe('request_malformed');
  });

  it('is refused where the stored hash cannot be read, as a fault, and takes the attempt back', async () => {
    const { accounts, signUp, store } = await world({ throttling: { pair: { burst: 1, interval: 900 } } });
    const { subject } = await signUp();
    const record = present(await store.findById(subject));
    await store.replace({ ...record, passwordHash: 'no hash at all' });
    expect(await codeOf(accounts.signIn({ email: adasEmail, password }))).toBe('internal');
    expect(await codeOf(accounts.signIn({ email: adasEmail, password }))).toBe('internal');
  });
});

// Whether the time tells is measured by enumeration/enumeration.long.ts; here the work is counted.
describe('nobody learns which accounts exist (6.3.8)', () => {
  const tryAll = async (made: World) => {
    const { accounts, signUp, trace } = made;
    await signUp();
    const { subject } = await signUp('disabled@example.com');
    await accounts.setDisabled(subject, true);
    const attempts = {
      'a wrong password': { email: adasEmail, password: otherPassword },
      'an unknown address': { email: 'nobody@example.com', password: otherPassword },
      'a disabled account with the right password': { email: 'disabled@example.com', password },
      'a disabled account with a wrong one': { email: 'disabled@example.com', password: otherPassword },
      'no address at all': { email: 'nobody', password: otherPassword },
      'a password that is no text': { email: adasEmail, password: 'long enough but \ud800' },
      'a password beyond all bounds': { email: adasEmail, password: 'x'.repeat(5000) },
    };
    const seen: Record<string, { readonly error: unknown; readonly calls: string }> = {};
    for (const [what, attempt] of Object.entries(attempts)) {
      trace.length = 0;
      const error: unknown = await signIn(accounts, attempt).catch((thrown: unknown) => thrown);
      seen[what] = { error, calls: trace.join(' ') };
    }
    return seen;
  };

  it('from the answer to a sign-in, or from the work it makes: every failure is the same calls in the same order', async () => {
    const seen = await tryAll(await world());
    const failures = Object.values(seen);
    for (const { error } of failures) expect(error).toEqual(new GemelError('sign_in_failed'));
    expect(new Set(failures.map(({ calls }) => calls))).toEqual(
      new Set(['hasher.checkRoom limits.spend store.findByEmail gemel.subjectVersion store.findById hasher.verify']),
    );
  });

  it('from the answer to a sign-up, or from the work it makes', async () => {
    const { accounts, trace } = await world();
    const answers: unknown[] = [];
    const calls: string[] = [];
    for (const given of [password, otherPassword, password]) {
      trace.length = 0;
      answers.push(await accounts.signUp({ email: adasEmail, password: given }));
      calls.push(trace.join(' '));
    }
    expect(answers).toEqual([undefined, undefined, undefined]);
    expect(new Set(calls)).toEqual(new Set(['hasher.checkRoom limits.spend hasher.hash store.insert']));
  });

  it('from a password that the rules refuse: they are judged before the address is looked up', async () => {
    const { accounts, signUp, trace } = await world();
    await signUp();
    for (const email of [adasEmail, 'nobody@example.com']) {
      expect(await codeOf(accounts.signUp({ email, password: 'short' }))).toBe('password_too_short');
    }
    expect(trace).toEqual([]);
  });

  it('a second sign-up alters nothing: the first password stays the one', async () => {
    const { accounts, signUp, store } = await world();
    const { subject } = await signUp();
    const before = await store.findById(subject);
    await accounts.signUp({ email: 'ADA@example.com', password: otherPassword });
    expect(await store.findById(subject)).toEqual(before);
    expect(await codeOf(accounts.signIn({ email: adasEmail, password: otherPassword }))).toBe('sign_in_failed');
  });
});

describe('sign-up', () => {
  it('refuses an address that is none, and one in several spellings is one account (S26)', async () => {
    const { accounts, store } = await world();
    expect(await codeOf(accounts.signUp({ email: 'ada@example.com,eve@evil.example', password }))).toBe('email_invalid');
    await accounts.signUp({ email: adasEmail, password });
    await accounts.signUp({ email: 'ADA@EXAMPLE.COM ', password: otherPassword });
    expect(await store.findByEmail(adasEmail)).toBeDefined();
    await expect(accounts.signIn({ email: 'Ada@example.com', password })).resolves.toBeDefined();
  });

  it('starts no session and grants nothing (6.3.2)', async () => {
    const { signUp, gemel, accounts } = await world();
    const { subject } = await signUp();
    expect(await gemel.listSessions(subject)).toEqual([]);
    expect(await accounts.findBySubject(subject)).toMatchObject({ roles: [], permissions: [], isDisabled: false });
  });

  it('never shows a password or its hash in an account', async () => {
    const { signUp } = await world();
    expect(JSON.stringify(await signUp())).not.toMatch(/argon2|lamps/);
  });
});

describe('a stored hash that is weaker than those made today', () => {
  it('is replaced at sign-in, and only by the right password', async () => {
    const old = await world();
    const { subject } = await old.signUp();
    const now = await world({ store: old.store, hashing: { memoryKiB: 128, passes: 2 } });
    expect(await codeOf(now.accounts.signIn({ email: adasEmail, password: otherPassword }))).toBe('sign_in_failed');
    expect((await now.store.findById(subject))?.passwordHash).toContain('m=64,t=1,p=1');
    await signIn(now.accounts, { email: adasEmail, password });
    const rehashed = present(await now.store.findById(subject)).passwordHash;
    expect(rehashed).toContain('m=128,t=2,p=1');
    await signIn(now.accounts, { email: adasEmail, password });
    expect((await now.store.findById(subject))?.passwordHash).toBe(rehashed);
  });

  it('is not replaced in a disabled account', async () => {
    const old = await world();
    const { subject } = await old.signUp();
    await old.accounts.setDisabled(subject, true);
    const now = await world({ store: old.store, hashing: { memoryKiB: 128 } });
    expect(await codeOf(now.accounts.signIn({ email: adasEmail, password }))).toBe('sign_in_failed');
    expect((await now.store.findById(subject))?.passwordHash).toContain('m=64');
  });

  it('stays for now where hashing is busy; the sign-in succeeds', async () => {
    const old = await world();
    const { subject } = await old.signUp();
    let fill = async (): Promise<void> => undefined;
    const now: World = await world({
      store: old.store,
      hashing: { memoryKiB: 128, concurrency: 1, maxQueue: 0 },
      before: async (call) => {
        if (call === 'hasher.hash') await fill();
      },
    });
    let other = Promise.resolve('not yet');
    fill = async () => {
      // One verification takes the only place, from this turn until after the one that waits for it.
      other = codeOf(now.accounts.signIn({ email: 'nobody@example.com', password }));
      for (let turn = 0; turn < 64 && now.accounts.hashing().running === 0; turn++) await Promise.resolve();
    };
    await expect(now.accounts.signIn({ email: adasEmail, password })).resolves.toBeDefined();
    expect(await other).toBe('sign_in_failed');
    expect((await now.store.findById(subject))?.passwordHash).toContain('m=64');
  });
});

describe('a flood of sign-ins (F21)', () => {
  it('beyond the queue is turned away in the same turn of the event loop, and asks no store anything (2.4.1)', async () => {
    const made = await world({ hashing: { memoryKiB: 32_768, passes: 2, concurrency: 1, maxQueue: 2 } });
    const guess = () => codeOf(made.accounts.signIn({ email: adasEmail, password: otherPassword }));
    const first = Array.from({ length: 3 }, guess);
    const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
    for (let turns = 0; turns < 64 && made.accounts.hashing().waiting < 2; turns++) await turn();
    made.trace.length = 0;
    const answers: string[] = [];
    for (let index = 0; index < 256; index++) void guess().then((code) => answers.push(code));
    await turn();
    expect([answers.length, ...new Set(answers)]).toEqual([256, 'hashing_busy']);
    expect(new Set(made.trace)).toEqual(new Set(['hasher.checkRoom']));
    expect(new Set(await Promise.all(first))).toEqual(new Set(['sign_in_failed']));
  });

  it('is answered hashing_busy beyond the queue, and does not count as wrong passwords', async () => {
    const { accounts, signUp } = await world({
      hashing: { concurrency: 1, maxQueue: 2 },
      throttling: { pair: { burst: 4, interval: 900 } },
    });
    await signUp();
    const flood = Array.from({ length: 4 }, () => codeOf(accounts.signIn({ email: adasEmail, password }), 'signed in'));
    const answers = await Promise.all(flood);
    expect(answers.filter((answer) => answer === 'signed in')).toHaveLength(3);
    expect(answers.filter((answer) => answer === 'hashing_busy')).toHaveLength(1);
    await expect(accounts.signIn({ email: adasEmail, password })).resolves.toBeDefined();
  });
});

describe('a sign-in under way', () => {
  /** Signs in, and runs `meanwhile` the first time that the sign-in comes to `point`. */
  async function signInWhile(point: string, meanwhile: (made: World, subject: string) => Promise<unknown>) {
    let run: (() => Promise<unknown>) | undefined;
    const made = await world({
      before: async (call) => {
        const now = call === point ? run : undefined;
        if (now === undefined) return;
        run = undefined;
        await now();
      },
    });
    const { subject } = await made.signUp();
    run = () => meanwhile(made, subject);
    let started: StartedSession | undefined;
    const signingIn = signIn(made.accounts, { email: adasEmail, password, mode: 'both' }).then((value) => (started = value));
    const code = await codeOf(signingIn, 'signed in');
    return { code, made, subject, started };
  }
  const points = ['store.findByEmail', 'gemel.subjectVersion', 'store.findById', 'hasher.verify', 'gemel.startSession'];

  it.each(['store.findById', 'hasher.verify', 'gemel.startSession'])(
    'yields no session after "sign out everywhere" (invariant 5), at %s',
    async (point) => {
      const { code, made, subject } = await signInWhile(point, ({ gemel }, whose) => gemel.revokeSubject(whose));
      expect(code).toBe('subject_changed');
      expect(await made.gemel.listSessions(subject)).toEqual([]);
    },
  );

  it.each(points)('yields no session once the account is disabled (invariant 1), at %s', async (point) => {
    const { code, made, subject } = await signInWhile(point, ({ accounts }, whose) => accounts.setDisabled(whose, true));
    expect(code).toBe('sign_in_failed');
    expect(await made.gemel.listSessions(subject)).toEqual([]);
  });

  it.each(points)('yields no session once the account is deleted (S08), at %s', async (point) => {
    const { code, made, subject } = await signInWhile(point, ({ accounts }, whose) => accounts.deleteAccount(whose));
    expect(code).toBe('sign_in_failed');
    expect(await made.gemel.listSessions(subject)).toEqual([]);
  });

  it.each(points)('yields a session with the grants as they are now, at %s', async (point) => {
    const { code, made, subject, started } = await signInWhile(point, ({ accounts }) => accounts.grant(adasEmail, { roles: ['admin'] }));
    expect(code).toBe('signed in');
    const { accessToken } = present(started?.tokens);
    expect((await made.gemel.verifyAccessToken(accessToken)).roles).toEqual(['admin']);
    expect(await made.gemel.listSessions(subject)).toHaveLength(1);
  });

  it('yields no session where grants change and everybody is signed out as well', async () => {
    const { code, made, subject } = await signInWhile('hasher.verify', async ({ accounts, gemel }, whose) => {
      await accounts.grant(adasEmail, { roles: ['admin'] });
      await gemel.revokeSubject(whose);
    });
    expect(code).toBe('subject_changed');
    expect(await made.gemel.listSessions(subject)).toEqual([]);
  });
});
