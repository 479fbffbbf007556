/** Runs the README's quick start as the program that it is, and uses both credentials until they end. */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { reservePort } from '@gemel/testbed';
import { markedBlock } from './markdown-blocks.ts';
import { programFolder, root } from './program-folder.ts';
import { startProgram } from './running-program.ts';

const program = markedBlock(join(root, 'README.md'), 'quick start');

test('the quick start has at most twelve lines and is formatted as oxfmt formats', () => {
  expect(program.trimEnd().split('\n').length).toBeLessThanOrEqual(12);
  const folder = programFolder({ 'app.js': program });
  expect(() =>
    execFileSync(join(root, 'node_modules/.bin/oxfmt'), ['-c', join(root, '.oxfmtrc.json'), '--check', 'app.js'], { cwd: folder }),
  ).not.toThrow();
});

test('the quick start gives two credentials for one session, and one end for both', { timeout: 30_000 }, async () => {
  const port = await reservePort();
  const base = `http://localhost:${port}`;
  const folder = programFolder({ 'app.js': `${program.replaceAll('3000', String(port))}\nconsole.log('started');\n` });
  await startProgram('node app.js', { cwd: folder, env: { SECRET: randomBytes(32).toString('base64url') } }).says('started');

  const signedIn = await fetch(`${base}/sign-in`, { method: 'POST', headers: { origin: base } });
  const [cookie = ''] = (signedIn.headers.get('set-cookie') ?? '').split(';');
  const minted = await fetch(`${base}/oauth/token`, {
    method: 'POST',
    headers: { cookie, origin: base },
    body: new URLSearchParams({ grant_type: 'urn:gemel:session' }),
  });
  const { access_token: token } = (await minted.json()) as { readonly access_token: string };
  const credentials = [{ cookie }, { authorization: `Bearer ${token}` }];

  for (const headers of credentials) {
    const orders = await fetch(`${base}/orders`, { headers });
    expect(await orders.json()).toEqual({ orders: [], of: 'ada' });
  }
  expect((await fetch(`${base}/orders`)).status).toBe(401);
  const signedOut = await fetch(`${base}/auth/sign-out`, { method: 'POST', headers: { cookie, origin: base } });
  expect(signedOut.ok).toBe(true);
  for (const headers of credentials) expect((await fetch(`${base}/orders`, { headers })).status).toBe(401);
});
