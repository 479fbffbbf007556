/** Half a sign-in is another type than a session, and opens nothing (S07). */
import { afterEach, describe, expect, it } from 'vitest';
import { authenticationFacts } from '../src/sign-in/authentication-event.ts';
import { adasEmail, aWorld, password, type World, type WorldOptions } from './a-world.ts';

const worlds: World[] = [];
afterEach(() => Promise.all(worlds.splice(0).map((world) => world.stop())));
async function world(given: WorldOptions = {}): Promise<World> {
  const made = await aWorld(given);
  worlds.push(made);
  return made;
}

describe('a sign-in to an account with an authenticator app', () => {
  it('starts no session, and what it hands out is no credential', async () => {
    const made = await world();
    const { subject } = await made.signUp();
    const app = { id: 'app', account: subject, kind: 'totp', lookup: subject, name: '', data: null } as const;
    await made.store.authenticators.insert({ ...app, createdAt: 0, lastUsedAt: null, version: 1 });
    const result = await made.accounts.signIn({ email: adasEmail, password });
    expect(result).toEqual({ status: 'second_factor_needed', pending: expect.any(String), expiresIn: 600, factors: ['totp'] });
    if (result.status !== 'second_factor_needed') return;
    expect(await made.gemel.listSessions(subject)).toEqual([]);
    for (const header of [{ authorization: `Bearer ${result.pending}` }, { cookie: `__Host-Http-gemel=${result.pending}` }]) {
      const answer = await made.gemel.authenticate({ method: 'GET', header: (name) => new Map(Object.entries(header)).get(name) });
      expect(answer.status).toBe('refused');
    }
    await expect(made.gemel.refresh(result.pending)).rejects.toMatchObject({ code: 'refresh_token_malformed' });
  });
});

describe('amr and acr', () => {
  it.each([
    [['password'], ['pwd'], 'aal1'],
    [['password', 'totp'], ['pwd', 'otp', 'mfa'], 'aal2'],
    [['password', 'recovery_code'], ['pwd', 'otp', 'mfa'], 'aal2'],
    [['passkey'], ['pop', 'user', 'mfa'], 'aal2'],
    [['password', 'passkey'], ['pwd', 'pop', 'user', 'mfa'], 'aal2'],
    [['link'], ['email'], 'aal1'],
    [['link', 'totp'], ['email', 'otp', 'mfa'], 'aal2'],
    [['link', 'password'], ['email', 'pwd'], 'aal1'],
    [['provider'], ['fed'], 'aal1'],
  ] as const)('of %j are %j and %s', (used, amr, acr) => {
    expect(authenticationFacts(used)).toEqual({ amr, acr });
  });
});
