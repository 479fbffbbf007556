/** Exporting and deleting an account from the command line, while the server runs. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runGemel, type RunningServer, startGemel } from '../support/server-process.ts';

const person = { email: 'ada@example.com', password: 'three lamps over water' };

let server: RunningServer;

beforeAll(async () => {
  server = await startGemel();
  await post('/auth/sign-up', person);
});

afterAll(() => server.stop());

function post(path: string, body: unknown): Promise<Response> {
  return fetch(`${server.url}${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
}

async function gemel(...args: readonly string[]): Promise<readonly [number | null, string]> {
  const run = runGemel({ cwd: server.folder, args });
  return [await run.ended, run.output()];
}

describe('gemel user export', () => {
  it('writes what is kept about an account, and nothing that lets anybody in', async () => {
    const [status, text] = await gemel('user', 'export', 'Ada@example.com');
    expect(status).toBe(0);
    expect(JSON.parse(text)).toMatchObject({ format: 1, account: { email: person.email, hasPassword: true }, sessions: [] });
    expect(text).not.toContain('argon2');
  });

  it.each([
    [[], 'gemel: The e-mail address is missing: write gemel user export ada@example.com > ada.json\n'],
    [['nobody@example.com'], 'gemel: There is no account for nobody@example.com: correct the address\n'],
  ])('refuses %j with one line', async (args, output) => {
    expect(await gemel('user', 'export', ...args)).toEqual([1, output]);
  });
});

describe('gemel user delete', () => {
  it.each([
    [[], 'gemel: The e-mail address is missing: write gemel user delete ada@example.com --yes\n'],
    [[person.email], 'gemel: Nobody can bring ada@example.com back, so nothing was done: write gemel user delete ada@example.com --yes\n'],
    [['nobody@example.com', '--yes'], 'gemel: There is no account for nobody@example.com: correct the address\n'],
  ])('refuses %j with one line', async (args, output) => {
    expect(await gemel('user', 'delete', ...args)).toEqual([1, output]);
  });

  it('ends the sessions of a server that runs, and leaves an entry in the audit log (S08)', async () => {
    const tokens = (await (await post('/auth/sign-in', { ...person, mode: 'token' })).json()) as Readonly<Record<string, string>>;
    const ask = (): Promise<Response> =>
      fetch(`${server.url}/auth/session`, { headers: { authorization: `Bearer ${tokens['access_token']}` } });
    const { subject } = (await (await ask()).json()) as { readonly subject: string };
    expect(await gemel('user', 'delete', 'Ada@example.com', '--yes')).toEqual([
      0,
      `ada@example.com is deleted (subject ${subject}); its sessions have ended.\n`,
    ]);
    await expect.poll(async () => (await ask()).status).toBe(401);
    expect((await post('/auth/sign-in', person)).status).toBe(401);
    const [, listed] = await gemel('audit', 'list', '--subject', subject);
    expect(listed).toContain('account.deleted');
    expect(listed).not.toContain('@');
  });
});
