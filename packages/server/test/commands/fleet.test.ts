/** What an operator says to and hears from the fleet. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { firstMatch, runGemel, type RunningServer, startGemel } from '../support/server-process.ts';

let server: RunningServer;

beforeAll(async () => {
  server = await startGemel({ GEMEL_MAX_STALENESS: '0.5' });
});

afterAll(() => server.stop());

async function run(...args: readonly string[]): Promise<readonly [number | null, string]> {
  const command = runGemel({ cwd: server.folder, args });
  return [await command.ended, command.output()];
}

describe('gemel fleet', () => {
  it('names the bound, and sets it', async () => {
    expect((await run('fleet', '--max-staleness', '2'))[1]).toMatch(
      /^\d nodes?; after an acknowledged revocation none accepts later than 2 s\.\n/,
    );
    expect((await run('fleet'))[1]).toContain('later than 2 s');
  });

  it.each([['0'], ['soon'], ['301']])('refuses %s for a bound with one line', async (bound) => {
    expect(await run('fleet', '--max-staleness', bound)).toEqual([
      1,
      'gemel: --max-staleness must be seconds from 0.1 to 300: write gemel fleet --max-staleness 5\n',
    ]);
  });
});

describe('gemel restored', () => {
  it('begins a new epoch: the log says so, and the node trusts again after its pause (F23)', async () => {
    const epochOf = async (): Promise<unknown> =>
      ((await (await fetch(`${server.url}/feed`)).json()) as { readonly epoch?: unknown }).epoch;
    const before = await epochOf();
    const [status, output] = await run('restored');
    expect([status, output]).toEqual([0, expect.stringMatching(/^A new epoch has begun\./)]);
    expect(await epochOf()).not.toBe(before);
    await firstMatch(server, /feed\.new_epoch/);
    await firstMatch(server, /feed\.fresh_again/);
    await expect.poll(async () => (await fetch(`${server.url}/readyz`)).status).toBe(200);
  });
});
