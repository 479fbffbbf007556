/** Registered clients: how they prove themselves, and a feed that is for them alone. */
import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import type { EndpointsOptions } from '../../src/endpoints/index.ts';
import { form, type Header } from './call-endpoint.ts';
import { type Host, ISSUER } from './host.ts';
import type { HttpCase } from './http-case.ts';

const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('base64url');
const [before, after] = ['s: a+b%20/=ü before', 'the secret after'];

/** `orders` is between two secrets. */
export const closedTo: EndpointsOptions = {
  clients: [
    { id: 'orders', secretHash: [hashOf(before), hashOf(after)], audiences: [ISSUER] },
    { id: 'mail+', secretHash: hashOf('the secret of mail'), audiences: [ISSUER] },
  ],
  feed: { access: 'clients' },
};

const encoded = (text: string): string => encodeURIComponent(text).replaceAll('%20', '+');
const basic = (id: string, secret: string): Header => ['authorization', `Basic ${btoa(`${encoded(id)}:${encoded(secret)}`)}`];
const asOrders = basic('orders', after);
/** As members of a body. */
export const ordersMembers: Readonly<Record<string, string>> = { client_id: 'orders', client_secret: after };

const introspect = async (host: Host, fields: Readonly<Record<string, string>>, headers: readonly Header[] = []): Promise<unknown> => {
  const { status, body } = await form(host, '/oauth/introspect', fields, headers);
  return [status, body['active'] ?? body['error']];
};

export const clientCases: readonly HttpCase[] = [
  {
    title: 'feed.access clients: whoever is no client gets 401, a challenge and invalid_client, and no entry, cursor or epoch',
    on: 'closed',
    async run(host) {
      const wrong: readonly (readonly Header[])[] = [
        [],
        [basic('orders', 'another secret')],
        [basic('nobody', after)],
        [basic('mail+', after)],
        [['authorization', `Basic ${btoa(`orders:${hashOf(after)}`)}`]],
        [(await host.begin()).bearer],
        [(await host.begin()).cookie],
      ];
      for (const headers of wrong) {
        const answer = await host.call('GET', '/feed?after=x%00&reader=r&nonce=n', { headers });
        expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, 'Basic realm="gemel"']);
        expect(answer.headers.get('cache-control')).toBe('no-store');
        expect(answer.body).toMatchObject({ error: 'invalid_client', error_description: expect.any(String) });
        expect(Object.keys(answer.body)).not.toContain('cursor');
      }
      expect((await host.call('HEAD', '/feed')).status).toBe(401);
      expect((await host.call('GET', `/feed?client_id=orders&client_secret=${encoded(after)}`)).status).toBe(401);
    },
  },
  {
    title: 'feed.access clients: a client reads it, by the secret of before and the one of after a rotation',
    on: 'closed',
    async run(host) {
      const { sid } = await host.begin();
      await host.gemel.revokeSession(sid);
      for (const header of [asOrders, basic('orders', before), basic('mail+', 'the secret of mail')]) {
        const { status, body } = await host.call('GET', '/feed?nonce=n', { headers: [header] });
        expect([status, body['nonce']]).toEqual([200, 'n']);
        expect(body['entries']).toContainEqual(expect.objectContaining({ sid }));
      }
    },
  },
  {
    title: 'feed.access clients: a stranger does not become a reader whom a revocation waits for',
    on: 'closed',
    async run(host) {
      const { readers } = (await host.gemel.health()).fleet;
      await host.call('GET', '/feed?reader=stranger&stale=accept');
      expect((await host.gemel.health()).fleet.readers).toBe(readers);
      await host.call('GET', '/feed?reader=orders-1', { headers: [asOrders] });
      expect((await host.gemel.health()).fleet.readers).toBe(readers + 1);
    },
  },
  {
    title: 'feed.access clients: metadata and keys are for everybody still',
    on: 'closed',
    async run(host) {
      for (const path of ['/.well-known/oauth-authorization-server', '/.well-known/jwks.json'])
        expect((await host.call('GET', path)).status).toBe(200);
    },
  },
  {
    title: 'clients: client_secret_post is as good as client_secret_basic, and both at once are refused (RFC 6749, section 2.3)',
    on: 'closed',
    async run(host) {
      const { accessToken: token } = await host.begin();
      const [right, wrong] = [{ client_secret: after }, { client_secret: 'another' }];
      expect(await introspect(host, { token, client_id: 'orders', ...right })).toEqual([200, true]);
      expect(await introspect(host, { token, client_id: 'orders', client_secret: before })).toEqual([200, true]);
      expect(await introspect(host, { token, client_id: 'orders', ...wrong })).toEqual([401, 'invalid_client']);
      expect(await introspect(host, { token, client_id: 'mail+', ...right })).toEqual([401, 'invalid_client']);
      expect(await introspect(host, { token, ...right })).toEqual([401, 'invalid_client']);
      expect(await introspect(host, { token, client_id: 'orders' })).toEqual([401, 'invalid_client']);
      expect(await introspect(host, { token, client_id: 'orders', ...right }, [asOrders])).toEqual([400, 'invalid_request']);
      expect(await introspect(host, { token, client_id: 'mail+' }, [asOrders])).toEqual([400, 'invalid_request']);
      expect(await introspect(host, { token, client_id: 'orders' }, [asOrders])).toEqual([200, true]);
      expect(await introspect(host, { token }, [asOrders])).toEqual([200, true]);
    },
  },
  {
    title: 'clients: a revocation needs none, but whoever says that it is one must be',
    on: 'closed',
    async run(host) {
      const { accessToken: token, cookie } = await host.begin();
      const revoke = async (fields: Readonly<Record<string, string>>, headers: readonly Header[] = []): Promise<number> =>
        (await form(host, '/oauth/revoke', { token, ...fields }, headers)).status;
      const isAlive = async (): Promise<boolean> => (await host.call('GET', '/me', { headers: [cookie] })).status === 200;
      expect(await revoke({ client_id: 'orders', client_secret: 'another' })).toBe(401);
      expect(await revoke({}, [basic('orders', 'another')])).toBe(401);
      expect(await revoke({ client_id: 'orders', client_secret: after }, [asOrders])).toBe(400);
      expect(await isAlive()).toBe(true);
      expect(await revoke({ client_id: 'orders', client_secret: after })).toBe(200);
      expect(await isAlive()).toBe(false);
      expect(await revoke({}, [asOrders])).toBe(200);
      expect(await revoke({ client_id: 'gemel' })).toBe(200);
    },
  },
];
