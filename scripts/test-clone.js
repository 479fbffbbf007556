/** Does what a newcomer does: clones the repository, installs, starts the server; with --test runs the suite as well. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { reservePort } from '@gemel/testbed';
import { report, repositoryRoot } from './report.js';

const START_WITHIN_MS = 5000;

/**
 * Runs a command to its end, its output going to ours.
 *
 * @param {string} command
 * @param {readonly string[]} parameters
 * @param {string} cwd
 * @returns {void}
 */
function run(command, parameters, cwd) {
  console.log(`$ ${command} ${parameters.join(' ')}`);
  const { status } = spawnSync(command, parameters, { cwd, stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) throw new Error(`${command} ${parameters.join(' ')} ended with ${status}`);
}

/**
 * Starts the server and returns after how many milliseconds it answered; Infinity where it did not in time.
 *
 * @param {string} clone
 * @returns {Promise<number>}
 */
async function timeToAnswer(clone) {
  const port = await reservePort();
  const started = performance.now();
  const server = spawn('npm', ['start'], {
    cwd: clone,
    env: { ...process.env, GEMEL_PORT: String(port), GEMEL_ADMIN_PORT: '0' },
    stdio: 'ignore',
    detached: true,
  });
  const closed = once(server, 'close');
  try {
    while (performance.now() - started < 4 * START_WITHIN_MS && server.exitCode === null) {
      const answer = await fetch(`http://localhost:${port}/readyz`).catch(() => undefined);
      if (answer?.ok) return performance.now() - started;
      await sleep(20);
    }
    return Infinity;
  } finally {
    if (server.pid !== undefined && server.exitCode === null) process.kill(-server.pid, 'SIGTERM');
    await closed;
  }
}

const folder = mkdtempSync(join(tmpdir(), 'gemel-clone-'));
try {
  const clone = join(folder, 'gemel');
  run('git', ['clone', '--quiet', repositoryRoot, clone], folder);
  run('npm', ['ci', '--no-audit', '--no-fund'], clone);
  const ms = await timeToAnswer(clone);
  if (process.argv.includes('--test')) run('npm', ['test'], clone);
  const problems = ms <= START_WITHIN_MS ? [] : [`npm start answered after ${Math.round(ms)} ms, not within ${START_WITHIN_MS} ms`];
  report('clone', problems, `a fresh clone installs, and answers ${Math.round(ms)} ms after npm start`);
} finally {
  rmSync(folder, { recursive: true });
}
