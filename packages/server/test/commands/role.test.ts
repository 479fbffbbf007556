/** Roles from the command line and from the environment, while a server runs. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runGemel, type RunningServer, startGemel } from '../support/server-process.ts';

const person = { email: 'ada@example.com', password: 'three lamps over water' };
const builtIn = 'gemel:administrator  gemel:admin  declared\n';
let server: RunningServer;

beforeAll(async () => {
  server = await startGemel();
  await post('/auth/sign-up', person);
});

afterAll(() => server.stop());

function post(path: string, body: unknown): Promise<Response> {
  return fetch(`${server.url}${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
}

async function role(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<readonly [number | null, string]> {
  const run = runGemel({ cwd: server.folder, args: ['role', ...args], env });
  return [await run.ended, run.output()];
}

interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
}

async function signIn(): Promise<Tokens> {
  return (await (await post('/auth/sign-in', { ...person, mode: 'token' })).json()) as Tokens;
}

async function refresh({ refresh_token }: Tokens): Promise<Tokens> {
  const body = new URLSearchParams({ grant_type: 'refresh_token', refresh_token });
  return (await (await fetch(`${server.url}/oauth/token`, { method: 'POST', body })).json()) as Tokens;
}

function ask({ access_token }: Tokens, url = server.url): Promise<Response> {
  return fetch(`${url}/auth/session`, { headers: { authorization: `Bearer ${access_token}` } });
}

describe('gemel role', () => {
  it(
    'makes, gives, changes, takes and removes roles, in the sessions of a server that runs as well (8.3.2)',
    { timeout: 60_000 },
    async () => {
      expect(await role(['list'])).toEqual([0, builtIn]);
      expect(await role(['set', 'editor', '--permission', 'post:read'])).toEqual([0, 'editor permits post:read; 0 accounts have it.\n']);
      expect(await role(['assign', 'Ada@example.com', 'editor'])).toEqual([0, 'ada@example.com: roles editor.\n']);
      let tokens = await signIn();
      expect(await (await ask(tokens)).json()).toMatchObject({ roles: ['editor'], permissions: ['post:read'] });

      expect(await role(['set', 'editor', '--permission', 'post:read', '--permission', 'post:write'])).toEqual([
        0,
        'editor permits post:read, post:write; 1 account has it.\n',
      ]);
      await expect.poll(async () => (await ask(tokens)).status).toBe(401);
      tokens = await refresh(tokens);
      expect(await (await ask(tokens)).json()).toMatchObject({ permissions: ['post:read', 'post:write'] });
      expect(await role(['list'])).toEqual([0, `editor  post:read, post:write\n${builtIn}`]);

      expect(await role(['unassign', person.email, 'editor'])).toEqual([0, 'ada@example.com: roles none.\n']);
      await expect.poll(async () => (await ask(tokens)).status).toBe(401);
      expect(await role(['assign', person.email, 'editor'])).toEqual([0, 'ada@example.com: roles editor.\n']);
      expect(await role(['remove', 'editor'])).toEqual([0, 'editor is gone; 1 account had it.\n']);
      expect(await (await ask(await signIn())).json()).toMatchObject({ roles: [], permissions: [] });
    },
  );

  it.each([
    [['set'], 'gemel: The role is missing: write gemel role set editor --permission post:write\n'],
    [['set', 'editor'], 'gemel: There is nothing that it permits: write gemel role set editor --permission post:write\n'],
    [
      ['set', 'two words', '--permission', 'x'],
      'gemel: "two words" is not the name of a role or permission: no spaces, quotes or control characters.\n',
    ],
    [['remove', 'nobody'], 'gemel: There is no role nobody: see gemel role list\n'],
    [['assign', 'ada@example.com'], 'gemel: The role is missing: write gemel role assign ada@example.com editor\n'],
    [['assign', 'ada@example.com', 'edtior'], 'gemel: There is no role "edtior": define it first.\n'],
    [['assign', 'nobody@example.com', 'x'], 'gemel: There is no account for nobody@example.com: correct the address, or sign up first\n'],
  ])('refuses %j with one line', async (args, output) => {
    expect(await role(args)).toEqual([1, output]);
  });
});

describe('GEMEL_ROLES', () => {
  it('declares roles: another node that starts with it brings them to the sessions that stand', { timeout: 60_000 }, async () => {
    expect(await role(['set', 'auditor', '--permission', 'log:read'])).toMatchObject([0, {}]);
    await role(['assign', person.email, 'auditor']);
    const tokens = await signIn();
    const GEMEL_ROLES = '{"auditor":["log:read","log:export"]}';
    const database = `sqlite:${server.folder}/data/gemel.db`;
    const next = await startGemel({ GEMEL_URL: server.url, GEMEL_DATABASE_URL: database, GEMEL_ROLES });
    await expect.poll(async () => (await ask(tokens)).status).toBe(401);
    expect(await (await ask(await refresh(tokens))).json()).toMatchObject({ permissions: ['log:read', 'log:export'] });
    expect((await role(['list']))[1]).toContain('auditor  log:read, log:export  declared\n');
    expect(await role(['set', 'auditor', '--permission', 'x'])).toEqual([
      1,
      'gemel: The role auditor is declared in the options: change it there.\n',
    ]);
    await next.stop();
  });
});
