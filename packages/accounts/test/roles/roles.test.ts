/** Roles: what they permit is in both credentials, and changes in all live sessions at once. */
import { afterEach, describe, expect, it } from 'vitest';
import type { SignedIn } from '../../src/index.ts';
import { createAccounts } from '../../src/index.ts';
import { adasEmail, aWorld, cheapHashing, cookieName, password, signIn, type World, type WorldOptions } from '../a-world.ts';
import { codeOf, present } from '../support.ts';

const worlds: World[] = [];
afterEach(() => Promise.all(worlds.splice(0).map((world) => world.stop())));

async function begun(options: WorldOptions = {}): Promise<World & { readonly ada: string }> {
  const world = await aWorld(options);
  worlds.push(world);
  return { ...world, ada: (await world.signUp()).subject };
}

/** What the cookie and a fresh access token of a session permit; both, or the twins differ. */
async function permissionsOf({ gemel }: World, { sessionToken, session }: SignedIn): Promise<readonly string[]> {
  const header = (name: string): string | undefined => (name === 'cookie' ? `${cookieName}=${sessionToken}` : undefined);
  const result = await gemel.authenticate({ method: 'GET', header });
  if (result.status !== 'authenticated') throw new Error(`${session.sid}: ${result.status}`);
  const { accessToken } = await gemel.issueAccessToken(result.principal);
  const claims = await gemel.verifyAccessToken(accessToken);
  expect(claims.permissions).toEqual(result.principal.permissions);
  expect(claims.roles).toEqual(result.principal.roles);
  return result.principal.permissions;
}

describe('a role', () => {
  it('permits what it is defined to, beside what the account has itself, each once; one that is not defined permits nothing', async () => {
    const world = await begun();
    const { accounts } = world;
    expect(await accounts.roles.define('editor', ['post:read', 'post:write', 'post:read'])).toBe(0);
    await accounts.grant(adasEmail, { roles: ['editor', 'friend'], permissions: ['post:write', 'own:thing'] });
    const signedIn = await signIn(accounts, { email: adasEmail, password });
    expect(signedIn.principal.roles).toEqual(['editor', 'friend']);
    expect(await permissionsOf(world, signedIn)).toEqual(['post:write', 'own:thing', 'post:read']);
    expect((await accounts.findByEmail(adasEmail))?.permissions).toEqual(['post:write', 'own:thing']);
  });

  it('changes in every live session of everybody who has it: old tokens are superseded at once (8.3.2)', async () => {
    const world = await begun();
    const { accounts, gemel, ada } = world;
    await accounts.roles.define('editor', ['post:read']);
    await accounts.signUp({ email: 'grace@example.com', password });
    await accounts.roles.assign(ada, 'editor');
    await accounts.roles.assign(present(await accounts.findByEmail('grace@example.com')).subject, 'editor');
    const [one, two] = [
      await signIn(accounts, { email: adasEmail, password }),
      await signIn(accounts, { email: 'grace@example.com', password }),
    ];
    const { accessToken } = await gemel.issueAccessToken(one.principal);
    expect(await accounts.roles.define('editor', ['post:write'])).toBe(2);
    expect(await codeOf(gemel.verifyAccessToken(accessToken))).toBe('token_superseded');
    expect([await permissionsOf(world, one), await permissionsOf(world, two)]).toEqual([['post:write'], ['post:write']]);
    expect(await accounts.roles.list()).toEqual([{ name: 'editor', permissions: ['post:write'], isDeclared: false, isSettled: true }]);
  });

  it('is given to an account and taken from it, with immediate effect', async () => {
    const world = await begun();
    const { accounts, ada } = world;
    await accounts.roles.define('editor', ['post:write']);
    const signedIn = await signIn(accounts, { email: adasEmail, password });
    expect((await accounts.roles.assign(ada, 'editor'))?.roles).toEqual(['editor']);
    expect((await accounts.roles.assign(ada, 'editor'))?.roles).toEqual(['editor']);
    expect(await permissionsOf(world, signedIn)).toEqual(['post:write']);
    expect((await accounts.roles.unassign(ada, 'editor'))?.roles).toEqual([]);
    expect(await permissionsOf(world, signedIn)).toEqual([]);
    expect(await accounts.roles.assign('nobody', 'editor')).toBeUndefined();
    expect(await accounts.roles.unassign('nobody', 'editor')).toBeUndefined();
  });

  it('goes from everybody when it is removed', async () => {
    const world = await begun();
    const { accounts, ada } = world;
    await accounts.roles.define('editor', ['post:write']);
    await accounts.roles.assign(ada, 'editor');
    const signedIn = await signIn(accounts, { email: adasEmail, password });
    expect(await accounts.roles.remove('editor')).toBe(1);
    expect(await permissionsOf(world, signedIn)).toEqual([]);
    expect((await accounts.findBySubject(ada))?.roles).toEqual([]);
    expect(await accounts.roles.list()).toEqual([]);
    expect(await accounts.roles.remove('editor')).toBeUndefined();
    expect(await world.store.roles.list()).toEqual([]);
  });

  it.each([
    ['a name that is none', (world: World) => world.accounts.roles.define('two words', [])],
    ['a permission that is none', (world: World) => world.accounts.roles.define('editor', ['a"b'])],
    ['a role that is not defined', (world: World & { ada: string }) => world.accounts.roles.assign(world.ada, 'edtior')],
  ])('refuses %s', async (_, ask) => {
    expect(await codeOf(ask(await begun()))).toBe('request_malformed');
  });

  it('that would make a token too large stops its issue, with advice, and leaves no session', async () => {
    const { accounts, gemel, ada } = await begun();
    await accounts.roles.define(
      'everything',
      Array.from({ length: 400 }, (_, index) => `permission:number:${index}`),
    );
    await accounts.roles.assign(ada, 'everything');
    const refused = signIn(accounts, { email: adasEmail, password, mode: 'token' });
    await expect(refused).rejects.toMatchObject({
      code: 'token_would_be_too_large',
      message: expect.stringContaining('grant fewer roles, permissions or claims') as string,
    });
    expect(await gemel.listSessions(ada)).toEqual([]);
  });
});

