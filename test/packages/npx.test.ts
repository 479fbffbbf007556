/** The package of the server as a stranger runs it: `npx` in an empty folder, not a line of code, and somebody is signed in. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { reservePort } from '@gemel/testbed';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LocalRegistry, startLocalRegistry } from './local-registry.ts';

const root = join(import.meta.dirname, '../..');
const person = { email: 'ada@example.com', password: 'an engine that weaves algebraic patterns' };

let work: string;
let registry: LocalRegistry;

beforeAll(async () => {
  work = mkdtempSync(join(tmpdir(), 'gemel-npx-'));
  registry = await startLocalRegistry(root, join(work, 'tarballs'));
}, 120_000);

afterAll(async () => {
  await registry.stop();
  rmSync(work, { recursive: true });
});

interface SignedIn {
  readonly tookMs: number;
  readonly principal: unknown;
  /** Of the folder, afterwards. */
  readonly files: readonly string[];
}

/** Resolves when somebody has signed up and in; the time counts from the command. */
async function signInByNpx(folder: string): Promise<SignedIn> {
  mkdirSync(folder);
  const port = await reservePort();
  const url = `http://localhost:${port}`;
  const begun = performance.now();
  const child = spawn('npx', ['--yes', '@gemel/server', 'serve'], {
    cwd: folder,
    detached: true,
    env: {
      PATH: process.env['PATH'],
      HOME: work,
      npm_config_cache: join(work, 'cache'),
      npm_config_registry: registry.url,
      npm_config_update_notifier: 'false',
      GEMEL_PORT: String(port),
      GEMEL_ADMIN_PORT: '0',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (output += text.toString()));
  const closed = once(child, 'close');
  try {
    while (!(await fetch(`${url}/readyz`).catch(() => undefined))?.ok) {
      if (child.exitCode !== null) throw new Error(`npx ended with ${child.exitCode}:\n${output}`);
      await wait(20);
    }
    const post = (path: string): Promise<Response> =>
      fetch(`${url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: url },
        body: JSON.stringify(person),
      });
    await post('/auth/sign-up');
    const signedIn = await post('/auth/sign-in');
    const cookie = signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    const principal: unknown = await (await fetch(`${url}/auth/session`, { headers: { cookie } })).json();
    return { tookMs: Math.round(performance.now() - begun), principal, files: readdirSync(folder) };
  } finally {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGTERM');
    await closed;
  }
}

describe('npx @gemel/server serve, in an empty folder', () => {
  test('gives a signed-in user within five seconds, with no line of code', { timeout: 120_000 }, async () => {
    // Whatever has to be downloaded is: the time of that is the network's.
    const first = await signInByNpx(join(work, 'first'));
    expect(first.principal).toMatchObject({ subject: expect.any(String) as string, sid: expect.any(String) as string });
    expect(first.files).toEqual(['data']);
    const second = await signInByNpx(join(work, 'second'));
    process.stdout.write(
      `signed in ${first.tookMs} ms after npx, with all downloads and the installation; ${second.tookMs} ms when it had been there\n`,
    );
    expect(second.principal).toMatchObject({ subject: expect.any(String) as string });
    expect(second.tookMs).toBeLessThanOrEqual(5000);
  });
});
