/** Two processes: sessions end at the server, and the service that only verifies refuses their tokens (F08, F11). */
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningExample, startExample } from '../support/example-process.ts';
import { firstMatch, runGemel, type RunningServer, startGemel } from '../support/server-process.ts';
import { stopBetweenWrites } from '../support/stop-between-writes.ts';

const person = { email: 'ada@example.com', password: 'three lamps over water' };
const maxStalenessMs = 5000;

let server: RunningServer;
let orders: RunningExample;

beforeAll(async () => {
  server = await startGemel();
  orders = await startExample('orders-api', { ORDERS_ISSUER: server.url, ORDERS_PORT: '0' });
  await post('/auth/sign-up', person);
});

afterAll(async () => {
  expect(await orders.stop()).toBe(0);
  await server.stop();
});

function post(path: string, body: unknown): Promise<Response> {
  return fetch(`${server.url}${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
}

async function signIn(): Promise<string> {
  const tokens = (await (await post('/auth/sign-in', { ...person, mode: 'token' })).json()) as { readonly access_token: string };
  return tokens.access_token;
}

async function order(token: string): Promise<number> {
  const response = await fetch(`${orders.url}/orders`, { headers: { authorization: `Bearer ${token}` } });
  await response.arrayBuffer();
  return response.status;
}

/** Resolves once the revocation is acknowledged. */
async function endSession(url: string, token: string): Promise<void> {
  const response = await fetch(`${url}/oauth/revoke`, { method: 'POST', body: new URLSearchParams({ token }) });
  expect(response.status).toBe(200);
}

/** Calls until refused; returns when, after `begunMs`, the last accepted call was sent and the first refused one was answered. */
async function callUntilRefused(
  token: string,
  begunMs: number,
): Promise<{ readonly acceptedMs: number; readonly refusedMs: number; readonly status: number }> {
  let acceptedMs = 0;
  for (;;) {
    const sentMs = performance.now() - begunMs;
    const status = await order(token);
    if (status !== 200) return { acceptedMs, refusedMs: performance.now() - begunMs, status };
    acceptedMs = sentMs;
    await wait(2);
  }
}

describe('examples/orders-api beside the server', () => {
  it('serves whoever holds a token, and nobody else', async () => {
    const token = await signIn();
    expect(await order(token)).toBe(200);
    expect(await order(`${token.slice(0, -8)}AAAAAAAA`)).toBe(401);
    expect(await order('')).toBe(400);
    expect((await fetch(`${orders.url}/orders`)).status).toBe(401);
    const response = await fetch(`${orders.url}/orders`, { headers: { authorization: 'Bearer nonsense' } });
    expect(response.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
  });

  it('refuses the token of an ended session within 100 ms at the median (invariant 1, F08)', async () => {
    const delays: number[] = [];
    for (let round = 0; round < 21; round += 1) {
      const token = await signIn();
      expect(await order(token)).toBe(200);
      await endSession(server.url, token);
      const { refusedMs, status } = await callUntilRefused(token, performance.now());
      expect(status).toBe(401);
      delays.push(refusedMs);
    }
    delays.sort((left, right) => left - right);
    expect(delays[10]).toBeLessThan(100);
    expect(delays[20]).toBeLessThan(maxStalenessMs);
  });

  it(
    'refuses it no later than maxStaleness when its server was stopped in between, and recovers with it (invariant 2, F11)',
    { timeout: 60_000 },
    async () => {
      // A second node of the same server, over the same database, through which the session is ended.
      const second = runGemel({ cwd: server.folder, env: { GEMEL_URL: server.url, GEMEL_PORT: '0', GEMEL_LOG_LEVEL: 'debug' } });
      const port = await firstMatch(second, /ready .*port=(\d+)/);
      const token = await signIn();
      const standing = await signIn();
      expect([await order(token), await order(standing)]).toEqual([200, 200]);

      try {
        await stopBetweenWrites(server);
        await endSession(`http://localhost:${port}`, token);
        const acknowledgedMs = performance.now();
        const { acceptedMs, status } = await callUntilRefused(token, acknowledgedMs);
        expect(acceptedMs).toBeLessThan(maxStalenessMs);
        expect(status).toBe(503);
        expect(await order(standing)).toBe(503);
      } finally {
        server.child.kill('SIGCONT');
      }
      await expect.poll(() => order(standing), { timeout: 15_000 }).toBe(200);
      expect(await order(token)).toBe(401);
      second.child.kill('SIGTERM');
      expect(await second.ended).toBe(0);
    },
  );
});
