/** Server, relay, relay, verifier: each a process of its own but the last, one feed through all of them. */
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { reservePort } from '@gemel/testbed';
import { createVerifier, GemelError, type Verifier } from '@gemel/verifier';
import { createGemel } from 'gemel';
import { createNodeHttpAuth } from 'gemel/adapters/node-http';
import { createMemoryStore } from 'gemel/stores/memory';
import { afterEach, describe, expect, it } from 'vitest';
import { readiness, type RunningRelay, startRelay } from '../support/relay-process.ts';
import { makeFolder, runGemel, type RunningServer, startGemel } from '../support/server-process.ts';

const person = { email: 'ada@example.com', password: 'three lamps over water' };
/** Seconds: so many that three processes of a busy machine have their turns within it. */
const maxStaleness = 3;
const maxStalenessMs = maxStaleness * 1000;
const bound = { GEMEL_MAX_STALENESS: String(maxStaleness) };

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

async function aServer(env: Readonly<Record<string, string>> = {}): Promise<RunningServer> {
  const server = await startGemel({ ...bound, ...env });
  undo.push(server.stop);
  await post(server, '/auth/sign-up', person);
  return server;
}

async function aRelay(env: Readonly<Record<string, string>>): Promise<RunningRelay> {
  const relay = await startRelay(env);
  undo.push(async () => {
    relay.child.kill('SIGCONT');
    return relay.stop();
  });
  return relay;
}

async function aVerifier(issuer: string, feedUri: string): Promise<Verifier & { readonly faults: readonly unknown[] }> {
  const faults: unknown[] = [];
  const onFault = (error: unknown): void => void faults.push(error instanceof GemelError ? error.code : error);
  const verifier = createVerifier({ issuer, audience: issuer, feed: { feedUri }, onFault });
  undo.push(verifier.close);
  await verifier.ready();
  return { ...verifier, faults };
}

