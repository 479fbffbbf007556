/** Keep-alive connections that present credentials in turn, each with one request under way; kept open, so that rounds can be short. */
import { once } from 'node:events';
import net, { type Socket } from 'node:net';

export interface LoadPlan {
  readonly port: number;
  /** One per request, in turn. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly connections: number;
  /** What is asked for; `/` where absent. */
  readonly target?: string;
}

export interface LoadConnections {
  /** Sends so many requests over all connections together, and resolves when all are answered. Rejects where one is not answered by 200. */
  run(requests: number): Promise<void>;
  close(): void;
}

const headEnd = '\r\n\r\n';
const rightStatus = 'HTTP/1.1 200 ';
const lengthName = /\r\ncontent-length: (\d+)/i;

export async function openConnections({ port, headers, connections, target = '/' }: LoadPlan): Promise<LoadConnections> {
  const requests = headers.map(([name, value]) => {
    return Buffer.from(
      `GET ${target} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: keep-alive\r\n${name}: ${value}${headEnd}`,
      'latin1',
    );
  });
  const sockets = await Promise.all(Array.from({ length: connections }, () => connect(port)));
  let next = 0;
  let toSend = 0;
  let toAnswer = 0;
  let settle: { resolve(): void; reject(error: Error): void } | undefined;

  const send = (socket: Socket): void => {
    if (toSend === 0) return;
    toSend--;
    const request = requests[next];
    next = next + 1 === requests.length ? 0 : next + 1;
    if (request !== undefined) socket.write(request);
  };
  const onAnswer = (socket: Socket): void => {
    toAnswer--;
    if (toAnswer === 0) settle?.resolve();
    else send(socket);
  };
  for (const socket of sockets) {
    readAnswers(socket, {
      onAnswer: () => onAnswer(socket),
      onWrong: (what) => settle?.reject(new Error(`a request was not answered by 200 but by: ${what}`)),
    });
  }
  return {
    run: (count) =>
      new Promise((resolve, reject) => {
        settle = { resolve, reject };
        toSend = count;
        toAnswer = count;
        for (const socket of sockets) send(socket);
      }),
    close: () => {
      for (const socket of sockets) socket.destroy();
    },
  };
}

async function connect(port: number): Promise<Socket> {
  const socket = net.connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.setNoDelay(true);
  return socket;
}

/** Every server here says how long its answer is. */
function readAnswers(socket: Socket, listener: { onAnswer(): void; onWrong(what: string): void }): void {
  let received = '';
  socket.on('error', (error) => listener.onWrong(error.message));
  socket.on('close', () => listener.onWrong('a closed connection'));
  socket.on('data', (chunk) => {
    received += chunk.toString('latin1');
    const end = received.indexOf(headEnd);
    if (end < 0) return;
    const length = Number(lengthName.exec(received)?.[1] ?? Number.NaN);
    if (!received.startsWith(rightStatus) || Number.isNaN(length)) return listener.onWrong(received.slice(0, end));
    if (received.length < end + headEnd.length + length) return;
    received = '';
    listener.onAnswer();
  });
}
