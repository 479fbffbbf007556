/** Ports on the loopback address that nobody listens on. */
import net, { type AddressInfo } from 'node:net';

/** Returns as many different ports as asked for; whoever is told one should take it soon. */
export async function findFreePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => net.createServer());
  try {
    await Promise.all(servers.map((server) => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))));
    return servers.map((server) => (server.address() as AddressInfo).port); // a TCP server's address is one
  } finally {
    await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  }
}

export async function findFreePort(): Promise<number> {
  const [port = 0] = await findFreePorts(1);
  return port;
}
