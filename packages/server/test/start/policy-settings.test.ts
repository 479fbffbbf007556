/** Settings of policy, seen from outside: what they say is what the server does. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type InProcessServer, startInProcess } from '../support/in-process-server.ts';

const person = { email: 'ada@example.com', password: 'three lamps over water' };
const url = 'https://login.example.com';

let server: InProcessServer;
beforeAll(async () => {
  server = await startInProcess({
    GEMEL_URL: url,
    GEMEL_PASSKEY_DOMAIN: 'example.com',
    GEMEL_PASSKEY_ORIGINS: 'https://app.example.com',
    GEMEL_INACTIVITY_TIMEOUT: '900',
    GEMEL_OVERALL_TIMEOUT: '1800',
    GEMEL_SESSIONS_NEED_PROOF: 'on',
    GEMEL_TOTP_STEPS: '1',
    GEMEL_LIMITS: '{"passkeys":{"burst":2,"interval":3600}}',
  });
});
afterAll(() => server.stop());

function post(path: string, body: unknown): Promise<Response> {
  return fetch(`${server.address}${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
}

describe('a server with a policy of its own', () => {
  it('asks for passkeys of the domain, for which any subdomain may go on, and as often as its limits say', async () => {
    const answers = [];
    for (let asked = 0; asked < 3; asked++) answers.push(await post('/auth/passkeys/sign-in/options', {}));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 429]);
    expect(await answers[0]?.json()).toMatchObject({ options: { rpId: 'example.com' } });
  });

  it('ends sessions when its timeouts say so', async () => {
    await post('/auth/sign-up', person);
    const signedIn = (await (await post('/auth/sign-in', { ...person, mode: 'token' })).json()) as { access_token: string };
    const headers = { authorization: `Bearer ${signedIn.access_token}` };
    const { sessions } = (await (await fetch(`${server.address}/auth/sessions`, { headers })).json()) as {
      sessions: readonly { createdAt: number; expiresAt: number }[];
    };
    expect(Math.round((sessions[0]?.expiresAt ?? 0) - (sessions[0]?.createdAt ?? 0))).toBe(900);
  });
});
