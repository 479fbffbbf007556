/** Changes a password with accounts in PostgreSQL and sessions in SQLite, and dies when the other sessions are to end. */
import { randomBytes } from 'node:crypto';
import { writeSync } from 'node:fs';
import { createAccounts } from '@gemel/accounts';
import { createPostgresAccountStore } from '@gemel/accounts/stores/postgres';
import { createGemel } from 'gemel';
import { createSqliteStore, migrateSqliteStore } from 'gemel/stores/sqlite';
import Database from 'libsql';
import pg from 'pg';

const [, , url, file, password, newPassword] = process.argv;
const database = new Database(file);
migrateSqliteStore(database);
const secret = randomBytes(32).toString('base64url');
const real = await createGemel({ issuer: 'https://app.example', secret, store: createSqliteStore(database) });
const gemel = {
  ...real,
  revokeSubject() {
    process.kill(process.pid, 'SIGKILL');
    return new Promise(() => undefined);
  },
};
const store = await createPostgresAccountStore(new pg.Pool({ connectionString: url }));
const accounts = createAccounts({ gemel, store, hashing: { memoryKiB: 64, passes: 1 } });
const email = 'ada@example.com';
await accounts.signUp({ email, password });
const { subject } = await accounts.findByEmail(email);
const kept = (await accounts.signIn({ email, password })).session.sid;
const other = (await accounts.signIn({ email, password })).session.sid;
writeSync(1, JSON.stringify({ subject, kept, other, secret }));
await accounts.changePassword({ subject, sid: kept, currentPassword: password, newPassword });
