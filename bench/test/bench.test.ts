/** The benchmark runs from end to end, so that it cannot rot; its figures are nobody's business here. */
import { execFile } from 'node:child_process';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const program = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const run = promisify(execFile);
let folder = '';

beforeAll(async () => {
  folder = await fs.mkdtemp(path.join(os.tmpdir(), 'gemel-bench-test-'));
});

afterAll(async () => {
  await fs.rm(folder, { recursive: true, force: true });
});

async function bench(...words: readonly string[]): Promise<string> {
  const { stdout } = await run(process.execPath, [program, ...words, '--effort', 'smoke', '--out', folder]);
  return stdout;
}

const titles = [
  'for the first time',
  'seen before',
  'Checking a session',
  'Over HTTP',
  'while passwords are hashed',
  'Signing in with a password',
  'Memory, and being ready',
];

describe('the benchmark', () => {
  it('prints every table with its bars, and keeps them as JSON and Markdown that name no machine', async () => {
    const printed = await bench();
    for (const title of titles) expect(printed).toContain(title);
    expect(printed).toMatch(/\| ES256 cold, beside the raw signature check +\| ≤ 1\.08 +\|/);
    const page = await fs.readFile(path.join(folder, 'README.md'), 'utf8');
    const json = await fs.readFile(path.join(folder, 'verify.json'), 'utf8');
    expect(page).toContain('Gemel, cold');
    expect(page + json).not.toContain(os.hostname());
    expect(page + json).not.toContain(process.cwd());
    const { table } = JSON.parse(json) as { table: { rows: { figures: { ratio: { median: number } } }[] } }; // just written by the bench
    expect(table.rows[0]?.figures.ratio.median).toBe(1);
  }, 480_000);

  it('refuses a table that it does not know, and says which there are', async () => {
    await expect(run(process.execPath, [program, 'nonsense'])).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('[verify] [warm]'),
    });
  });
});
