/** The compose file without containers: PostgreSQL, Redis, two nodes and nginx by its commands, files and settings. */
import { requireProgram } from '@gemel/testbed';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accountSteps } from '../support/account-steps.ts';
import { readComposeFile } from './support/compose-file.ts';
import { type Answer, type Ask, askHttps } from './support/https-visitor.ts';
import { type Composed, startComposed } from './support/start-composed.ts';

const person = { email: 'ada@example.com', password: 'three lamps over water' };
const json = { 'content-type': 'application/json' };
const programs = [requireProgram('postgres'), requireProgram('redis-server'), requireProgram('nginx')];

describe.skipIf(programs.includes(undefined))('two nodes on PostgreSQL and Redis behind nginx', () => {
  let composed: Composed;

  beforeAll(async () => {
    composed = await startComposed();
  }, 120_000);

  afterAll(() => composed.stop());

  function ask(path: string, options: Ask = {}): Promise<Answer> {
    return askHttps(`${composed.url}${path}`, composed.certificate, options);
  }

  function postTo(base: string, path: string, body: unknown): Promise<Response> {
    return fetch(`${base}${path}`, { method: 'POST', headers: json, body: JSON.stringify(body) });
  }

  it('made the tables before the nodes started', () => {
    expect(composed.migrated).toMatch(/^postgres:\/\/gemel@127\.0\.0\.1:\d+\/gemel: applied gemel 1, /);
    expect(composed.migrated.slice(-accountSteps.length - 2)).toBe(`${accountSteps}.\n`);
  });

  it('one sign-in at one node holds at the other, one end at both, by cookie and by token', { timeout: 60_000 }, async () => {
    const [one = '', two = ''] = composed.nodes;
    expect((await ask('/auth/sign-up', { method: 'POST', headers: json, body: JSON.stringify(person) })).status).toBe(202);
    const signedIn = await postTo(one, '/auth/sign-in', person);
    const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
    const { sid } = (await signedIn.json()) as { readonly sid: string };
    const body = new URLSearchParams({ grant_type: 'urn:gemel:session' });
    const minted = await fetch(`${two}/oauth/token`, { method: 'POST', headers: { cookie, origin: composed.url }, body });
    const { access_token: token } = (await minted.json()) as { readonly access_token: string };
    const credentials = [{ cookie }, { authorization: `Bearer ${token}` }];
    for (const node of composed.nodes) {
      for (const headers of credentials) {
        const answer = await fetch(`${node}/auth/session`, { headers });
        expect([answer.status, ((await answer.json()) as { readonly sid: string }).sid]).toEqual([200, sid]);
      }
    }

    const ended = await ask(`/auth/sessions/${sid}`, { method: 'DELETE', headers: { cookie, origin: composed.url } });
    expect(ended.status).toBe(204);
    for (const node of composed.nodes) {
      for (const headers of credentials) {
        await expect.poll(async () => (await fetch(`${node}/auth/session`, { headers })).status, { timeout: 6000 }).toBe(401);
      }
    }
    for (let turn = 0; turn < 4; turn++) {
      for (const headers of credentials) expect((await ask('/auth/session', { headers })).status).toBe(401);
    }
  });

  it('believes the address that nginx saw, and not what the client says of itself', async () => {
    const forged = { ...json, 'x-forwarded-for': '203.0.113.7' };
    const signedIn = await ask('/auth/sign-in', { method: 'POST', headers: forged, body: JSON.stringify(person) });
    const cookie = [signedIn.headers['set-cookie'] ?? ''].flat()[0]?.split(';')[0] ?? '';
    const { body } = await ask('/auth/sessions', { headers: { cookie } });
    expect(body).toContain('127.0.0.2');
    expect(body).not.toContain('203.0.113.7');
  });

  it('keeps health and metrics from the world, and tells browsers to stay with https', async () => {
    for (const path of ['/readyz', '/livez', '/metrics', '/console']) expect((await ask(path)).status, path).toBe(404);
    const page = await ask('/sign-in', { headers: { accept: 'text/html' } });
    expect([page.status, page.headers['strict-transport-security']]).toEqual([200, expect.stringContaining('max-age=')]);
  });

  it('passes a long poll on', async () => {
    const { cursor } = JSON.parse((await ask('/feed')).body) as { readonly cursor: string };
    const nonce = 'AAAAAAAAAAAAAAAAAAAAAA';
    const answer = await ask(`/feed?after=${encodeURIComponent(cursor)}&wait=1&nonce=${nonce}`);
    expect([answer.status, answer.headers['cache-control']]).toEqual([200, 'no-store']);
    expect(JSON.parse(answer.body)).toMatchObject({ cursor: expect.any(String), age: expect.any(Number) });
  });
});

describe('compose.yaml', () => {
  const { services, secrets } = readComposeFile();

  it('starts nodes only when the tables are there, and migrates only when the database is', () => {
    for (const name of ['gemel-1', 'gemel-2']) {
      expect(services[name]?.depends_on).toMatchObject({ migrate: { condition: 'service_completed_successfully' } });
    }
    expect(services['migrate']?.depends_on).toEqual({ postgres: { condition: 'service_healthy' } });
  });

  it('declares every secret that a service uses, and keeps all of them out of the environment', () => {
    const used = Object.values(services).flatMap((service) => service.secrets ?? []);
    expect([...new Set(used)].toSorted()).toEqual(Object.keys(secrets).toSorted());
    for (const { environment = {} } of Object.values(services)) {
      for (const [name, value] of Object.entries(environment)) {
        if (/SECRET|PASSWORD|DATABASE_URL|REDIS_URL/.test(name))
          expect([name, value]).toEqual([expect.stringMatching(/_FILE$/), expect.stringMatching(/^\/run\/secrets\//)]);
      }
    }
  });
});