describe('a role that changes while', () => {
  it('somebody signs in: the session permits what it permits now', async () => {
    let meanwhile: (() => Promise<unknown>) | undefined;
    const world = await begun({
      before: async (name) => {
        if (name !== 'gemel.startSession') return;
        const run = meanwhile;
        meanwhile = undefined;
        await run?.();
      },
    });
    const { accounts, ada } = world;
    await accounts.roles.define('editor', ['post:read']);
    await accounts.roles.assign(ada, 'editor');
    meanwhile = () => accounts.roles.define('editor', ['post:write']);
    expect(await permissionsOf(world, await signIn(accounts, { email: adasEmail, password }))).toEqual(['post:write']);
  });

  it('others change it, and who has it: in the end every session says what the store says', async () => {
    const world = await begun();
    const { accounts, ada } = world;
    await accounts.roles.define('editor', ['post:0']);
    await accounts.roles.assign(ada, 'editor');
    const signedIn = await signIn(accounts, { email: adasEmail, password });
    await Promise.all([
      ...[1, 2, 3, 4, 5].map((index) => accounts.roles.define('editor', [`post:${index}`])),
      ...[1, 2, 3].map((index) => accounts.grant(adasEmail, { permissions: [`own:${index}`] })),
    ]);
    const [role] = await accounts.roles.list();
    const own = present(await accounts.findBySubject(ada)).permissions;
    expect(await permissionsOf(world, signedIn)).toEqual([...own, ...present(role).permissions]);
    expect(role?.isSettled).toBe(true);
  });

  it.each([
    ['changed', ['post:write'], (world: World) => world.accounts.roles.define('editor', ['post:write'])],
    ['removed', [], (world: World) => world.accounts.roles.remove('editor')],
  ])('the process dies, having %s it: settle makes it good, once', async (_, permissions, change) => {
    let isDead = false;
    const world = await begun({
      before: async (name) => {
        if (isDead && name === 'gemel.changeGrants') throw new Error('the process is gone');
      },
    });
    const { accounts, ada } = world;
    await accounts.roles.define('editor', ['post:read']);
    await accounts.roles.assign(ada, 'editor');
    const signedIn = await signIn(accounts, { email: adasEmail, password });
    isDead = true;
    expect(await codeOf(change(world))).toBe('Error: the process is gone');
    expect(await permissionsOf(world, signedIn)).toEqual(['post:read']);
    isDead = false;
    await accounts.finishPending();
    expect(await accounts.roles.settle()).toBe(1);
    expect(await permissionsOf(world, signedIn)).toEqual(permissions);
    expect([await accounts.finishPending(), await accounts.roles.settle()]).toEqual([0, 0]);
  });

  it.each([
    ['given', ['post:read'], ({ accounts, ada }: World & { ada: string }) => accounts.roles.assign(ada, 'editor')],
    ['granted', ['own:thing'], ({ accounts }: World & { ada: string }) => accounts.grant(adasEmail, { permissions: ['own:thing'] })],
  ])('the process dies, having %s something to an account: finishPending makes it good, once', async (_, permissions, change) => {
    let isDead = false;
    const world = await begun({
      before: async (name) => {
        if (isDead && name === 'gemel.changeGrants') throw new Error('the process is gone');
      },
    });
    await world.accounts.roles.define('editor', ['post:read']);
    const signedIn = await signIn(world.accounts, { email: adasEmail, password });
    isDead = true;
    expect(await codeOf(change(world))).toBe('Error: the process is gone');
    expect(await permissionsOf(world, signedIn)).toEqual([]);
    isDead = false;
    expect(await world.accounts.finishPending()).toBe(1);
    expect(await permissionsOf(world, signedIn)).toEqual(permissions);
    expect(await world.accounts.finishPending()).toBe(0);
  });
});

