/** What operators do while people work: nobody is signed out, and no valid token is refused. */
import { beforeAll, describe, expect, it } from 'vitest';
import { stopAfterwards } from '../support/stop-afterwards.ts';
import { type Fleet, startFleet } from './support/start-fleet.ts';
import { startTraffic, type Traffic, type TrafficReport } from './support/start-traffic.ts';
import { storeKinds, type Stores } from './support/store-kinds.ts';

const newSecret = 'YW5vdGhlci1zZWNyZXQtdGhhdC10YWtlcy1pdHMtcGxhY2U';
const maxStaleness = 1;

describe.each(storeKinds)('a fleet on $name', ({ isAvailable, start }) => {
  if (!isAvailable) return it.skip('its engines are not installed');
  let stores: Stores;
  let fleet: Fleet;
  const afterwards = stopAfterwards();

  beforeAll(async () => {
    stores = await start();
    afterwards(() => stores.stop());
    fleet = await startFleet(2, { ...stores.settings, GEMEL_MAX_STALENESS: String(maxStaleness) });
    afterwards(() => fleet.stop());
  }, 120_000);

  /** Runs something under traffic, and expects that nobody was refused. */
  async function underTraffic(work: (traffic: Traffic) => Promise<void>): Promise<TrafficReport> {
    const traffic = await startTraffic({ urls: fleet.nodes.map(({ url }) => url), clients: 2 });
    await traffic.everybodyRefreshed();
    await work(traffic);
    await traffic.everybodyRefreshed();
    const report = await traffic.stop();
    expect(report.refusals).toEqual([]);
    expect([...report.statuses.keys()].filter((status) => ![200, 201, 202, 204, 503].includes(status) && status !== 401)).toEqual([]);
    expect(report.refreshes).toBeGreaterThan(5);
    return report;
  }

  it('restarts every node in turn (F22)', { timeout: 120_000 }, async () => {
    const report = await underTraffic(() => fleet.restartInTurn());
    expect(report.statuses.get(503) ?? 0).toBe(0);
  });

  it('rotates the secret: last everywhere, then promoted, then alone (F15)', { timeout: 240_000 }, async () => {
    const old = stores.settings['GEMEL_SECRET'] ?? '';
    const report = await underTraffic(async (traffic) => {
      await fleet.restartInTurn({ GEMEL_SECRET: `${old},${newSecret}` });
      await traffic.everybodyRefreshed();
      await fleet.restartInTurn({ GEMEL_SECRET: `${newSecret},${old}` });
      await traffic.everybodyRefreshed();
      await fleet.restartInTurn({ GEMEL_SECRET: newSecret });
    });
    expect(report.statuses.get(503) ?? 0).toBe(0);
  });

  it('lets the next key sign (F15)', { timeout: 120_000 }, async () => {
    await underTraffic(async (traffic) => {
      expect(await fleet.run('keys', 'rotate')).toMatch(/signs from now on/);
      await traffic.everybodyRefreshed();
      await fleet.run('keys', 'rotate');
    });
  });

  it(
    'retires a key in an emergency: what it signed is refused everywhere, and nobody is signed out (F15)',
    { timeout: 120_000 },
    async () => {
      const report = await underTraffic(async (traffic) => {
        const token = await aToken();
        traffic.expectRetiredKey();
        expect(await fleet.run('keys', 'retire', kidOf(token))).toMatch(/every node has heard of it/);
        for (const { url } of fleet.nodes) expect(await statusOf(url, token)).toBe(401);
      });
      expect(report.refreshes).toBeGreaterThan(0);
    },
  );

  it('restarts the store: 503 for a while, and nobody is signed out (F10)', { timeout: 120_000 }, async () => {
    await underTraffic(() => stores.restart());
    for (const { adminUrl } of fleet.nodes) {
      await expect.poll(async () => (await fetch(`${adminUrl}/readyz`)).status, { timeout: 10_000 }).toBe(200);
    }
  });

  it('hears of a restore: a new epoch, a pause, and nobody is signed out (F23)', { timeout: 120_000 }, async () => {
    await underTraffic(async () => {
      await fleet.run('restored');
      for (const node of fleet.nodes) {
        await expect.poll(() => node.output(), { timeout: 10_000 }).toMatch(/feed\.new_epoch[^]*feed\.fresh_again/);
      }
    });
  });

  async function aToken(): Promise<string> {
    const person = { email: 'person0@example.com', password: 'three lamps over water', mode: 'token' };
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${fleet.nodes[0]?.url}/auth/sign-in`, { method: 'POST', headers, body: JSON.stringify(person) });
    return ((await response.json()) as { readonly access_token: string }).access_token;
  }

  function kidOf(token: string): string {
    const header: unknown = JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString());
    return typeof header === 'object' && header !== null ? String(Reflect.get(header, 'kid')) : '';
  }

  async function statusOf(url: string, token: string): Promise<number> {
    return (await fetch(`${url}/auth/session`, { headers: { authorization: `Bearer ${token}` } })).status;
  }
});
