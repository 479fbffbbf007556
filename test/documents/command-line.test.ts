/** Runs the commands of docs/command-line.md in their order, as they stand there, on a token that the key of the first one has signed. */
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { importJWK, SignJWT } from 'jose';
import { expect, test } from 'vitest';
import { markedBlock, readBlocks } from './markdown-blocks.ts';
import { programFolder, root } from './program-folder.ts';

const page = join(root, 'docs/command-line.md');

test('the commands of the page do what it says', { timeout: 30_000 }, async () => {
  const [generate = '', inspect = '', verify = ''] = readBlocks(page)
    .filter(({ language, text }) => language === 'sh' && /^gemel (?:keys generate|token) /.test(text))
    .map(({ text }) => text);
  const cwd = programFolder({});
  expect(await run(generate, cwd)).toEqual([0, '']);
  const jwk = JSON.parse(readFileSync(join(cwd, 'key.json'), 'utf8'));
  const sign = async (expiresIn: string): Promise<string> =>
    new SignJWT({ client_id: 'gemel', sid: 'A'.repeat(22), generation: 1, auth_time: 1, amr: [], roles: [], permissions: [] })
      .setProtectedHeader({ typ: 'at+jwt', alg: jwk.alg, kid: jwk.kid })
      .setIssuer('https://app.example')
      .setAudience('https://orders.example')
      .setSubject('ada')
      .setJti('token')
      .setIssuedAt()
      .setExpirationTime(expiresIn)
      .sign(await importJWK(jwk));
  const [good, expired] = [await sign('5m'), await sign('5m ago')];

  writeFileSync(join(cwd, 'token.txt'), good);
  expect(await run(inspect, cwd)).toEqual([0, expect.stringMatching(/^NOT VERIFIED\./)]);
  writeFileSync(join(cwd, 'tokens.txt'), `${good}\n${expired}\n`);
  const [status, output] = await run(verify, cwd);
  const [accepted, refused] = markedBlock(page, 'lines of verify')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const lines = output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(status).toBe(1);
  expect(lines[1]).toEqual(refused);
  expect(lines[0]).toMatchObject({ ...accepted, kid: jwk.kid, claims: { iss: 'https://app.example', sub: 'ada' } });
});

/** Resolves to exit status and output. */
function run(command: string, cwd: string): Promise<readonly [number, string]> {
  const env = { ...process.env, PATH: `${join(root, 'node_modules/.bin')}:${process.env['PATH']}`, NO_COLOR: '1' };
  return new Promise((resolve) => {
    const child = execFile('bash', ['-c', command], { cwd, env }, (_, stdout, stderr) => resolve([child.exitCode ?? 1, stdout + stderr]));
  });
}
