/** A PostgreSQL with a streaming replica that can be cut off from it and promoted with what it has until then. */
import path from 'node:path';
import { createTcpProxy, type TcpProxy } from '../network/tcp-proxy.ts';
import { createTempFolder } from '../processes/temp-folder.ts';
import { waitUntil } from '../processes/wait-until.ts';
import { findPostgresPrograms } from './postgres-programs.ts';
import { type PostgresInstance, runPostgres } from './run-postgres.ts';
import { configFor, type PostgresOptions, startPostgres } from './start-postgres.ts';

export interface PostgresPairOptions extends PostgresOptions {
  /** True: a commit waits for the replica (`synchronous_standby_names`). False by default. */
  readonly isSynchronous?: boolean;
}

export interface PostgresReplica extends PostgresInstance {
  /** From here on nothing more arrives: what is written to the primary is the tail that a promotion loses. */
  cutReplication(): Promise<void>;
  /** Streams again, and resolves when everything has arrived. */
  resumeReplication(): Promise<void>;
  /** Resolves when everything that the primary has now has been replayed. */
  catchUp(): Promise<void>;
  /** Ends recovery: a new timeline begins. The old primary is told nothing, and goes on answering if it runs. */
  promote(): Promise<void>;
}

export interface PostgresPair {
  readonly primary: PostgresInstance;
  readonly replica: PostgresReplica;
  /** Ends both. */
  stop(): Promise<void>;
}

/** Starts both; resolves when the replica streams, through a proxy of its own. */
export async function startPostgresPair(options: PostgresPairOptions = {}): Promise<PostgresPair> {
  const primary = await startPostgres(options);
  const link = await createTcpProxy({ port: primary.port });
  try {
    const replica = await startReplica(primary, link, options);
    if (options.isSynchronous === true) {
      await primary.configure({ synchronous_standby_names: 'replica' });
      await waitUntil(async () => (await primary.query('SELECT sync_state FROM pg_stat_replication')) === 'sync', {
        what: 'the replica is synchronous',
      });
    }
    const stop = async (): Promise<void> => {
      await replica.stop();
      await primary.stop();
      await link.stop();
    };
    return { primary, replica, stop };
  } catch (error) {
    await primary.stop();
    await link.stop();
    throw error;
  }
}

async function startReplica(primary: PostgresInstance, link: TcpProxy, options: PostgresOptions): Promise<PostgresReplica> {
  const programs = findPostgresPrograms();
  const folder = await createTempFolder('postgres-replica', programs.user);
  const data = path.join(folder.path, 'data');
  const source = `host=127.0.0.1 port=${link.port} user=postgres application_name=replica`;
  try {
    await programs.run('pg_basebackup', [
      '-D',
      data,
      '-d',
      source,
      '--checkpoint=fast',
      '--no-sync',
      '--write-recovery-conf',
      '-X',
      'stream',
    ]);
    const recovery = { primary_conninfo: source, hot_standby: 'on', wal_retrieve_retry_interval: '100ms', hot_standby_feedback: 'on' };
    const replica = await runPostgres({ programs, folder, data, config: { ...configFor(options), ...options.config, ...recovery } });
    return withReplication(primary, replica, link);
  } catch (error) {
    await folder.remove();
    throw error;
  }
}

function withReplication(primary: PostgresInstance, replica: PostgresInstance, link: TcpProxy): PostgresReplica {
  const isStreaming = async (): Promise<boolean> => (await replica.query('SELECT status FROM pg_stat_wal_receiver')) === 'streaming';
  const catchUp = async (): Promise<void> => {
    const position = await primary.query('SELECT pg_current_wal_lsn()');
    await waitUntil(async () => (await replica.query(`SELECT pg_last_wal_replay_lsn() >= '${position}'`)) === 't', {
      what: 'the replica has caught up',
      everyMs: 50,
    });
  };
  return {
    ...replica,
    catchUp,
    async cutReplication() {
      link.refuse();
      await waitUntil(async () => !(await isStreaming()), { what: 'the replica has lost its primary', everyMs: 50 });
    },
    async resumeReplication() {
      link.resume();
      await waitUntil(isStreaming, { what: 'the replica streams', everyMs: 50 });
      await catchUp();
    },
    async promote() {
      await replica.query('SELECT pg_promote(true, 30)');
    },
  };
}
