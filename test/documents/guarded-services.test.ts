/** Runs the six-line services of docs/verifying-elsewhere.md as processes of their own, beside an issuer, until a session ends. */
import { once } from 'node:events';
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { createGemel, type Gemel } from 'gemel';
import { createNodeHttpAuth } from 'gemel/adapters/node-http';
import { createMemoryStore } from 'gemel/stores/memory';
import { describe, expect, onTestFinished, test } from 'vitest';
import { freePorts } from './free-ports.ts';
import { markedBlock } from './markdown-blocks.ts';
import { programFolder, root } from './program-folder.ts';
import { startProgram } from './running-program.ts';

const AUDIENCE = 'https://orders.example';
const page = join(root, 'docs/verifying-elsewhere.md');
/** What the runtime does for a program that exports its application. */
const served: Readonly<Record<string, string>> = {
  hono: "\nimport { serve } from '@hono/node-server';\nserve({ fetch: app.fetch, port: 3000 });\n",
};

async function startIssuer(): Promise<Gemel & { readonly url: string }> {
  const [port = 0] = await freePorts(1);
  const url = `http://localhost:${port}`;
  const tokens = { audiences: [url, AUDIENCE] };
  const gemel = await createGemel({ issuer: url, secret: randomBytes(32).toString('base64url'), store: createMemoryStore(), tokens });
  const endpoints = createNodeHttpAuth(gemel).endpoints();
  const server = createServer((req, res) => {
    if (!endpoints(req, res)) res.writeHead(404).end();
  }).listen(port, 'localhost');
  await once(server, 'listening');
  onTestFinished(async () => {
    server.close();
    server.closeAllConnections();
    await gemel.close();
  });
  return { ...gemel, url };
}

describe.each(['express', 'fastify', 'hono'])('the service with %s', (framework) => {
  const program = markedBlock(page, `service: ${framework}`);

  test('has at most six lines', () => {
    expect(program.split('\n').filter((line) => line.trim() !== '').length).toBeLessThanOrEqual(6);
  });

  test('serves who may, refuses who may not, and everybody whose session has ended', { timeout: 30_000 }, async () => {
    const issuer = await startIssuer();
    const [port = 0] = await freePorts(1);
    const text = `${program}${served[framework] ?? ''}`.replace('https://app.example', issuer.url).replace('3000', String(port));
    const folder = programFolder({ 'service.js': `${text}console.log('started');\n` });
    await startProgram('node service.js', { cwd: folder, env: {} }).says('started');

    const ask = async (token?: string): Promise<Response> =>
      fetch(`http://localhost:${port}/orders`, token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } });
    const tokenFor = async (permissions: readonly string[]): Promise<{ readonly sid: string; readonly token: string }> => {
      const { principal } = await issuer.startSession({ subject: 'ada', permissions });
      const { accessToken } = await issuer.issueAccessToken(principal, { audience: AUDIENCE });
      return { sid: principal.sid, token: accessToken };
    };
    const [may, mayNot] = [await tokenFor(['orders:read']), await tokenFor([])];

    const before: number[] = [];
    await expect
      .poll(async () => {
        const { status } = await ask(may.token);
        before.push(status);
        return status;
      })
      .toBe(200);
    expect(before.slice(0, -1).every((status) => status === 503)).toBe(true);
    expect(await (await ask(may.token)).json()).toEqual({ of: 'ada' });
    expect((await ask()).headers.get('www-authenticate')).toBe('Bearer realm="gemel"');
    expect((await ask(mayNot.token)).status).toBe(403);
    expect((await ask('nonsense')).status).toBe(401);

    await issuer.revokeSession(may.sid);
    await expect.poll(async () => (await ask(may.token)).status).toBe(401);
    expect((await ask(mayNot.token)).status).toBe(403);
  });
});
