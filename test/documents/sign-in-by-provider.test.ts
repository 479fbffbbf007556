/** Runs the application of docs/providers.md as a process of its own, beside a real provider, and walks through it. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { oidcWalker, reservePort, startOidcProvider } from '@gemel/testbed';
import { expect, onTestFinished, test } from 'vitest';
import { markedBlock } from './markdown-blocks.ts';
import { programFolder, root } from './program-folder.ts';
import { startProgram } from './running-program.ts';

test(
  'the application of the page signs in by a provider, and takes an answer of its own browser alone, once',
  { timeout: 30_000 },
  async () => {
    const url = `http://localhost:${await reservePort()}`;
    const clientSecret = randomBytes(32).toString('base64url');
    const client = { client_id: 'gemel', client_secret: clientSecret, redirect_uris: [`${url}/sign-in/with/example/callback`] };
    const provider = await startOidcProvider({ clients: [client], people: { ada: { email: 'ada@example.com', email_verified: true } } });
    onTestFinished(() => provider.stop());
    const folder = programFolder({ 'application.js': markedBlock(join(root, 'docs/providers.md'), 'application: provider') });
    const env = { URL: url, PROVIDER: provider.issuer, CLIENT_SECRET: clientSecret, SECRET: randomBytes(32).toString('base64url') };
    await startProgram('node application.js', { cwd: folder, env }).says('started');

    const ask = (path: string, cookie = '', init: RequestInit = {}): Promise<Response> =>
      fetch(new URL(path, url), { redirect: 'manual', ...init, headers: { cookie, ...init.headers } });
    const begun = await ask('/sign-in/with/example', '', { method: 'POST', headers: { origin: url } });
    const [journey = ''] = begun.headers.getSetCookie().map((line) => line.split(';')[0] ?? '');
    const back = await oidcWalker().walk(begun.headers.get('location') ?? '', 'ada');
    expect(await (await ask(back.href)).text()).toBe('provider_failed');
    const arrived = await ask(back.href, journey);
    const [session = ''] = arrived.headers.getSetCookie().map((line) => line.split(';')[0] ?? '');
    expect([arrived.status, arrived.headers.get('location')]).toEqual([303, '/']);
    expect(await (await ask('/', session)).text()).toBe('fed');
    expect(await (await ask(back.href, journey)).text()).toBe('provider_failed');
    expect(await (await ask('/')).text()).toBe('anonymous');
    expect((await ask('/sign-in/with/example', '', { method: 'POST', headers: { origin: 'https://evil.example' } })).status).toBe(400);
  },
);
