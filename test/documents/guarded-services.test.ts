/** Runs the six-line services of docs/verifying-elsewhere.md as processes of their own, beside an issuer, until a session ends. */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { reservePort } from '@gemel/testbed';
import { markedBlock } from './markdown-blocks.ts';
import { programFolder, root } from './program-folder.ts';
import { startProgram } from './running-program.ts';
import { startIssuer } from './start-issuer.ts';

const page = join(root, 'docs/verifying-elsewhere.md');
/** What the runtime does for a program that exports its application. */
const served: Readonly<Record<string, string>> = {
  hono: "\nimport { serve } from '@hono/node-server';\nserve({ fetch: app.fetch, port: 3000 });\n",
};

describe.each(['express', 'fastify', 'hono'])('the service with %s', (framework) => {
  const program = markedBlock(page, `service: ${framework}`);

  test('has at most six lines', () => {
    expect(program.split('\n').filter((line) => line.trim() !== '').length).toBeLessThanOrEqual(6);
  });

  test('serves who may, refuses who may not, and everybody whose session has ended', { timeout: 30_000 }, async () => {
    const issuer = await startIssuer();
    const port = await reservePort();
    const text = `${program}${served[framework] ?? ''}`.replace('3000', String(port)).replace('https://app.example', issuer.url);
    const folder = programFolder({ 'service.js': `${text}console.log('started');\n` });
    await startProgram('node service.js', { cwd: folder, env: {} }).says('started');

    const ask = async (token?: string): Promise<Response> =>
      fetch(`http://localhost:${port}/orders`, token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } });
    const [may, mayNot] = [await issuer.tokenFor(['orders:read']), await issuer.tokenFor([])];

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
