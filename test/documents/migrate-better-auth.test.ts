/** Follows docs/migrate/better-auth.md step by step, with one visitor who is signed in from before and stays so. */
import { randomBytes } from 'node:crypto';
import { openPostgres, reservePort } from '@gemel/testbed';
import { expect, onTestFinished, test } from 'vitest';
import { stepsOf } from './page-step.ts';
import { createVisitor, type Visitor } from './visitor.ts';

const secret = (): string => randomBytes(32).toString('base64url');
const person = { email: 'ada@example.com', password: 'three lamps over water', name: 'Ada' };

test('whoever is signed in by better-auth stays so, and whoever has an account keeps it', { timeout: 90_000 }, async () => {
  const postgres = await openPostgres();
  if (postgres === undefined) return; // it has been said, loudly, what is not there
  onTestFinished(() => postgres.stop());
  const port = await reservePort();
  const origin = `http://localhost:${port}`;
  const env = { DATABASE_URL: await postgres.createDatabase(), BETTER_AUTH_SECRET: secret(), SECRET: secret(), BETTER_AUTH_TELEMETRY: '0' };
  const { start } = stepsOf('docs/migrate/better-auth.md', { port, env, packages: { 'better-auth': 'bench/node_modules/better-auth' } });
  const post = async (visitor: Visitor, path: string, body: unknown = {}): Promise<number> =>
    (await visitor.send('POST', path, { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } })).status;
  const [ada, again] = [createVisitor(origin), createVisitor(origin)];

  const before = await start('before: app.js');
  expect((await ada.send('GET', '/orders')).status).toBe(401);
  expect(await post(ada, '/api/auth/sign-up/email', person)).toBe(200);
  const { of: id } = (await (await ada.send('GET', '/orders')).json()) as { readonly of: string };
  const oldCookie = ada.cookies();
  expect(oldCookie).toMatch(/^better-auth\.session_token=/);
  await before.stop();

  const both = await start('step 1: app.js');
  expect(await (await ada.send('GET', '/orders')).json()).toEqual({ of: id });
  expect(ada.cookies()).toMatch(/^__Host-Http-gemel=[^;]+$/);
  expect((await createVisitor(origin, oldCookie).send('GET', '/orders')).status).toBe(401);
  expect(await post(again, '/api/auth/sign-in/email', person)).toBe(200);
  const sentOn = await fetch(`${origin}//other.example/`, { headers: { cookie: again.cookies() }, redirect: 'manual' });
  expect(sentOn.headers.get('location')).toBe(`${origin}//other.example/`);
  expect(await post(again, '/api/auth/sign-in/email', person)).toBe(200);
  expect(await (await again.send('GET', '/orders')).json()).toEqual({ of: id });
  await both.stop();

  await start('step 2: app.js');
  expect(await (await ada.send('GET', '/orders')).json()).toEqual({ of: id });
  const third = createVisitor(origin);
  expect(await post(third, '/sign-in', { ...person, password: 'four lamps over water' })).toBe(401);
  expect(await post(third, '/sign-in', person)).toBe(204);
  expect(third.cookies()).toMatch(/^__Host-Http-gemel=[^;]+$/);
  const minted = await ada.send('POST', '/oauth/token', { body: new URLSearchParams({ grant_type: 'urn:gemel:session' }) });
  const { access_token: token } = (await minted.json()) as { readonly access_token: string };
  const byToken = async (): Promise<number> => (await fetch(`${origin}/orders`, { headers: { authorization: `Bearer ${token}` } })).status;
  expect(await byToken()).toBe(200);
  expect(await post(ada, '/auth/sign-out')).toBe(204);
  expect(await byToken()).toBe(401);
  expect((await third.send('GET', '/orders')).status).toBe(200);
});
