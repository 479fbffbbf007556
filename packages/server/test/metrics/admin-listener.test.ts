/** The admin listener as monitoring meets it. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type InProcessServer, startInProcess } from '../support/in-process-server.ts';

const person = { email: 'ada@example.com', password: 'three lamps over water' };
let server: InProcessServer;

beforeAll(async () => {
  server = await startInProcess();
});

afterAll(async () => {
  await server.stop();
});

async function scrape(): Promise<string> {
  return (await fetch(`${server.adminUrl}/metrics`)).text();
}

/** The value of one sample; undefined where it is absent. */
function valueOf(text: string, sample: string): number | undefined {
  const line = text.split('\n').find((one) => one.startsWith(`${sample} `));
  return line === undefined ? undefined : Number(line.slice(sample.length + 1));
}

describe('/metrics', () => {
  it('is text that Prometheus takes: each sample below its own help and type', async () => {
    const response = await fetch(`${server.adminUrl}/metrics`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('no-store');
    let current = '';
    const seen = new Set<string>();
    for (const line of (await response.text()).trim().split('\n')) {
      if (line.startsWith('# HELP ')) {
        current = line.split(' ')[2] ?? '';
        expect(seen, `${current} stands twice`).not.toContain(current);
        seen.add(current);
      } else if (line.startsWith('# TYPE ')) expect(line).toMatch(new RegExp(`^# TYPE ${current} (counter|gauge)$`));
      else expect(line).toMatch(new RegExp(`^${current}(\\{[a-z_]+="[^"]*"(,[a-z_]+="[^"]*")*\\})? [0-9.e+-]+$`));
    }
    expect([...seen].filter((name) => name.endsWith('_total')).length).toBeGreaterThan(5);
  });

  it('is explained in docs/deploy.md, metric by metric', async () => {
    const page = readFileSync(new URL('../../../../docs/deploy.md', import.meta.url), 'utf8');
    const names = [...(await scrape()).matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name);
    const explained = [...page.matchAll(/`((?:gemel|process|nodejs)_[a-z0-9_]+)`/g)].map(([, name]) => name);
    expect(names.filter((name) => !explained.includes(name))).toEqual([]);
    // Nothing was refused and no page was asked for yet.
    const later = ['gemel_refusals_total', 'gemel_http_requests_total', 'gemel_http_request_seconds_total'];
    expect(explained.filter((name = '') => !names.includes(name) && !later.includes(name))).toEqual([]);
  });

  it('counts the nodes of the fleet, and says which of them this one is', async () => {
    expect(valueOf(await scrape(), 'gemel_fleet_nodes')).toBe(1);
    const readiness: unknown = await (await fetch(`${server.adminUrl}/readyz`)).json();
    expect(readiness).toMatchObject({ components: { node: { id: expect.any(String) }, feed: { partitions: { total: 1, fresh: 1 } } } });
  });

  it('tells how fresh the view is, and within which bound', async () => {
    const text = await scrape();
    expect(valueOf(text, 'gemel_feed_fresh')).toBe(1);
    expect(valueOf(text, 'gemel_max_staleness_seconds')).toBe(5);
    expect(valueOf(text, 'gemel_lease_left_seconds')).toBeGreaterThan(0);
    expect(valueOf(text, 'gemel_lease_age_seconds')).toBeLessThan(5);
    expect(valueOf(text, 'gemel_store_up')).toBe(1);
  });

  it('counts what happened, and holds no id and no credential (P9)', async () => {
    const before = await scrape();
    const headers = { 'content-type': 'application/json' };
    const post = (path: string, body: unknown): Promise<Response> =>
      fetch(`${server.address}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    await post('/auth/sign-up', person);
    const tokens = (await (await post('/auth/sign-in', { ...person, mode: 'token' })).json()) as Readonly<Record<string, string>>;
    const bearer = { authorization: `Bearer ${tokens['access_token']}` };
    const session = (await (await fetch(`${server.address}/auth/session`, { headers: bearer })).json()) as Readonly<Record<string, string>>;
    const form = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: tokens['refresh_token'] ?? '' });
    await fetch(`${server.address}/oauth/token`, { method: 'POST', body: form });
    await fetch(`${server.address}/auth/sessions/${session['sid']}`, { method: 'DELETE', headers: bearer });
    await fetch(`${server.address}/auth/session`, { headers: bearer });
    const text = await scrape();
    const rise = (sample: string): number => (valueOf(text, sample) ?? 0) - (valueOf(before, sample) ?? 0);
    expect(rise('gemel_sessions_started_total')).toBe(1);
    expect(rise('gemel_refreshes_total')).toBe(1);
    expect(rise('gemel_verifications_total{result="authenticated",credential="bearer"}')).toBe(2);
    expect(rise('gemel_verifications_total{result="refused",credential="any"}')).toBe(1);
    expect(rise('gemel_revocations_total{reason="revoked"}') + rise('gemel_revocations_total{reason="signed_out"}')).toBe(1);
    expect(rise('gemel_refusals_total{code="session_revoked"}')).toBe(1);
    expect(rise('gemel_http_requests_total{route="/auth/sessions/{sid}",status="204"}')).toBe(1);
    expect(text).not.toContain(session['sid']);
    expect(text).not.toContain(session['subject']);
    expect(text).not.toContain(tokens['access_token']);
  });
});

describe('the admin listener', () => {
  it('answers health, and nothing that the public listener answers', async () => {
    expect(await (await fetch(`${server.adminUrl}/livez`)).json()).toEqual({ status: 'alive' });
    expect(await (await fetch(`${server.adminUrl}/readyz`)).json()).toMatchObject({
      status: 'ready',
      components: { feed: { status: 'ok', onStale: 'ask', maxStaleness: 5, epoch: expect.any(String) } },
    });
    expect((await fetch(`${server.adminUrl}/auth/session`)).status).toBe(404);
    expect((await fetch(`${server.adminUrl}/metrics`, { method: 'POST' })).status).toBe(404);
  });

  it('keeps metrics from the public listener', async () => {
    expect((await fetch(`${server.address}/metrics`)).status).toBe(404);
  });
});
