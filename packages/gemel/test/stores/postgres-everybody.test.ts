/** The end of everybody in PostgreSQL, and sign-ins that are under way in the database itself. */
import { requireProgram, startPostgres, waitUntil } from '@gemel/testbed';
import { aSessionRecord } from 'gemel/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTables, openClient, openPool, openStore } from './postgres-databases.ts';

const columns =
  'subject, client_id, version, created_at, ended_at, end_reason, generation, secret_hash, refresh_salt, refresh_rotation, refresh_rotated_at, ' +
  'principal, client, last_seen_at, inactivity_deadline, overall_deadline, data, data_version';

describe.skipIf(requireProgram('postgres') === undefined)('the sessions of everybody in PostgreSQL', () => {
  let postgres: Awaited<ReturnType<typeof startPostgres>>;
  beforeAll(async () => {
    postgres = await startPostgres();
  }, 60_000);
  afterAll(() => postgres.stop());

  test('are all in the list that follows the raising: it waits for a sign-in that has begun to write (invariant 5)', async () => {
    const url = await createTables(postgres.url);
    const [store, outside, watcher] = [await openStore(url), await openClient(url), openPool(url)];
    await store.insert(aSessionRecord({ sid: 'first' }), 0);
    await outside.query(`BEGIN; INSERT INTO gemel_session (sid, ${columns}) SELECT 'late', ${columns} FROM gemel_session`);
    let isRaised = false;
    const raising = store.raiseEveryone().then((raised) => {
      isRaised = true;
      return raised;
    });
    await waitUntil(
      async () => (await watcher.query("SELECT FROM pg_locks WHERE NOT granted AND relation = 'gemel_session'::regclass")).rows.length > 0,
      {
        what: 'the raising to wait',
      },
    );
    expect(isRaised).toBe(false);
    const signIn = store.insert(aSessionRecord({ sid: 'behind' }), 0);
    await outside.query('COMMIT');
    const { value } = await raising;
    // It came while the table was locked, and sees what was written under the lock.
    expect(await signIn).toMatchObject({ value: 'subject_changed', subjectVersion: value });
    expect((await store.list({ limit: 10 })).value.records.map(({ sid }) => sid)).toEqual(['late', 'first']);
  });
});
