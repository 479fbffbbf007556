/** Runs the six-line worker of docs/verifying-elsewhere.md, bundled and minified, in workerd and in Chromium, beside an issuer. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTempFolder, requireRuntime, reservePort, startServer } from '@gemel/testbed';
import { describe, expect, onTestFinished, test } from 'vitest';
import { findChromium, launchChromium } from '../../packages/server/test/support/chromium.ts';
import { bundleOf, type Chunk } from '../../packages/verifier/test/bundle/bundle.ts';
import { markedBlock } from './markdown-blocks.ts';
import { root } from './program-folder.ts';
import { startIssuer } from './start-issuer.ts';

const program = markedBlock(join(root, 'docs/verifying-elsewhere.md'), 'service: worker');
const workerd = requireRuntime('workerd');
const chromium = findChromium();

interface Answer {
  readonly status: number;
  readonly challenge: string | null;
  readonly body: unknown;
}

/** Asks the worker, with a token if one is given. */
type Ask = (token?: string) => Promise<Answer>;

async function inWorkerd(program: string, chunks: readonly Chunk[]): Promise<Ask> {
  const folder = await createTempFolder('worker');
  onTestFinished(() => folder.remove());
  for (const { fileName, code } of chunks) writeFileSync(join(folder.path, fileName), code);
  const port = await reservePort();
  const modules = chunks.map(({ fileName }) => `(name = "${fileName}", esModule = embed "${fileName}")`).join(', ');
  writeFileSync(
    join(folder.path, 'config.capnp'),
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "orders", worker = (modules = [${modules}], compatibilityDate = "2026-11-01")),
    (name = "internet", network = (allow = ["private"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "orders")],
);
`,
  );
  const url = `http://127.0.0.1:${port}/`;
  const ask: Ask = async (token) => {
    const answer = await fetch(url, token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } });
    return { status: answer.status, challenge: answer.headers.get('www-authenticate'), body: await answer.json() };
  };
  const isUp = async (): Promise<boolean> =>
    ask().then(
      () => true,
      () => false,
    );
  const logFile = join(folder.path, 'log');
  const server = await startServer({ program, args: ['serve', 'config.capnp'], folder: folder.path, logFile, isUp });
  onTestFinished(() => server.kill());
  return (token) =>
    ask(token).catch((error: unknown) => {
      throw new Error(readFileSync(logFile, 'utf8').slice(-2000), { cause: error });
    });
}

/** In a page of the issuer, whose keys and feed no other origin may read. */
async function inChromium(executable: string, chunks: readonly Chunk[], origin: string): Promise<Ask> {
  const browser = await launchChromium(executable);
  onTestFinished(() => browser.close());
  const page = await browser.newPage();
  await page.route(`${origin}/scripts/*`, async (route) => {
    const chunk = chunks.find(({ fileName }) => route.request().url().endsWith(`/${fileName}`));
    if (chunk === undefined) await route.fulfill({ contentType: 'text/html', body: '<!doctype html>' });
    else await route.fulfill({ contentType: 'text/javascript', body: chunk.code });
  });
  await page.goto(`${origin}/scripts/`);
  return async (token) => {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    // As text: what is a function here would be changed by the test runner before it is sent.
    const answer: unknown = await page.evaluate(`import('/scripts/${chunks[0]?.fileName}').then(async (worker) => {
      const answer = await worker.default.fetch(new Request('/orders', { headers: ${JSON.stringify(headers)} }));
      return { status: answer.status, challenge: answer.headers.get('www-authenticate'), body: await answer.json() };
    })`);
    return answer as Answer; // compared member by member
  };
}

const runtimes: readonly (readonly [string, ((chunks: readonly Chunk[], origin: string) => Promise<Ask>) | undefined])[] = [
  ['workerd', workerd === undefined ? undefined : (chunks) => inWorkerd(workerd, chunks)],
  ['Chromium', chromium === undefined ? undefined : (chunks, origin) => inChromium(chromium, chunks, origin)],
];

test('the worker has at most six lines', () => {
  expect(program.split('\n').filter((line) => line.trim() !== '').length).toBeLessThanOrEqual(6);
});

describe.each(runtimes)('the worker, minified, in %s', (_name, run) => {
  test.skipIf(run === undefined)(
    'serves who may, refuses who may not, and whose session has ended within the bound, long after the request that read the feed first',
    { timeout: 40_000 },
    async () => {
      const issuer = await startIssuer();
      const { chunks } = await bundleOf(program.replace('https://app.example', issuer.url));
      const ask = await run?.(chunks, issuer.url);
      if (ask === undefined) throw new Error('not on this machine');
      const [may, mayNot] = [await issuer.tokenFor(['orders:read']), await issuer.tokenFor([])];

      const atOnce = await Promise.all(Array.from({ length: 5 }, () => ask(may.token)));
      expect(atOnce.map(({ status, body }) => [status, body])).toEqual(Array.from({ length: 5 }, () => [200, { of: 'ada' }]));
      expect(await ask()).toMatchObject({ status: 401, challenge: 'Bearer realm="gemel"' });
      expect((await ask(mayNot.token)).status).toBe(403);
      expect((await ask('nonsense')).status).toBe(401);

      await issuer.revokeSession(may.sid);
      const revokedMs = performance.now();
      await expect.poll(async () => (await ask(may.token)).status, { timeout: 20_000, interval: 100 }).toBe(401);
      expect(performance.now() - revokedMs).toBeLessThan(15_000); // 5 s by its own clock; the rest is the machine's
      expect((await ask(mayNot.token)).status).toBe(403);
    },
  );
});
