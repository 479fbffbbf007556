/** The classic application, as a browser would use it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningExample, startExample } from '../support/example-process.ts';
import { reservePort } from '@gemel/testbed';
import { visit } from '../support/in-process-server.ts';

let example: RunningExample;

beforeAll(async () => {
  example = await startExample('express-web', { EXPRESS_WEB_PORT: String(await reservePort()) });
});

afterAll(async () => {
  expect(await example.stop()).toBe(0);
});

function passwordOf(name: string): string {
  return new RegExp(`^ {2}${name} {2}(\\S+)$`, 'm').exec(example.output())?.[1] ?? '';
}

describe('examples/express-web', () => {
  it('signs in by a plain form, counts in the session, and signs out', async () => {
    const visitor = visit(example.url);
    expect((await visitor.get('/')).headers.get('location')).toBe('/sign-in');
    const refused = await visitor.post('/sign-in', { name: '<ada>', password: 'wrong' });
    expect([refused.status, await refused.text()]).toEqual([401, expect.stringContaining('value="&#60;ada&#62;"')]);
    expect((await visitor.post('/sign-in', { name: 'ada', password: passwordOf('ada') })).status).toBe(303);
    // Its own name: cookies ignore ports, and Gemel's server may stand beside it.
    expect(visitor.cookie()).toMatch(/^__Host-Http-express-web=/);
    expect(await (await visitor.get('/')).text()).toContain('1 time in');
    expect(await (await visitor.get('/')).text()).toContain('2 times in');
    const held = visitor.cookie();
    expect((await visitor.post('/sign-out')).headers.get('location')).toBe('/sign-in');
    expect((await fetch(example.url, { headers: { cookie: held }, redirect: 'manual' })).status).toBe(303);
  });

  it("lets another process verify its tokens, and refuse one moments after its session's end (F08)", async () => {
    const orders = await startExample('orders-api', { ORDERS_ISSUER: example.url, ORDERS_PORT: '0' });
    try {
      const visitor = visit(example.url);
      await visitor.post('/sign-in', { name: 'ada', password: passwordOf('ada') });
      const shown = await (await visitor.post('/token')).text();
      const authorization = /Authorization: (Bearer [\w.-]+)/.exec(shown)?.[1] ?? '';
      const order = async (): Promise<number> => (await fetch(`${orders.url}/orders`, { headers: { authorization } })).status;
      expect(await order()).toBe(200);
      await visitor.post('/sign-out');
      await expect.poll(order, { interval: 5, timeout: 5000 }).toBe(401);
    } finally {
      expect(await orders.stop()).toBe(0);
    }
  });

  it('takes forms of its own pages alone (F16)', async () => {
    const visitor = visit(example.url);
    const elsewhere = { origin: 'https://evil.example' };
    expect((await visitor.post('/sign-in', { name: 'grace', password: passwordOf('grace') }, elsewhere)).status).toBe(403);
    await visitor.post('/sign-in', { name: 'grace', password: passwordOf('grace') });
    expect((await visitor.post('/sign-out', {}, elsewhere)).status).toBe(403);
    expect(await (await visitor.post('/token', {}, elsewhere)).text()).not.toContain('Bearer');
    expect((await visitor.get('/')).status).toBe(200);
  });
});
