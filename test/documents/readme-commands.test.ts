/** Runs the commands of the README as a reader would, with other ports and a folder of its own. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { reservePorts } from '@gemel/testbed';
import { markedBlock } from './markdown-blocks.ts';
import { root } from './program-folder.ts';
import { startProgram } from './running-program.ts';

const run = promisify(execFile);
const readme = join(root, 'README.md');
const separator = '<<next command>>';

test(
  'the README leads from the clone to "both refused" in at most ten commands, and they do what it says',
  { timeout: 60_000 },
  async () => {
    const [server = 0, orders = 0] = await reservePorts(2);
    const withPorts = (text: string): string => text.replaceAll(/4000|4200/g, (port) => String(port === '4000' ? server : orders));
    const folder = mkdtempSync(join(tmpdir(), 'gemel-readme-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const env = {
      GEMEL_PORT: String(server),
      GEMEL_ADMIN_PORT: '0',
      GEMEL_DATABASE_URL: `sqlite:${folder}/gemel.db`,
      ORDERS_ISSUER: `http://localhost:${server}`,
      ORDERS_PORT: String(orders),
      TMPDIR: folder,
    };
    const commands = markedBlock(readme, 'third terminal').trim().split('\n');
    expect(commands.length + 3).toBeLessThanOrEqual(10);

    await startProgram(markedBlock(readme, 'first terminal'), { cwd: root, env }).says(`http://localhost:${server}`);
    await startProgram(markedBlock(readme, 'second terminal'), { cwd: root, env }).says('Orders are at');

    // The commands as they stand, in one shell; then the last one again until it is refused, which the bound limits to five seconds.
    const last = withPorts(commands.at(-1) ?? '');
    const script = [
      ...commands.map((command) => `${withPorts(command)}\necho '${separator}'`),
      `for i in $(seq 300); do ${last} -i | grep -q '^HTTP/1.1 401' && break; done; ${last} -i`,
    ].join('\n');
    const { stdout } = await run('bash', ['-c', script], { cwd: folder, env: { ...process.env, ...env } });
    const [signUp, signIn, token, used, signOut, cookieRefused, , tokenRefused] = stdout.split(separator).map((part) => part.trim());

    expect(signUp).not.toContain('"code"');
    expect(JSON.parse(signIn ?? '')).toMatchObject({ subject: expect.any(String) });
    expect(token).toBe('');
    expect(JSON.parse(used ?? '')).toMatchObject({ orders: [{ number: 1001 }] });
    expect(signOut).toBe('');
    expect(JSON.parse(cookieRefused ?? '')).toMatchObject({ status: 401 });
    expect(tokenRefused).toMatch(/^HTTP\/1.1 401 /);
  },
);
