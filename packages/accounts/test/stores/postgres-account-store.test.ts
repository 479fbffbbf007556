/** The account store in PostgreSQL under the contract, and a change of password that a crash interrupts, with sessions elsewhere. */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createTempFolder, requireProgram, startPostgres, startPostgresPair } from '@gemel/testbed';
import { createGemel } from 'gemel';
import { createPostgresStore, migratePostgres, migratePostgresStore } from 'gemel/stores/postgres';
import { createSqliteStore } from 'gemel/stores/sqlite';
import Database from 'libsql';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { auditKinds, createAccounts, isAuditKind } from '../../src/index.ts';
import {
  ACCOUNT_COMPONENT,
  accountMigrations,
  createPostgresAccountStore,
  migratePostgresAccountStore,
} from '../../src/stores/postgres/index.ts';
import { accountStoreContract, anAccount, anAuditEntry } from '../../src/testing/index.ts';
import { cheapHashing, otherPassword, password } from '../a-world.ts';

function withOptions(url: string, options: string): string {
  const whole = new URL(url);
  whole.searchParams.set('options', `${whole.searchParams.get('options') ?? ''} ${options}`.trim());
  return whole.href;
}

describe.skipIf(requireProgram('postgres') === undefined)('the PostgreSQL account store', () => {
  let postgres: Awaited<ReturnType<typeof startPostgres>>;
  beforeAll(async () => {
    postgres = await startPostgres();
  }, 60_000);
  afterAll(() => postgres.stop());

  function openPool(url: string): pg.Pool {
    const pool = new pg.Pool({ connectionString: url, max: 5 });
    pool.on('error', () => undefined);
    onTestFinished(() => pool.end());
    return pool;
  }

  async function openDatabase(): Promise<{ url: string; pool: pg.Pool }> {
    const name = `test_${randomBytes(6).toString('hex')}`;
    await postgres.query(`CREATE SCHEMA ${name}`);
    const url = withOptions(postgres.url, `-c search_path=${name}`);
    const pool = openPool(url);
    await migratePostgresAccountStore(pool);
    return { url, pool };
  }

  for (const { name, run } of accountStoreContract) {
    it(name, async () => {
      const { url } = await openDatabase();
      await expect(run(async () => createPostgresAccountStore(openPool(url)))).resolves.toBeUndefined();
    });
  }

  it('keeps no more statements prepared, however many kinds the audit log is asked for', async () => {
    const { url } = await openDatabase();
    const pool = new pg.Pool({ connectionString: url, max: 1 });
    onTestFinished(() => pool.end());
    const { audit } = await createPostgresAccountStore(pool);
    const kinds = Object.keys(auditKinds).filter(isAuditKind);
    const prepared = async (): Promise<number> => {
      for (let count = 2; count <= kinds.length; count++) {
        const several = { kinds: kinds.slice(0, count), order: 'newest', limit: 9 } as const;
        await audit.search(several);
        await audit.search({ ...several, subject: 'account-1' });
      }
      return Number((await pool.query('SELECT count(*) AS count FROM pg_prepared_statements')).rows[0].count);
    };
    expect(await prepared()).toBeLessThan(10);
  });

  it('lives in one schema with the sessions', async () => {
    const { pool } = await openDatabase();
    await migratePostgresStore(pool);
    expect(await migratePostgresAccountStore(pool)).toEqual([]);
    const [accounts, sessions] = [await createPostgresAccountStore(pool), await createPostgresStore(pool)];
    expect(await accounts.insert(anAccount())).toBe('inserted');
    expect((await sessions.subjectVersion('account-1')).value).toBe(0);
    await sessions.close();
    await accounts.close();
  });

  it('keeps every account of the first version, as it was', async () => {
    const pool = openPool(await postgres.createDatabase());
    await migratePostgres(pool, ACCOUNT_COMPONENT, accountMigrations.slice(0, 1));
    await pool.query(
      `INSERT INTO gemel_account VALUES ('account-9', 'ada@example.com', 'the hash', '["editor"]', '["orders:read"]', 1, 'password_changed', 'sid-7', 1800000000.25, 1800000001.5, 4)`,
    );
    await migratePostgresAccountStore(pool);
    const store = await createPostgresAccountStore(pool);
    expect(await store.findByEmail('ada@example.com')).toEqual(
      anAccount({
        id: 'account-9',
        passwordHash: 'the hash',
        isDisabled: true,
        pendingEnd: { reason: 'password_changed', except: 'sid-7' },
        version: 4,
      }),
    );
    expect(await store.listPending()).toHaveLength(1);
  });

  it.each(["UPDATE gemel_audit SET actor = 'system'", 'TRUNCATE gemel_audit'])(
    'lets nobody change what the audit log holds: %s',
    async (sql) => {
      const { pool } = await openDatabase();
      const store = await createPostgresAccountStore(pool);
      await store.audit.append([anAuditEntry()]);
      await expect(pool.query(sql)).rejects.toThrow('the audit log is only added to');
      expect(await store.audit.search({ order: 'newest', limit: 9 })).toEqual([anAuditEntry()]);
    },
  );

  it('asks for the migration where there is none', async () => {
    const pool = openPool(await postgres.createDatabase());
    await expect(createPostgresAccountStore(pool)).rejects.toMatchObject({
      code: 'schema_outdated',
      cause: { component: 'accounts', lacking: accountMigrations.map(({ number }) => number) },
    });
  });

  it('commits to disk whether an address was free or taken, and where the role would not wait for it (6.3.8)', async () => {
    const { url, pool } = await openDatabase();
    const lax = '-c synchronous_commit=off -c default_transaction_isolation=serializable -c default_transaction_read_only=on';
    const store = await createPostgresAccountStore(openPool(withOptions(url, lax)));
    for (const answer of ['inserted', 'taken']) {
      const { rows: before } = await pool.query<{ lsn: string }>('SELECT pg_current_wal_insert_lsn() AS lsn');
      expect(await store.insert(anAccount())).toBe(answer);
      const { rows } = await pool.query('SELECT pg_current_wal_flush_lsn() > $1::pg_lsn AS is_on_disk', [before[0]?.lsn]);
      expect(rows).toEqual([{ is_on_disk: true }]);
    }
  });

  it('says store_unavailable for a row that it did not write, without its content', async () => {
    const { pool } = await openDatabase();
    const store = await createPostgresAccountStore(pool);
    await store.insert(anAccount());
    await pool.query(`UPDATE gemel_account SET roles = '"a text"'`);
    await expect(store.findById('account-1')).rejects.toMatchObject({
      code: 'store_unavailable',
      cause: expect.not.stringContaining('a text'),
    });
  });

  it('believes no standby about a password', { timeout: 60_000 }, async () => {
    const pair = await startPostgresPair();
    onTestFinished(() => pair.stop());
    await migratePostgresAccountStore(openPool(pair.primary.url));
    await pair.replica.catchUp();
    const store = await createPostgresAccountStore(openPool(pair.replica.url));
    await expect(store.findByEmail('nobody@example.com')).rejects.toMatchObject({ code: 'store_unavailable', cause: { code: '55000' } });
  });

  it(
    'keeps what is to end where the process dies before the sessions, which lie elsewhere, have ended (F05)',
    { timeout: 60_000 },
    async () => {
      const { url, pool } = await openDatabase();
      const folder = await createTempFolder('accounts');
      onTestFinished(() => folder.remove());
      const file = `${folder.path}/sessions.db`;
      const program = fileURLToPath(new URL('change-password-child.mjs', import.meta.url));
      const child = spawn(process.execPath, [program, url, file, password, otherPassword], { stdio: ['ignore', 'pipe', 'inherit'] });
      let said = '';
      child.stdout.on('data', (text: Buffer) => (said += text.toString()));
      const [, signal] = await once(child, 'close');
      expect(signal).toBe('SIGKILL');
      const { subject, kept, other, secret } = JSON.parse(said) as Record<'subject' | 'kept' | 'other' | 'secret', string>; // the program's own words

      const database = new Database(file);
      onTestFinished(() => void database.close());
      const sessions = createSqliteStore(database);
      const gemel = await createGemel({ issuer: 'https://app.example', secret, store: sessions });
      onTestFinished(() => gemel.close());
      const standing = async (): Promise<readonly string[]> => (await gemel.listSessions(subject)).map(({ sid }) => sid).sort();
      expect(await standing()).toEqual([kept, other].sort());
      const accounts = createAccounts({ gemel, store: await createPostgresAccountStore(pool), hashing: cheapHashing });
      expect(await accounts.finishPending()).toBe(1);
      expect(await standing()).toEqual([kept]);
      expect(await accounts.finishPending()).toBe(0);
      await expect(accounts.signIn({ email: 'ada@example.com', password })).rejects.toMatchObject({ code: 'sign_in_failed' });
      await expect(accounts.signIn({ email: 'ada@example.com', password: otherPassword })).resolves.toBeDefined();
    },
  );
});
