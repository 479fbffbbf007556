/** What the environment comes to, before anything is opened. */
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { configurationTable } from '../../src/configuration/configuration-table.ts';
import { makeFolder, runGemel } from '../support/server-process.ts';

let folder = '';
beforeAll(() => {
  folder = makeFolder();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function check(env: Readonly<Record<string, string>>): Promise<readonly [number | null, readonly string[]]> {
  const run = runGemel({ cwd: folder, args: ['config', 'check'], env });
  const code = await run.ended;
  return [code, run.output().trim().split('\n')];
}

describe('gemel config check', () => {
  it('names every setting, what holds where it is not set, and no secret; it opens and makes nothing', async () => {
    const secret = 'Zm9yLXRoZS10ZXN0cy1vZi10aGUtZG9jdG9yLWFuZC1ubw';
    const [code, lines] = await check({
      GEMEL_SECRET: secret,
      GEMEL_DATABASE_URL: 'postgres://gemel:hunter2@db.example.com/gemel',
      GEMEL_PROVIDERS: '{"example":{"issuer":"https://id.example.com","clientId":"gemel","clientSecret":"hunter2hunter2"}}',
      GEMEL_PORT: '4100',
    });
    expect(code).toBe(0);
    for (const { name } of configurationTable) expect(lines.filter((line) => line.startsWith(`${name} `)).length, name).toBeGreaterThan(0);
    expect(lines).toContainEqual(expect.stringMatching(/^GEMEL_PORT +4100$/));
    expect(lines).toContainEqual(expect.stringMatching(/^GEMEL_SECRET +set$/));
    expect(lines).toContainEqual(expect.stringMatching(/^GEMEL_LOG_LEVEL +not set \(info\)$/));
    expect(lines).toContainEqual(expect.stringMatching(/^warning {2}PostgreSQL at db\.example\.com is reached without TLS/));
    expect(lines.join('\n')).not.toContain(secret);
    expect(lines.join('\n')).not.toContain('hunter2');
    expect(existsSync(join(folder, 'data'))).toBe(false);
  });

  it('says everything that is wrong, and what to write, and exits with 1', async () => {
    const [code, lines] = await check({ NODE_ENV: 'production', GEMEL_PORT: 'x', GEMEL_REDIS: 'y', GEMEL_URL: 'http://login.example.com' });
    const problems = lines.filter((line) => line.startsWith('problem'));
    expect(code).toBe(1);
    for (const part of ['GEMEL_PORT', 'GEMEL_REDIS is not a setting', 'GEMEL_SECRET is missing', 'GEMEL_URL must begin with https://'])
      expect(problems).toContainEqual(expect.stringContaining(part));
  });
});
