import { existsSync } from 'node:fs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openPostgres, requireProgram, startPostgres, startPostgresPair } from '@gemel/testbed';

describe.skipIf(requireProgram('postgres') === undefined)('a private PostgreSQL', () => {
  test('answers, is configured, paused, killed and started again, and leaves nothing behind', async () => {
    const postgres = await startPostgres({ isDurable: true });
    onTestFinished(() => postgres.stop());
    const [one, other] = [await postgres.createDatabase(), await postgres.createDatabase()];
    expect(one).not.toBe(other);
    await postgres.query('CREATE TABLE t (n int); INSERT INTO t VALUES (1)', 'test_1');
    postgres.pause();
    const late = postgres.query('SELECT n FROM t', 'test_1');
    postgres.resume();
    expect(await late).toBe('1');
    await postgres.configure({ work_mem: '5MB' });
    await postgres.kill();
    await expect(postgres.query('SELECT 1')).rejects.toThrow('refused');
    await postgres.restart();
    expect(await postgres.query('SELECT n FROM t', 'test_1')).toBe('1');
    expect(await postgres.query('SHOW work_mem')).toBe('5MB');
    expect(await postgres.query('SHOW fsync')).toBe('on');
    await postgres.stop();
    expect(existsSync(postgres.folder)).toBe(false);
  }, 90_000);

  test('has a replica that loses its tail and is promoted, while the old primary still answers', async () => {
    const { primary, replica, stop } = await startPostgresPair();
    onTestFinished(stop);
    await primary.query('CREATE TABLE t (n int); INSERT INTO t VALUES (1)');
    await replica.catchUp();
    await replica.cutReplication();
    await primary.query('INSERT INTO t VALUES (2)');
    await replica.promote();
    expect(await replica.query('SELECT count(*) FROM t')).toBe('1');
    await replica.query('INSERT INTO t VALUES (3)');
    expect(await primary.query('SELECT count(*) FROM t')).toBe('2');
  }, 90_000);

  test('has a replica for which a commit waits, where asked to', async () => {
    const { primary, replica, stop } = await startPostgresPair({ isSynchronous: true });
    onTestFinished(stop);
    await primary.query('CREATE TABLE t (n int)');
    await replica.cutReplication();
    const commit = primary.query('INSERT INTO t VALUES (1)');
    await expect.poll(() => primary.query('SELECT count(*) FROM pg_stat_activity WHERE wait_event = $$SyncRep$$')).toBe('1');
    await replica.resumeReplication();
    await commit;
    await replica.catchUp();
    expect(await replica.query('SELECT n FROM t')).toBe('1');
  }, 90_000);

  test('or the one that the environment names, where any will do', async () => {
    const postgres = await openPostgres();
    expect(await postgres?.createDatabase()).toMatch(/^postgres(ql)?:/);
    await postgres?.stop();
  });
});
