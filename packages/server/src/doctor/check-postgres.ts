/** Looks at how PostgreSQL is set up: what a crash or a failover of it may lose, and what stands in the way of the feed. */
import type { Pool } from 'pg';
import { type Finding, ok, problem, warning } from './finding.ts';
import { type PostgresFacts, readPostgresFacts } from './postgres-facts.ts';

/** Seconds that a transaction may be open before the feed is read far back because of it. */
const longTransaction = 300;

export async function checkPostgres(pool: Pool, url: string): Promise<readonly Finding[]> {
  const facts = await readPostgresFacts(pool);
  return [...checkServer(facts, url), ...checkCrash(facts), ...checkFailover(facts), ...checkTransactions(facts)];
}

function checkServer({ version, isInRecovery, isReadOnly, serverPort, encoding }: PostgresFacts, url: string): readonly Finding[] {
  const findings = [ok(`PostgreSQL ${version}`)];
  if (isInRecovery) findings.push(problem('This PostgreSQL is a standby: let GEMEL_DATABASE_URL lead to the primary'));
  else if (isReadOnly)
    findings.push(problem('Transactions of this user are read-only: ALTER ROLE … SET default_transaction_read_only = off'));
  if (encoding !== 'UTF8') findings.push(problem(`The database's encoding is ${encoding}: create one with ENCODING 'UTF8'`));
  const { port, hostname } = new URL(url);
  if (hostname !== '' && serverPort !== null && serverPort !== Number(port === '' ? 5432 : port)) {
    findings.push(
      warning(
        `Something stands between: the URL says port ${port === '' ? 5432 : port}, the server says ${serverPort}. If it is a pooler in transaction mode, set GEMEL_DATABASE_POOLER=transaction`,
      ),
    );
  }
  return findings;
}

/** What PostgreSQL may lose when it, or its machine, goes down and comes back. */
function checkCrash({ fsync, fullPageWrites, synchronousCommit }: PostgresFacts): readonly Finding[] {
  const findings: Finding[] = [];
  if (!fsync) findings.push(problem('fsync is off: a crash of the machine destroys the database. ALTER SYSTEM SET fsync = on'));
  if (!fullPageWrites)
    findings.push(
      problem('full_page_writes is off: a crash of the machine may destroy the database. ALTER SYSTEM SET full_page_writes = on'),
    );
  if (synchronousCommit === 'off') {
    findings.push(
      warning(
        'synchronous_commit is off for this user: Gemel switches it on for its own changes, accounts and other programs may lose their last ones in a crash. ALTER ROLE … SET synchronous_commit = on',
      ),
    );
  }
  return findings.length > 0 ? findings : [ok('A crash loses nothing that was acknowledged (fsync, full_page_writes, synchronous_commit)')];
}

/** What is lost when a standby takes over, and whether a primary that was deposed could go on answering. */
function checkFailover({ synchronousStandbyNames, synchronousStandbys, standbys }: PostgresFacts): readonly Finding[] {
  const isSynchronous = synchronousStandbyNames !== '';
  if (isSynchronous && synchronousStandbys === 0) {
    return [
      problem(
        `synchronous_standby_names is '${synchronousStandbyNames}', but no synchronous standby is connected: every commit waits. Bring one back`,
      ),
    ];
  }
  if (isSynchronous) {
    return [
      ok(
        `Failover: ${synchronousStandbys} synchronous ${synchronousStandbys === 1 ? 'standby' : 'standbys'}; revocations are acknowledged as replicated, and a primary that was deposed cannot confirm a read`,
      ),
    ];
  }
  if (standbys === 0) return [ok('Failover: no standby is connected. Should one ever take over, set synchronous_standby_names before')];
  return [
    warning(
      `Failover: ${standbys} asynchronous ${standbys === 1 ? 'standby' : 'standbys'}. One that takes over may lack the last revocations, which hold then only because a running node announces them again; and a primary that was deposed but still runs would go on renewing leases. ALTER SYSTEM SET synchronous_standby_names = 'ANY 1 (*)', or see to it that a deposed primary is fenced off before`,
    ),
  ];
}

/** Open transactions hold up the log: it is read from the oldest one on, and cannot be trimmed. */
function checkTransactions({ oldestTransaction, preparedTransactions }: PostgresFacts): readonly Finding[] {
  const findings: Finding[] = [];
  if (oldestTransaction > longTransaction) {
    findings.push(
      warning(
        `A transaction has been open for ${Math.round(oldestTransaction / 60)} minutes: the feed is read from there each time. End it (pg_stat_activity, order by xact_start), and set idle_in_transaction_session_timeout`,
      ),
    );
  }
  if (preparedTransactions > 0) {
    findings.push(
      warning(
        `${preparedTransactions} prepared ${preparedTransactions === 1 ? 'transaction is' : 'transactions are'} older than an hour: the feed is read from there each time. COMMIT PREPARED or ROLLBACK PREPARED (pg_prepared_xacts)`,
      ),
    );
  }
  return findings;
}
