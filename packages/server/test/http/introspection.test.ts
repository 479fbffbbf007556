/** A registered client asks the server about tokens; whoever is none finds no endpoint. */
import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type InProcessServer, startInProcess } from '../support/in-process-server.ts';

const AUDIENCE = 'https://orders.example.com';
const secret = randomBytes(32).toString('base64url');
const client = { id: 'orders', secretHash: createHash('sha256').update(secret).digest('base64url'), audiences: [AUDIENCE] };
const person = { email: 'ada@example.com', password: 'three lamps over water' };

let server: InProcessServer;
beforeAll(async () => {
  server = await startInProcess({ GEMEL_CLIENTS: JSON.stringify([client]) });
});
afterAll(() => server.stop());

const post = (path: string, body: URLSearchParams | string, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
  fetch(server.url + path, { method: 'POST', body, headers });

async function json(response: Response): Promise<Readonly<Record<string, unknown>>> {
  return (await response.json()) as Readonly<Record<string, unknown>>;
}

describe('the server with a registered client', () => {
  it('issues tokens for its audience, tells it of them, and of their end', async () => {
    const type = { 'content-type': 'application/json' };
    await post('/auth/sign-up', JSON.stringify(person), type);
    const signIn = await post('/auth/sign-in', JSON.stringify({ ...person, mode: 'token' }), type);
    expect(signIn.status).toBe(200);
    const { refresh_token: refreshToken } = await json(signIn);
    const grant = { grant_type: 'refresh_token', refresh_token: String(refreshToken), audience: AUDIENCE };
    const token = String((await json(await post('/oauth/token', new URLSearchParams(grant))))['access_token']);

    const { introspection_endpoint: endpoint } = await json(await fetch(`${server.url}/.well-known/oauth-authorization-server`));
    expect(endpoint).toBe(`${server.url}/oauth/introspect`);
    const ask = async (): Promise<unknown> =>
      json(await post('/oauth/introspect', new URLSearchParams({ token }), { authorization: `Basic ${btoa(`${client.id}:${secret}`)}` }));
    expect(await ask()).toMatchObject({ active: true, aud: AUDIENCE });
    expect((await post('/oauth/introspect', new URLSearchParams({ token }))).status).toBe(401);
    await post('/oauth/revoke', new URLSearchParams({ token }));
    expect(await ask()).toEqual({ active: false });
    expect(JSON.stringify(server.entries())).not.toContain(secret);
  });
});
