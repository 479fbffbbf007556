/** Runs the program of docs/admin-api.md against a server, with a key that was made as the page says. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { firstMatch, runGemel, startGemel } from '../../packages/server/test/support/server-process.ts';
import { adminScopes } from '../../packages/server/src/admin/admin-scope.ts';
import { markedBlock, readBlocks } from './markdown-blocks.ts';
import { programFolder, root } from './program-folder.ts';
import { readFileSync } from 'node:fs';

const path = join(root, 'docs/admin-api.md');

test('the program of docs/admin-api.md says what stands below it', { timeout: 60_000 }, async () => {
  const server = await startGemel();
  onTestFinished(async () => void (await server.stop()));
  const admin = new URL(await firstMatch(server, /metrics\s+(http:\S+)/)).origin;
  await fetch(`${server.url}/auth/sign-up`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'ada@example.com', password: 'three lamps over water' }),
  });
  const creation = runGemel({
    cwd: server.folder,
    args: ['api-key', 'create', 'off-boarding', '--scope', 'users:read', '--scope', 'users:write', '--valid-for', '90d'],
  });
  expect(await creation.ended).toBe(0);
  const key = /gemel_[0-9a-f]{16}_[\w-]{43}/.exec(creation.output())?.[0];
  const folder = programFolder({ 'program.js': markedBlock(path, 'program: admin') });
  const blocks = readBlocks(path);
  const output = blocks[blocks.findIndex(({ mark }) => mark === 'program: admin') + 1];
  const { stdout } = await promisify(execFile)(process.execPath, ['program.js'], {
    cwd: folder,
    env: { ...process.env, ADMIN: admin, KEY: key },
  });
  expect(stdout).toBe(output?.text);
});

test('docs/admin-api.md names every scope', () => {
  const page = readFileSync(path, 'utf8');
  for (const scope of adminScopes) expect(page).toContain(`\`${scope}\``);
});
