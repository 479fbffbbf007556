/** Shows that this primary can still commit with its synchronous standby: one that was deposed can answer reads, but not that. */
import { GemelError, type Seconds } from '@gemel/protocol';
import { createJoinNext } from '../../core/ports/join-next.ts';
import { createPostgresConnection, type PostgresStatement } from './postgres-connection.ts';
import type { PostgresPool } from './postgres-pool.ts';
import { readText } from '../stored-row.ts';

export interface PostgresFence {
  /**
   * Runs a read whose first row says whether there is a standby; where one is needed, resolves once a commit that began after the call is
   * with it, so that no other primary had taken over when the read was sent.
   *
   * @throws GemelError `store_unavailable`
   */
  around(read: () => Promise<readonly unknown[]>): Promise<readonly unknown[]>;
  /** Gives up what is under way. */
  close(): void;
}

export interface PostgresFenceParts {
  readonly pool: PostgresPool;
  /** After which a caller waits no more; the commit may go on. */
  readonly timeoutMs: number;
  readonly isPrepared: boolean;
  /** True: reads fail where no standby is synchronous. False: none is fenced. Undefined: they are where the commits of revocations wait. */
  readonly fencedReads: boolean | undefined;
}

/** Writes nothing but the commit itself, which waits as that of a revocation does. */
const HEARTBEAT: PostgresStatement = {
  name: 'gemel_heartbeat',
  text: `
    SELECT set_config('synchronous_commit',
        CASE WHEN current_setting('synchronous_commit') IN ('off', 'local') THEN 'on' ELSE current_setting('synchronous_commit') END, true),
      pg_logical_emit_message(true, 'gemel', '')::text, pg_postmaster_start_time()::text AS server`,
};

/** Seconds: PostgreSQL does not end a wait for a standby when its client has gone, so there is never more than one, and it is left alone. */
const LONGEST_WAIT: Seconds = 60;

export function createPostgresFence({ pool, timeoutMs, isPrepared, fencedReads }: PostgresFenceParts): PostgresFence {
  const closing = new AbortController();
  const connection = createPostgresConnection(pool, { timeoutMs: LONGEST_WAIT * 1000, signal: closing.signal, isPrepared });
  const join = createJoinNext(beat);
  let wasNeeded = false;

  /** Resolves to the server that committed: after a failover the pool may lead to another one than the read's. */
  async function beat(): Promise<string> {
    const { value, isCutShort } = await connection.run(HEARTBEAT);
    if (isCutShort) throw unfenced('The wait for the standby was broken off.');
    return readText(value[0], 'server');
  }

  function pass(): Promise<string> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(unfenced('The synchronous standby did not answer.')), timeoutMs);
      join()
        .finally(() => clearTimeout(timer))
        .then(resolve, reject);
    });
  }

  return {
    async around(read) {
      if (fencedReads === false) return read();
      const early = wasNeeded ? pass() : undefined;
      // Looked at below; where the read fails first, nobody does.
      early?.catch(() => undefined);
      const rows = await read();
      const hasStandby = readText(rows[0], 'has_standby') === 't';
      if (fencedReads === true && !hasStandby) throw unfenced('No standby is synchronous (synchronous_standby_names).');
      wasNeeded = hasStandby && (fencedReads === true || readText(rows[0], 'level') !== 'local');
      if (wasNeeded && (await (early ?? pass())) !== readText(rows[0], 'server'))
        throw unfenced('Another server than the one that was read confirmed.');
      return rows;
    },
    close: () => closing.abort(),
  };
}

function unfenced(reason: string): GemelError {
  return new GemelError('store_unavailable', { code: undefined, reason });
}
