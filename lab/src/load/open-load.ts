/** Keep-alive connections to nodes, each with one request under way, that present credentials in turn; bare, so that they cost little beside what is measured. */
import { once } from 'node:events';
import net, { type Socket } from 'node:net';
import type { Credential } from '../fleet/credential.ts';

export interface LoadPlan {
  readonly ports: readonly number[];
  readonly credentials: readonly Pick<Credential, 'headers'>[];
  /** To all nodes together. */
  readonly connections: number;
}

export interface LoadResult {
  readonly requests: number;
  readonly seconds: number;
  /** Milliseconds of each request, in rising order. */
  readonly latenciesMs: readonly number[];
  /** Requests that were answered by something else than 200. */
  readonly refused: number;
}

export interface Load {
  /** For so many milliseconds, or so many requests. */
  run(amount: { readonly ms: number } | { readonly requests: number }): Promise<LoadResult>;
  close(): void;
}

const headEnd = '\r\n\r\n';

/** Longer than any request that is still of interest. */
const patienceMs = 15_000;

export async function openLoad({ ports, credentials, connections }: LoadPlan): Promise<Load> {
  const requests = credentials.map(spellRequest);
  const opened = Array.from({ length: connections }, (_, index) => connect(ports[index % ports.length] ?? 0));
  const sockets = await Promise.all(opened);
  let next = 0;
  let onAnswer: (socket: Socket, isAccepted: boolean) => void = () => undefined;
  for (const socket of sockets) readAnswers(socket, (isAccepted) => onAnswer(socket, isAccepted));

  const send = (socket: Socket): void => {
    const request = requests[next];
    next = (next + 1) % requests.length;
    if (request !== undefined) socket.write(request);
  };
  return {
    run: (amount) =>
      new Promise((resolve, reject) => {
        if (sockets.some(({ destroyed }) => destroyed)) return reject(new Error('a node has closed an idle connection: open them anew'));
        const latenciesMs: number[] = [];
        const sentAt = new Map<Socket, number>();
        const began = performance.now();
        const endsAt = 'ms' in amount ? began + amount.ms : Infinity;
        let left = 'requests' in amount ? amount.requests : Infinity;
        let refused = 0;
        const waiting = setTimeout(
          () => reject(new Error('a node left requests without an answer')),
          ('ms' in amount ? amount.ms : 0) + patienceMs,
        );
        const sendNext = (socket: Socket): void => {
          if (left <= 0 || performance.now() >= endsAt) {
            sentAt.delete(socket);
            if (sentAt.size > 0) return;
            clearTimeout(waiting);
            const seconds = (performance.now() - began) / 1000;
            resolve({ requests: latenciesMs.length, seconds, refused, latenciesMs: latenciesMs.toSorted((one, other) => one - other) });
            return;
          }
          left--;
          sentAt.set(socket, performance.now());
          send(socket);
        };
        onAnswer = (socket, isAccepted) => {
          if (!sentAt.has(socket)) return; // closed while nothing was under way
          latenciesMs.push(performance.now() - (sentAt.get(socket) ?? began));
          if (!isAccepted) refused++;
          if (socket.destroyed) {
            sentAt.delete(socket);
            left = 0;
          }
          sendNext(socket);
        };
        for (const socket of sockets) if (left > 0) sendNext(socket);
      }),
    close: () => {
      for (const socket of sockets) socket.destroy();
    },
  };
}

function spellRequest({ headers }: Pick<Credential, 'headers'>): Buffer {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`GET /whoami HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: keep-alive\r\n${lines.join('')}\r\n`, 'latin1');
}

async function connect(port: number): Promise<Socket> {
  const socket = net.connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  return socket;
}

/** Every node here says how long its answer is. */
function readAnswers(socket: Socket, onAnswer: (isAccepted: boolean) => void): void {
  let received = '';
  socket.on('error', () => undefined);
  socket.on('close', () => onAnswer(false));
  socket.on('data', (chunk) => {
    received += chunk.toString('latin1');
    const end = received.indexOf(headEnd);
    if (end < 0) return;
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(received)?.[1] ?? 0);
    if (received.length < end + headEnd.length + length) return;
    const isAccepted = received.startsWith('HTTP/1.1 200 ');
    received = '';
    onAnswer(isAccepted);
  });
}
