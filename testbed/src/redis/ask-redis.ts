/** One question to a Redis, over a connection of its own: what the testbed itself needs, so that it brings no client. */
import net from 'node:net';
import { parseReply, type RedisReply } from './parse-reply.ts';

const patienceMs = 5000;

/** Sends one command to a Redis on the loopback address. @throws where it refuses the command, or does not answer in five seconds. */
export async function askRedis(port: number, ...command: readonly (string | number)[]): Promise<RedisReply> {
  const socket = net.connect({ host: '127.0.0.1', port, noDelay: true });
  socket.setTimeout(patienceMs, () => socket.destroy(new Error(`redis on port ${port} does not answer`)));
  try {
    return await new Promise<RedisReply>((resolve, reject) => {
      let received: Buffer = Buffer.alloc(0);
      socket.on('data', (bytes) => {
        received = Buffer.concat([received, bytes]);
        try {
          const parsed = parseReply(received);
          if (parsed !== undefined) resolve(parsed.reply);
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      });
      socket.once('error', reject);
      socket.once('close', () => reject(new Error(`redis on port ${port} closed the connection`)));
      socket.write(encode(command));
    });
  } finally {
    socket.destroy();
  }
}

function encode(command: readonly (string | number)[]): string {
  return [`*${command.length}`, ...command.flatMap((word) => [`$${Buffer.byteLength(String(word))}`, String(word)]), ''].join('\r\n');
}
