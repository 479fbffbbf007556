/** What becomes of a command, and of a server, whose output nobody reads or no disk holds; and of help that is read by a program. */
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { reservePort } from '@gemel/testbed';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSqliteDatabase } from '../../src/stores/sqlite/sqlite-database.ts';
import { makeFolder, type Options, runGemel, startGemel, type Started } from '../support/server-process.ts';

/** Every write there fails as on a full disk. */
const toFullDisk = 'exec "$@" > /dev/full';
let folder = '';

beforeAll(() => {
  folder = makeFolder();
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(args: readonly string[], options: Partial<Options> = {}): Started {
  return runGemel({ cwd: folder, args, ...options });
}

// Each starts processes, which takes its time where the machine has much to do.
describe('a command', { timeout: 60_000 }, () => {
  it('ends without a word where its reader has gone, as any program does', async () => {
    const command = run(['config', 'check']);
    command.child.stdout?.destroy();
    expect(await command.ended).toBe(141);
    expect(command.output()).toBe('');
  });

  it('says that its output cannot be written, and fails', async () => {
    const said =
      'gemel: Standard output cannot be written (ENOSPC), what was said there is not whole: make room, or let it go elsewhere.\n';
    const check = run(['config', 'check'], { wrapper: toFullDisk });
    expect(await check.ended).toBe(1);
    expect(check.output()).toBe(said);
    // This one waits for each line to be written.
    const database = createSqliteDatabase(join(folder, 'events.db'));
    database.prepare();
    await database.migrate();
    const env = { GEMEL_DATABASE_URL: 'sqlite:events.db' };
    expect(await run(['role', 'set', 'editor', '--permission', 'post:write'], { env }).ended).toBe(0);
    const events = run(['audit', 'export'], { env, wrapper: toFullDisk });
    expect([await events.ended, events.output()]).toEqual([1, said]);
  });

  it.each([[['user', 'list']], [['keys', 'list']], [['audit', 'list']], [['fleet']]])(
    'says that there is no database, and makes none that others may read: %j',
    async (args) => {
      mkdirSync(join(folder, 'data'), { recursive: true });
      const command = run(args);
      expect(await command.ended).toBe(1);
      expect(command.output()).toBe('gemel: There is no database at ./data/gemel.db: run `gemel migrate` to make it\n');
      expect(readdirSync(join(folder, 'data'))).toEqual([]);
    },
  );

  it('is called by its whole name in its help, without colours in a pipe', async () => {
    const help = run(['user', 'list', '--help'], { env: { NO_COLOR: '' } });
    expect(await help.ended).toBe(0);
    expect(help.output()).toContain('\nUSAGE gemel user list [OPTIONS] [EMAIL]\n');
    expect(help.output()).toMatch(/^[\x20-\x7e\n]+$/);
    const unknown = run(['user', 'lst'], { env: { NO_COLOR: '' } });
    expect(await unknown.ended).toBe(1);
    expect(unknown.output()).toContain('\nUSAGE gemel user list|');
    expect(unknown.output()).toMatch(/^[\x20-\x7e\n]+Unknown command lst\n$/);
  });
});

describe('a server', { timeout: 60_000 }, () => {
  it('goes on where nobody reads its log any more', async () => {
    const server = await startGemel();
    server.child.stdout?.destroy();
    for (let request = 0; request < 3; request += 1) expect((await fetch(`${server.url}/livez`)).status).toBe(200);
    expect(await server.stop()).toBe(0);
  });

  it('goes on where its log finds no room', async () => {
    const port = await reservePort();
    const server = run(['serve'], { env: { GEMEL_PORT: String(port), GEMEL_DATABASE_URL: 'sqlite:log.db' }, wrapper: toFullDisk });
    const status = (): Promise<number> =>
      fetch(`http://127.0.0.1:${port}/readyz`).then(
        (answer) => answer.status,
        () => 0,
      );
    await expect.poll(status, { timeout: 30_000 }).toBe(200);
    expect(await status()).toBe(200);
    server.child.kill('SIGTERM');
    expect(await server.ended).toBe(0);
    expect(server.output()).toBe('');
  });
});
