/** Follows docs/migrate/express-session.md step by step, with one visitor who is signed in from before and stays so. */
import { randomBytes } from 'node:crypto';
import { openRedis, reservePort } from '@gemel/testbed';
import { expect, onTestFinished, test } from 'vitest';
import { stepsOf } from './page-step.ts';
import { createVisitor } from './visitor.ts';

const secret = (): string => randomBytes(32).toString('base64url');

test('whoever is signed in by express-session stays so, and at the end only Gemel is left', { timeout: 60_000 }, async () => {
  const redis = await openRedis();
  if (redis === undefined) return; // it has been said, loudly, what is not there
  onTestFinished(() => redis.stop());
  const port = await reservePort();
  const origin = `http://localhost:${port}`;
  const env = { REDIS_URL: redis.url, SESSION_SECRET: secret(), SECRET: secret() };
  const { start } = stepsOf('docs/migrate/express-session.md', { port, env });
  const ada = createVisitor(origin);

  const before = await start('before: app.js');
  expect((await ada.send('GET', '/basket')).status).toBe(401);
  await ada.send('POST', '/sign-in');
  await ada.send('POST', '/basket/ring');
  const oldCookie = ada.cookies();
  expect(oldCookie).toMatch(/^connect\.sid=/);
  const astray = createVisitor(origin);
  await astray.send('POST', '/sign-in');
  await before.stop();

  const both = await start('step 1: app.js');
  expect((await ada.send('POST', '/basket/hinge')).status).toBe(204);
  expect(await (await ada.send('GET', '/basket')).json()).toEqual({ of: 'ada', basket: ['ring', 'hinge'] });
  expect(ada.cookies()).toMatch(/^__Host-Http-gemel=[^;]+$/);
  expect((await createVisitor(origin, oldCookie).send('GET', '/basket')).status).toBe(401);
  const sentOn = await fetch(`${origin}//other.example/`, { headers: { cookie: astray.cookies() }, redirect: 'manual' });
  expect(sentOn.headers.get('location')).toBe(`${origin}//other.example/`);
  const other = createVisitor(origin);
  await other.send('POST', '/sign-in');
  expect(await (await other.send('GET', '/basket')).json()).toEqual({ of: 'ada', basket: [] });
  await both.stop();

  await start('step 2: app.js');
  expect(await (await ada.send('GET', '/basket')).json()).toEqual({ of: 'ada', basket: ['ring', 'hinge'] });
  const minted = await ada.send('POST', '/oauth/token', { body: new URLSearchParams({ grant_type: 'urn:gemel:session' }) });
  const { access_token: token } = (await minted.json()) as { readonly access_token: string };
  const byToken = async (): Promise<number> => (await fetch(`${origin}/basket`, { headers: { authorization: `Bearer ${token}` } })).status;
  expect(await byToken()).toBe(200);
  const cookie = ada.cookies();
  expect((await ada.send('POST', '/sign-out')).status).toBe(204);
  expect(ada.cookies()).toBe('');
  expect((await createVisitor(origin, cookie).send('GET', '/basket')).status).toBe(401);
  expect(await byToken()).toBe(401);
  expect((await other.send('GET', '/basket')).status).toBe(200);
});
