/** Runs every program on the pages under docs/, and compares what it prints with what stands below it; marked ones have tests of their own. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openPostgres, openRedis } from '@gemel/testbed';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readBlocks } from './markdown-blocks.ts';
import { programFolder, root } from './program-folder.ts';

const run = promisify(execFile);
const pages = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'));

const programs = pages.flatMap((page) => {
  const blocks = readBlocks(join(root, 'docs', page));
  return blocks.flatMap((block, index) =>
    block.language === 'js' && block.mark === '' ? [{ page, number: index + 1, text: block.text, output: blocks[index + 1] }] : [],
  );
});

describe('the programs on the pages under docs/', () => {
  test('are there', () => expect(programs.length).toBeGreaterThan(5));

  test.each(programs)('print what $page says (block $number)', { timeout: 60_000 }, async ({ text, output }) => {
    expect(output?.language).toBe('text');
    const database = text.includes('DATABASE_URL') ? await createDatabase() : undefined;
    const redis = text.includes('REDIS_URL') ? await startRedisServer() : undefined;
    // It has been said, loudly, what is not there.
    if (database === 'none' || redis === 'none') return;
    const folder = programFolder({ 'program.js': text });
    const { stdout, stderr } = await run(process.execPath, ['program.js'], {
      cwd: folder,
      env: {
        ...process.env,
        SECRET: randomBytes(32).toString('base64url'),
        NO_COLOR: '1',
        FORCE_COLOR: undefined,
        DATABASE_URL: database,
        REDIS_URL: redis,
      },
      timeout: 20_000,
    });
    expect(stderr).toBe('');
    expect(stdout).toBe(output?.text);
  });
});

/** Returns the URL of an empty database that is removed when the test ends. */
async function createDatabase(): Promise<string> {
  const postgres = await openPostgres();
  if (postgres === undefined) return 'none';
  onTestFinished(() => postgres.stop());
  return postgres.createDatabase();
}

/** Returns the URL of a Redis that is there until the test ends. */
async function startRedisServer(): Promise<string> {
  const redis = await openRedis();
  if (redis === undefined) return 'none';
  onTestFinished(() => redis.stop());
  return redis.url;
}
