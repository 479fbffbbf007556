/** Runs the commands of docs/console.md in their order, as they stand there, and holds what it says of areas and times to the code. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { consoleTimeouts } from '../../packages/server/src/console/console-client.ts';
import { consoleSections } from '../../packages/server/src/console/frame/console-sections.ts';
import { consoleFrame } from '../../packages/server/src/texts/en/console-frame.ts';
import { visit } from '../../packages/server/test/support/in-process-server.ts';
import { firstMatch, type RunningServer, startGemel } from '../../packages/server/test/support/server-process.ts';
import { enrol, password } from '../../packages/server/test/console/support/enter-console.ts';
import { readBlocks } from './markdown-blocks.ts';
import { root } from './program-folder.ts';

const path = join(root, 'docs/console.md');
const page = readFileSync(path, 'utf8');

test('the commands of docs/console.md make the first administrator, and another one', { timeout: 60_000 }, async () => {
  const [link = '', assign = ''] = readBlocks(path)
    .filter(({ language, text }) => language === 'sh' && text.startsWith('gemel '))
    .map(({ text }) => text);
  const server = await startGemel({ GEMEL_ADMIN_PORT: '0' });
  onTestFinished(async () => void (await server.stop()));
  const admin = new URL(await firstMatch(server, /metrics\s+(http:\S+)/)).origin;

  const begun = new URL((await run(link, server)).match(/http:\S+\/console\/begin\S+/)?.[0] ?? '');
  const first = visit(admin);
  expect((await first.get(begun.pathname + begun.search)).status).toBe(200);
  await first.post('/console/begin', { token: begun.searchParams.get('token') ?? '', email: 'grace@example.com', password });
  await enrol(first);
  expect((await first.get('/console')).status).toBe(200);

  await fetch(`${server.url}/auth/sign-up`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'ada@example.com', password }),
  });
  await run(assign, server);
  const second = visit(admin);
  expect((await second.post('/console/sign-in', { email: 'ada@example.com', password })).headers.get('location')).toBe(
    '/console/sign-in/second-factor',
  );
  await enrol(second);
  expect((await second.get('/console/users')).status).toBe(200);
});

test('docs/console.md has a row for every area of the console, in its order', () => {
  const rows = [...page.matchAll(/^\| (\w[\w ]*?) +\|/gm)].map(([, name]) => name).filter((name) => name !== 'Page');
  expect(rows).toEqual(consoleSections.map(({ name }) => consoleFrame.sections[name]));
});

test('docs/console.md says when a session at the console ends', () => {
  expect(page).toContain(
    `after ${consoleTimeouts.inactivity / 60} minutes without a request and after ${consoleTimeouts.overall / 3600} hours`,
  );
});

/** Runs a command beside the server and resolves to what it says. Rejects where it fails. */
async function run(command: string, { folder }: RunningServer): Promise<string> {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('GEMEL_') && name !== 'NODE_ENV');
  const env = { ...Object.fromEntries(inherited), PATH: `${join(root, 'node_modules/.bin')}:${process.env['PATH']}`, NO_COLOR: '1' };
  const { stdout, stderr } = await promisify(execFile)('bash', ['-c', command], { cwd: folder, env });
  return stdout + stderr;
}
