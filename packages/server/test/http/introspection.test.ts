/** A registered client asks the server about tokens; whoever is none finds no endpoint. */
import { createHash, generateKeyPairSync, randomBytes, randomUUID, sign } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type InProcessServer, startInProcess } from '../support/in-process-server.ts';

const AUDIENCE = 'https://orders.example.com';
const secret = randomBytes(32).toString('base64url');
const client = { id: 'orders', secretHash: createHash('sha256').update(secret).digest('base64url'), audiences: [AUDIENCE] };
const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'mail-1', alg: 'ES256' };
const signing = { id: 'mail', jwks: { keys: [jwk] }, audiences: [AUDIENCE] };
const person = { email: 'ada@example.com', password: 'three lamps over water' };

let server: InProcessServer;
/** Another node, over the same database. */
let other: InProcessServer;
beforeAll(async () => {
  const clients = { GEMEL_CLIENTS: JSON.stringify([client, signing]) };
  server = await startInProcess(clients);
  other = await startInProcess({ ...clients, GEMEL_DATABASE_URL: `sqlite:${server.databasePath}`, GEMEL_URL: server.url });
});
afterAll(async () => {
  await other.stop();
  await server.stop();
});

const post = (
  path: string,
  body: URLSearchParams | string,
  headers: Readonly<Record<string, string>> = {},
  at = server,
): Promise<Response> => fetch(at.address + path, { method: 'POST', body, headers });

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

  it('lets a client with a key in by what it has signed, once, on whichever node (ASVS 10.4.16)', async () => {
    const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const exp = Math.floor(Date.now() / 1000) + 60;
    const claims = { iss: 'mail', sub: 'mail', aud: server.url, jti: randomUUID(), exp };
    const input = `${encode({ alg: 'ES256', kid: 'mail-1' })}.${encode(claims)}`;
    const signature = sign('sha256', Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url');
    const body = new URLSearchParams({
      token: 'x',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: `${input}.${signature}`,
    });
    const nodes = Array.from({ length: 8 }, (_, index) => (index % 2 === 0 ? server : other));
    const statuses = await Promise.all(nodes.map(async (node) => (await post('/oauth/introspect', body, {}, node)).status));
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.filter((status) => status === 401)).toHaveLength(7);
    expect(JSON.stringify(server.entries())).not.toContain(signature);
  });
});
