/** The example of each framework, in a process of its own, as a browser and a service would use it: all do the same. */
import { setTimeout as wait } from 'node:timers/promises';
import { reservePort } from '@gemel/testbed';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningExample, startExample } from '../support/example-process.ts';

const examples = [
  ['express', 'main.js'],
  ['fastify', 'main.js'],
  ['hono', 'main.js'],
  ['koa', 'main.js'],
  ['node-http', 'main.js'],
  ['fetch', 'on-node.js'],
] as const;

describe.each(examples)('examples/%s', (name, file) => {
  let example: RunningExample;
  let url: string;

  beforeAll(async () => {
    example = await startExample(name, { PORT: String(await reservePort()) }, file);
    ({ url } = example);
    // Some say where they are before they listen.
    for (let tries = 0; tries < 250 && !(await fetch(`${url}/me`).catch(() => undefined)); tries++) await wait(20);
  }, 30_000);
  afterAll(async () => {
    await example.stop();
  });

  const get = (path: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> => fetch(`${url}${path}`, { headers });
  const post = (path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
    fetch(`${url}${path}`, {
      method: 'POST',
      headers: { origin: url, 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  const password = (): string => /password is (\S+)/.exec(example.output())?.[1] ?? '';
  const signIn = async (): Promise<string> => {
    const response = await post('/sign-in', { password: password() });
    expect([response.status, await response.text()]).toEqual([204, '']);
    return response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  };

  it('signs in whoever knows the password, from its own pages alone, and guards its routes', async () => {
    expect([(await get('/me')).status, (await get('/orders')).status]).toEqual([401, 401]);
    expect((await post('/sign-in', { password: 'wrong' })).status).toBe(401);
    const elsewhere = await post('/sign-in', { password: password() }, { origin: 'https://evil.example' });
    expect([elsewhere.status, elsewhere.headers.get('content-type')]).toEqual([403, expect.stringMatching(/^application\/problem\+json/)]);
    const cookie = await signIn();
    expect(cookie).toMatch(/^__Host-Http-gemel=/);
    expect(await (await get('/me', { cookie })).json()).toEqual({ subject: 'ada' });
    expect(await (await get('/orders', { cookie })).json()).toEqual(['two interlocked rings']);
    expect((await post('/sign-out', {}, { cookie, origin: 'https://evil.example' })).status).toBe(403);
    expect((await get('/me', { cookie })).status).toBe(200);
  });

  it('gives the session a token, and ends both, and the stream, when it is signed out', async () => {
    const cookie = await signIn();
    const grant = new URLSearchParams({ grant_type: 'urn:gemel:session' });
    const minted = await fetch(`${url}/oauth/token`, { method: 'POST', headers: { cookie, origin: url }, body: grant });
    const { access_token: token }: { access_token?: unknown } = Object(await minted.json());
    const authorization = `Bearer ${String(token)}`;
    expect(await (await get('/me', { authorization })).json()).toEqual({ subject: 'ada' });

    expect((await get('/events')).status).toBe(401);
    const streams = await Promise.all([get('/events', { cookie }), get('/events', { authorization })]);
    expect(streams.map(({ status, headers }) => [status, headers.get('content-type')])).toEqual(
      Array.from({ length: 2 }, () => [200, 'text/event-stream']),
    );
    expect((await post('/sign-out', {}, { cookie })).status).toBe(204);
    const told = await Promise.all(streams.map((stream) => stream.text()));
    expect(told).toEqual(Array.from({ length: 2 }, () => ':\n\ndata: hello ada\n\nevent: ended\ndata: invalid_token\n\n'));
    expect([(await get('/me', { cookie })).status, (await get('/me', { authorization })).status]).toEqual([401, 401]);
  });
});
