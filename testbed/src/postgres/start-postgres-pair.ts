/** A PostgreSQL with a streaming replica. */
import type { PostgresInstance } from './run-postgres.ts';
import { type PostgresOptions, startPostgres } from './start-postgres.ts';
import { type PostgresReplica, startPostgresReplica } from './start-postgres-replica.ts';

export interface PostgresPairOptions extends PostgresOptions {
  /** True: a commit waits for the replica. False by default. */
  readonly isSynchronous?: boolean;
}

export interface PostgresPair {
  readonly primary: PostgresInstance;
  readonly replica: PostgresReplica;
  /** Ends both. */
  stop(): Promise<void>;
}

/** Starts both; resolves when the replica streams. */
export async function startPostgresPair({ isSynchronous = false, ...options }: PostgresPairOptions = {}): Promise<PostgresPair> {
  const primary = await startPostgres(options);
  try {
    const replica = await startPostgresReplica(primary, options);
    const stop = async (): Promise<void> => {
      await replica.stop();
      await primary.stop();
    };
    if (isSynchronous) await replica.becomeSynchronous();
    return { primary, replica, stop };
  } catch (error) {
    await primary.stop();
    throw error;
  }
}
