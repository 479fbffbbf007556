/** Tries one connection to one node, without trying again, so that the first thing that is wrong is what is said. */

/** Milliseconds within which a connection must come about. */
const connectWithinMs = 5000;

/**
 * Resolves where the node answers and is what it is taken for. Rejects with what the network, Redis or the driver says.
 *
 * @param isCluster whether it must be a node of a cluster; a single Redis must not.
 */
export async function probeRedis(url: string, isCluster: boolean): Promise<void> {
  const { Redis } = await import('ioredis');
  const client = new Redis(url, {
    connectionName: 'gemel probe',
    connectTimeout: connectWithinMs,
    commandTimeout: connectWithinMs,
    lazyConnect: true,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  const errors: unknown[] = [];
  client.on('error', (error: unknown) => errors.push(error));
  try {
    await client.connect();
    await client.ping();
    if (isCluster) await client.cluster('SLOTS');
    else if (/^cluster_enabled:1/m.test(await client.info('cluster').catch(() => ''))) throw new Error('CROSSSLOT');
    // A database that does not exist is no error of any command.
    if (errors.length > 0) throw errors[0];
  } catch (error) {
    throw errors[0] ?? error;
  } finally {
    client.disconnect();
  }
}
