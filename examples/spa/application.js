/** The application: it keeps the sessions, signs people in and serves the page. */
import { randomBytes } from 'node:crypto';
import { createAccountEndpoints, createAccounts } from '@gemel/accounts';
import { createMemoryAccountStore } from '@gemel/accounts/stores/memory';
import { serve } from '@hono/node-server';
import { getConnInfo } from '@hono/node-server/conninfo';
import { createGemel } from 'gemel';
import { createHonoAuth } from 'gemel/adapters/hono';
import { createMemoryStore } from 'gemel/stores/memory';
import { Hono } from 'hono';

/** @param {{ url: string, port: number, apiUrl: string, files: Awaited<ReturnType<import('./build-page.js').buildPage>> }} options */
export async function startApplication({ url, port, apiUrl, files }) {
  const gemel = await createGemel({
    issuer: url,
    secret: randomBytes(32).toString('base64url'),
    store: createMemoryStore(),
    // Cookies ignore ports: beside another application on this host, ours needs a name of its own.
    cookie: { name: '__Host-Http-spa' },
  });
  const accounts = createAccounts({ gemel, store: createMemoryAccountStore() });
  const person = { email: 'ada@example.com', password: randomBytes(12).toString('base64url') };
  await accounts.signUp(person);

  const app = new Hono();
  const remoteAddress = (context) => getConnInfo(context).remote.address;
  const signingIn = createAccountEndpoints(accounts, gemel);
  app.use(async (context, next) => (await signingIn.handle(context.req.raw, { remoteAddress: remoteAddress(context) })) ?? next());
  app.use(createHonoAuth(gemel, { remoteAddress }).endpoints());

  const policy = `default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self' ${apiUrl}; frame-ancestors 'none'; base-uri 'none'; form-action 'self'`;
  app.get('*', (context) => {
    const file = files.get(context.req.path);
    if (file === undefined) return context.notFound();
    return context.body(file.body, 200, { 'content-type': file.type, 'content-security-policy': policy, 'cache-control': 'no-store' });
  });

  const server = serve({ fetch: app.fetch, port, hostname: 'localhost' });
  return {
    person,
    async close() {
      server.close();
      server.closeAllConnections();
      await accounts.close();
      await gemel.close();
    },
  };
}
