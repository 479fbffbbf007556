/** A PostgreSQL that streams from another, and can be cut off from it and promoted with what it has until then. */
import path from 'node:path';
import { createTcpProxy, type TcpProxy } from '../network/tcp-proxy.ts';
import { createTempFolder } from '../processes/temp-folder.ts';
import { waitUntil } from '../processes/wait-until.ts';
import { findPostgresPrograms } from './postgres-programs.ts';
import { type PostgresInstance, runPostgres } from './run-postgres.ts';
import { configFor, type PostgresOptions } from './start-postgres.ts';

export interface PostgresReplica extends PostgresInstance {
  /** From here on nothing more arrives: what is written to the primary is the tail that a promotion loses. */
  cutReplication(): Promise<void>;
  /** Streams again, and resolves when everything has arrived. */
  resumeReplication(): Promise<void>;
  /** Resolves when everything that the primary has now has been replayed. */
  catchUp(): Promise<void>;
  /** Ends recovery: a new timeline begins. The old primary is told nothing, and goes on answering if it runs. */
  promote(): Promise<void>;
  /** Lets commits of the primary wait for this replica (`synchronous_standby_names`); resolves when they do. */
  becomeSynchronous(): Promise<void>;
}

/** Starts a replica that streams through a proxy of its own; resolves when it has everything. */
export async function startPostgresReplica(primary: PostgresInstance, options: PostgresOptions = {}): Promise<PostgresReplica> {
  const programs = findPostgresPrograms();
  const link = await createTcpProxy({ port: primary.port });
  const folder = await createTempFolder('postgres-replica', programs.user);
  const data = path.join(folder.path, 'data');
  const source = `host=127.0.0.1 port=${link.port} user=postgres application_name=replica`;
  const recovery = { primary_conninfo: source, wal_retrieve_retry_interval: '100ms', synchronous_standby_names: '' };
  const backup = ['-D', data, '-d', source, '--checkpoint=fast', '--no-sync', '--write-recovery-conf', '-X', 'stream'];
  try {
    await programs.run('pg_basebackup', backup);
    const replica = await runPostgres({ programs, folder, data, config: { ...configFor(options), ...options.config, ...recovery } });
    const replication = replicationOf(primary, replica, link);
    await replication.resumeReplication();
    const stop = async (): Promise<void> => {
      await replica.stop();
      await link.stop();
    };
    return { ...replica, ...replication, stop };
  } catch (error) {
    await folder.remove();
    await link.stop();
    throw error;
  }
}

function replicationOf(
  primary: PostgresInstance,
  replica: PostgresInstance,
  link: TcpProxy,
): Omit<PostgresReplica, keyof PostgresInstance> {
  const isStreaming = async (): Promise<boolean> => (await replica.query('SELECT status FROM pg_stat_wal_receiver')) === 'streaming';
  const catchUp = async (): Promise<void> => {
    const position = await primary.query('SELECT pg_current_wal_lsn()');
    await waitUntil(async () => (await replica.query(`SELECT pg_last_wal_replay_lsn() >= '${position}'`)) === 't', {
      what: 'the replica has caught up',
      everyMs: 50,
    });
  };
  return {
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
    async becomeSynchronous() {
      await primary.configure({ synchronous_standby_names: 'replica' });
      await waitUntil(async () => (await primary.query('SELECT sync_state FROM pg_stat_replication')) === 'sync', {
        what: 'the replica is synchronous',
        everyMs: 50,
      });
    },
  };
}
