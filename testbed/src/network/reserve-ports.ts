/** Ports on the loopback address for servers that must know their own before they start. */
import { randomInt } from 'node:crypto';
import dgram from 'node:dgram';
import net from 'node:net';

/**
 * Below the ports that a system lends to outgoing connections (32768 and above on Linux, 49152 on others): any connection may be given
 * one of those while its server has not yet started, or is being started again. Above 10080, to which `fetch` does not go.
 */
const firstPort = 12_000;
const endPort = 32_000;

/** Returns as many different ports as asked for; they are this process's alone, among all that reserve ports so, until it ends. */
export async function reservePorts(count: number): Promise<readonly number[]> {
  const ports: number[] = [];
  while (ports.length < count) {
    const port = randomInt(firstPort, endPort);
    if ((await claim(port)) && (await isFree(port))) ports.push(port);
  }
  return ports;
}

export async function reservePort(): Promise<number> {
  const [port = 0] = await reservePorts(1);
  return port;
}

/** Binds the datagram port of the same number, which a system gives to one process only and takes back however that process ends. */
function claim(port: number): Promise<boolean> {
  const socket = dgram.createSocket('udp4').unref();
  return new Promise((resolve, reject) => {
    socket.once('error', (error) => {
      socket.close();
      if (isInUse(error)) resolve(false);
      else reject(error);
    });
    socket.bind({ port, address: '127.0.0.1', exclusive: true }, () => resolve(true));
  });
}

/** Whether nobody listens there, of those who reserve nothing. */
function isFree(port: number): Promise<boolean> {
  const server = net.createServer();
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      if (isInUse(error)) resolve(false);
      else reject(error);
    });
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

function isInUse(error: Error): boolean {
  return Reflect.get(error, 'code') === 'EADDRINUSE';
}