function post({ url }: RunningServer, path: string, body: unknown): Promise<Response> {
  return fetch(url + path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
}

async function signIn(server: RunningServer): Promise<string> {
  const answer = await post(server, '/auth/sign-in', { ...person, mode: 'token' });
  return ((await answer.json()) as { readonly access_token: string }).access_token;
}

/** Resolves once the revocation is acknowledged. */
async function endSession({ url }: RunningServer, token: string): Promise<void> {
  expect((await fetch(`${url}/oauth/revoke`, { method: 'POST', body: new URLSearchParams({ token }) })).status).toBe(200);
}

/** `ok`, or the code of the refusal or fault. */
async function judge(verifier: Verifier, token: string): Promise<string> {
  return verifier.verify(token).then(
    () => 'ok',
    (error: unknown) => (error instanceof GemelError ? error.code : String(error)),
  );
}

/** Asks until the token does not pass; returns with what, and when the last one was asked about that did, from `begunMs`. */
async function untilRefused(verifier: Verifier, token: string, begunMs: number): Promise<{ code: string; acceptedMs: number }> {
  for (let acceptedMs = 0; ; await wait(2)) {
    const askedMs = performance.now() - begunMs;
    const code = await judge(verifier, token);
    if (code !== 'ok') return { code, acceptedMs };
    acceptedMs = askedMs;
  }
}

describe('a chain of relays', () => {
  it('passes a revocation on within the bound, and a feed for clients to clients alone (invariant 2)', async () => {
    const [relaySecret, nextSecret] = [randomBytes(32).toString('base64url'), randomBytes(32).toString('base64url')];
    const clientsOf = (id: string, secret: string): string =>
      JSON.stringify([{ id, secretHash: createHash('sha256').update(secret).digest('base64url'), audiences: ['https://orders.example'] }]);
    const server = await aServer({ GEMEL_CLIENTS: clientsOf('relay', relaySecret), GEMEL_FEED_ACCESS: 'clients' });
    const first = await aRelay({
      GEMEL_URL: server.url,
      GEMEL_FEED_CLIENT: `relay:${relaySecret}`,
      GEMEL_CLIENTS: clientsOf('next', nextSecret),
      GEMEL_FEED_ACCESS: 'clients',
    });
    const second = await aRelay({ GEMEL_FEED_URL: first.feedUri, GEMEL_FEED_CLIENT: `next:${nextSecret}`, GEMEL_FEED_ACCESS: 'public' });
    const verifier = await aVerifier(server.url, second.feedUri);

    const [token, standing] = [await signIn(server), await signIn(server)];
    expect([await judge(verifier, token), await judge(verifier, standing)]).toEqual(['ok', 'ok']);
    await endSession(server, token);
    const { code, acceptedMs } = await untilRefused(verifier, token, performance.now());
    expect(code).toBe('session_revoked');
    expect(acceptedMs).toBeLessThan(maxStalenessMs);
    expect(await judge(verifier, standing)).toBe('ok');

    const basic = (id: string, secret: string): RequestInit => ({ headers: { authorization: `Basic ${btoa(`${id}:${secret}`)}` } });
    const statuses = await Promise.all(
      [undefined, basic('relay', relaySecret), basic('next', relaySecret), basic('next', nextSecret)].map(
        async (init) => (await fetch(first.feedUri, init)).status,
      ),
    );
    expect(statuses).toEqual([401, 401, 401, 200]);
    expect((await fetch(second.feedUri)).status).toBe(200);
    expect(first.output() + second.output()).not.toContain(relaySecret);
  });

  it('lets a revocation that waits until it holds everywhere wait for the verifier at its end', async () => {
    const http = createServer().listen(0, '127.0.0.1');
    await once(http, 'listening');
    const issuer = `http://localhost:${(http.address() as AddressInfo).port}`; // a TCP server's address is one
    const gemel = await createGemel({ issuer, secret: randomBytes(32).toString('base64url'), store: createMemoryStore() });
    const answer = createNodeHttpAuth(gemel).endpoints();
    http.on('request', (request, response) => void answer(request, response));
    undo.push(
      () => http.close(),
      gemel.close,
      () => http.closeAllConnections(),
    );
    const first = await aRelay({ GEMEL_URL: issuer });
    const second = await aRelay({ GEMEL_FEED_URL: first.feedUri });
    const verifier = await aVerifier(issuer, second.feedUri);

    const { principal } = await gemel.startSession({ subject: 'ada' });
    const { accessToken } = await gemel.issueAccessToken(principal);
    expect(await judge(verifier, accessToken)).toBe('ok');
    const { reach } = await gemel.revokeSession(principal.sid, { until: 'everywhere' });
    expect(reach).toBe('applied');
    expect(await judge(verifier, accessToken)).toBe('session_revoked');
  });

  it('is not believed past the lease where a relay stands still, and goes on when it does (invariant 2)', async () => {
    const server = await aServer();
    const first = await aRelay({ GEMEL_URL: server.url });
    const second = await aRelay({ GEMEL_FEED_URL: first.feedUri });
    const verifier = await aVerifier(server.url, second.feedUri);
    const [token, standing] = [await signIn(server), await signIn(server)];
    expect([await judge(verifier, token), await judge(verifier, standing)]).toEqual(['ok', 'ok']);

    const { length: told } = second.output();
    first.child.kill('SIGSTOP');
    await endSession(server, token);
    const { code, acceptedMs } = await untilRefused(verifier, token, performance.now());
    expect(code).toBe('view_stale');
    expect(acceptedMs).toBeLessThan(maxStalenessMs);
    expect(await judge(verifier, standing)).toBe('view_stale');
    await expect.poll(() => second.output().slice(told)).toContain('feed.stale');
    expect(await readiness(second)).toEqual({ status: 'failing', answer: 503 });

    first.child.kill('SIGCONT');
    await expect.poll(() => judge(verifier, standing), { timeout: 15_000 }).toBe('ok');
    expect(await judge(verifier, token)).toBe('session_revoked');
    await expect.poll(() => readiness(second), { timeout: 15_000 }).toEqual({ status: 'ready', answer: 200 });
    await expect.poll(() => second.output().slice(told)).toContain('feed.fresh_again');
  });

  it('leaves a verifier stale, which says so, where its relay is killed', async () => {
    const server = await aServer();
    const relay = await aRelay({ GEMEL_URL: server.url });
    const verifier = await aVerifier(server.url, relay.feedUri);
    const token = await signIn(server);
    expect(await judge(verifier, token)).toBe('ok');
    expect(verifier.status().isFresh).toBe(true);

    relay.child.kill('SIGKILL');
    await relay.ended;
    const { code, acceptedMs } = await untilRefused(verifier, token, performance.now());
    expect(code).toBe('view_stale');
    expect(acceptedMs).toBeLessThan(maxStalenessMs);
    expect(verifier.status()).toMatchObject({ isReady: true, isFresh: false, leaseLeftMs: 0 });
    expect(verifier.faults).toContain('feed_unavailable');
  });
});

describe('a relay', () => {
  it('listens before there is anything to pass on, and says that it lacks it until it has it', async () => {
    // Nobody else may be given it while the server is away.
    const GEMEL_PORT = String(await reservePort());
    const server = await aServer({ GEMEL_PORT });
    await server.stop();
    const relay = await aRelay({ GEMEL_URL: server.url });
    await expect.poll(() => relay.output()).toContain('feed.stale');
    expect(await readiness(relay)).toEqual({ status: 'failing', answer: 503 });
    const refused = await fetch(relay.feedUri);
    expect([refused.status, await refused.json()]).toEqual([503, expect.objectContaining({ code: 'feed_unavailable' })]);

    await aServer({ GEMEL_PORT });
    await expect.poll(() => readiness(relay), { timeout: 15_000 }).toEqual({ status: 'ready', answer: 200 });
    const metrics = await (await fetch(`${relay.adminUrl}/metrics`)).text();
    expect(metrics).toContain('\ngemel_feed_fresh 1\n');
    expect(metrics).toContain(`\ngemel_max_staleness_seconds ${maxStaleness}\n`);
    expect(metrics).toMatch(/\ngemel_faults_total\{code="feed_unavailable"\} [1-9]/);
    expect(metrics).toMatch(/\ngemel_http_requests_total\{route="\/feed",status="503"\} 1\n/);
    expect((await readiness({ url: relay.adminUrl })).status).toBe('ready');
    expect(await (await fetch(`${relay.url}/livez`)).json()).toEqual({ status: 'alive' });
    expect((await fetch(`${relay.url}/metrics`)).status).toBe(404);
  });

  it('refuses what is no read of the feed, and keeps answers out of caches', async () => {
    const server = await aServer();
    const relay = await aRelay({ GEMEL_URL: server.url });
    await expect.poll(() => readiness(relay)).toMatchObject({ status: 'ready' });
    const [page, malformed, posted, elsewhere] = [
      await fetch(`${relay.feedUri}?nonce=abc`),
      await fetch(`${relay.feedUri}?wait=soon`),
      await fetch(relay.feedUri, { method: 'POST' }),
      await fetch(`${relay.url}/.well-known/jwks.json`),
    ];
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect(await page.json()).toMatchObject({ nonce: 'abc', isSnapshot: true, maxStaleness });
    expect([malformed.status, posted.status, posted.headers.get('allow'), elsewhere.status]).toEqual([400, 405, 'GET, HEAD', 404]);
  });

  it('ends by SIGTERM, with its readers answered', async () => {
    const server = await aServer({ GEMEL_MAX_STALENESS: '30' });
    const relay = await aRelay({ GEMEL_URL: server.url });
    const { cursor } = (await (await fetch(relay.feedUri)).json()) as { readonly cursor: string };
    const waiting = fetch(`${relay.feedUri}?after=${cursor}&wait=20`);
    await expect.poll(async () => (await fetch(`${relay.url}/livez`)).status).toBe(200);
    const begunMs = performance.now();
    relay.child.kill('SIGTERM');
    expect((await waiting).status).toBe(200);
    expect(await relay.ended).toBe(0);
    // Its own read of the server would have waited for six seconds.
    expect(performance.now() - begunMs).toBeLessThan(3000);
    expect(relay.output()).toContain('stopped');
  });

  it.each([
    [['relay'], { GEMEL_SECRET: 'a secret' }, /^gemel: GEMEL_SECRET is nothing that `gemel relay` needs[^]*^gemel: GEMEL_URL is missing/m],
    [['relay', '--plain-http'], {}, /^gemel: --plain-http is not an option of `gemel relay`: it takes --allow-plain-http/m],
    [['serve'], { GEMEL_FEED_URL: 'https://relay.example/feed' }, /^gemel: GEMEL_FEED_URL does nothing here, it is for `gemel relay`/m],
  ])('ends with what to write where it is started by %o with %o', async (args, env, expected) => {
    const folder = makeFolder();
    const started = runGemel({ cwd: folder, args, env });
    expect(await started.ended).toBe(1);
    rmSync(folder, { recursive: true, force: true });
    expect(started.output()).toMatch(expected);
    expect(started.output()).not.toContain('    at ');
  });
});
