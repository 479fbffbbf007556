/** A hundred thousand accounts of another system, from the command line: how long it takes, and that it takes no more memory than a few do. */
import { createWriteStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { once } from 'node:events';
import { requireProgram, startPostgres } from '@gemel/testbed';
import { describe, expect, it, onTestFinished } from 'vitest';
import { appendReportLine } from '../../../../test/faults/fleet/report-lines.ts';
import { makeFolder, runGemel } from '../support/server-process.ts';

const hashes = [
  '$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW',
  '$argon2id$v=19$m=19456,t=2,p=1$c2VhIHNhbHQgYW5kIHNhbmQ$0ZpP6a3Vr1w8vTGbqJQ6lXQ1m6mQyvN4yqf0s3v0uWc',
];
const counts = [25_000, 100_000];

/** Every tenth line is empty or wrong, so that lines and accounts are counted apart. */
async function writePeople(file: string, count: number): Promise<void> {
  const stream = createWriteStream(file);
  for (let index = 0; index < count; index++) {
    const person = { email: `person-${index}@example.com`, passwordHash: hashes[index % 2], emailVerified: true, subject: `user_${index}` };
    const line = `${JSON.stringify(person)}\n${index % 10 === 0 ? '\n' : ''}`;
    if (!stream.write(line)) await once(stream, 'drain');
  }
  stream.end('{"email": 7}\n');
  await once(stream, 'close');
}

/** The most that a process has held in memory so far, in MiB. */
function peakOf(pid: number | undefined): number | undefined {
  try {
    const kib = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kib === undefined ? undefined : Number(kib) / 1024;
  } catch {
    return undefined;
  }
}

async function measure(engine: string, folder: string, count: number, databaseUrl: string): Promise<{ seconds: number; peak: number }> {
  const env = { GEMEL_DATABASE_URL: databaseUrl };
  await runGemel({ cwd: folder, args: ['migrate'], env }).ended;
  await writePeople(join(folder, 'people.jsonl'), count);
  const began = performance.now();
  const run = runGemel({ cwd: folder, args: ['user', 'import', 'people.jsonl'], env });
  let peak = 0;
  const watch = setInterval(() => (peak = Math.max(peak, peakOf(run.child.pid) ?? 0)), 50);
  const code = await run.ended;
  clearInterval(watch);
  const seconds = (performance.now() - began) / 1000;
  expect([code, run.output().split('\n')]).toEqual([
    1,
    [
      `gemel: line ${count + count / 10 + 1} refused: email is no e-mail address`,
      `${count} imported, 0 skipped since they are here already, 1 refused.`,
      '',
    ],
  ]);
  appendReportLine('import', { engine, count, seconds, perSecond: count / seconds, peakMiB: peak });
  return { seconds, peak };
}

describe('an import of a hundred thousand accounts', () => {
  const engines = ['SQLite', 'PostgreSQL'] as const;
  it.each(engines)('is linear in time and takes no more memory than a quarter of it, on %s', async (engine) => {
    if (engine === 'PostgreSQL' && requireProgram('postgres') === undefined) return;
    const postgres = engine === 'PostgreSQL' ? await startPostgres() : undefined;
    onTestFinished(async () => postgres?.stop());
    const measured: { seconds: number; peak: number }[] = [];
    for (const count of counts) {
      if (postgres !== undefined) await postgres.query(`CREATE DATABASE people_${count}`);
      const url = postgres === undefined ? 'sqlite:./gemel.db' : postgres.url.replace(/\/[^/?]*(\?|$)/, `/people_${count}$1`);
      measured.push(await measure(engine, makeFolder(), count, url));
    }
    const [few, many] = measured;
    // Four times as many: twice that would be a sign of something that grows with what is there.
    expect(many?.seconds).toBeLessThan((few?.seconds ?? 0) * 8);
    expect(many?.peak).toBeLessThan((few?.peak ?? 0) * 1.5);
  });
});