describe('roles that the options declare', () => {
  it('permit from the first sign-in on, take the place of stored ones, and are changed in the options alone', async () => {
    const world = await begun({ roles: { editor: ['post:write'], reader: ['post:read'] } });
    const { accounts, ada } = world;
    await accounts.roles.assign(ada, 'editor');
    const signedIn = await signIn(accounts, { email: adasEmail, password });
    expect(await permissionsOf(world, signedIn)).toEqual(['post:write']);
    expect(await codeOf(accounts.roles.define('editor', []))).toBe('request_malformed');
    expect(await codeOf(accounts.roles.remove('editor'))).toBe('request_malformed');
    expect(await accounts.roles.define('writer', ['draft:write'])).toBe(0);
    expect((await accounts.roles.list()).map(({ name, isDeclared }) => [name, isDeclared])).toEqual([
      ['editor', true],
      ['reader', true],
      ['writer', false],
    ]);
  });

  it('reach the sessions that stand when other options are started with, and settled', async () => {
    const world = await begun({ roles: { editor: ['post:write'], guest: ['post:read'] } });
    const { accounts, gemel, store, ada } = world;
    await accounts.roles.define('writer', ['draft:write']);
    for (const role of ['editor', 'guest', 'writer']) await accounts.roles.assign(ada, role);
    const signedIn = await signIn(accounts, { email: adasEmail, password });
    const next = createAccounts({ gemel, store, hashing: cheapHashing, roles: { editor: ['post:edit'], writer: ['draft:edit'] } });
    expect(await next.roles.settle()).toBe(3);
    expect(await permissionsOf(world, signedIn)).toEqual(['post:edit', 'draft:edit']);
    // One that is no longer declared stays a name, and permits nothing.
    expect((await next.findBySubject(ada))?.roles).toEqual(['editor', 'guest', 'writer']);
    expect((await next.roles.list()).map(({ name, isDeclared }) => [name, isDeclared])).toEqual([
      ['editor', true],
      ['writer', true],
    ]);
    // A process that says nothing of roles leaves them alone.
    const silent = createAccounts({ gemel, store, hashing: cheapHashing });
    expect(await silent.roles.settle()).toBe(0);
    expect(await silent.roles.list()).toHaveLength(2);
  });
});
