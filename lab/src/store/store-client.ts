/** A node's connection to the shared store; counts what it sends, and can be cut. */
import { once } from 'node:events';
import net from 'node:net';
import { createInterface } from 'node:readline';
import type { Holdings, StoreCommands } from '../scheme.ts';
import type { StoreQuestion, StoreReply } from './store-protocol.ts';

export interface StoreClient {
  get(key: string): Promise<string | null>;
  set(key: string, value: string): Promise<void>;
  /** Records activity. */
  touch(key: string): Promise<void>;
  delete(key: string): Promise<void>;
  commands(): StoreCommands;
  /** Not counted: the lab asks, no request does. */
  holdings(): Promise<Holdings>;
  cut(isCut: boolean): void;
}

export async function connectStore(port: number): Promise<StoreClient> {
  const socket = net.connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.setNoDelay(true);
  const waiting = new Map<number, (reply: StoreReply) => void>();
  let lastId = 0;
  let asked = 0;
  let isCut = false;
  createInterface({ input: socket }).on('line', (line) => {
    const reply = JSON.parse(line) as StoreReply; // from the lab's own store
    waiting.get(reply.id)?.(reply);
    waiting.delete(reply.id);
  });

  const send = (question: Omit<StoreQuestion, 'id'>): Promise<StoreReply> => {
    const id = ++lastId;
    return new Promise((resolve) => {
      waiting.set(id, resolve);
      socket.write(`${JSON.stringify({ id, ...question })}\n`);
    });
  };
  const ask = async (question: Omit<StoreQuestion, 'id'>): Promise<StoreReply> => {
    asked++;
    if (isCut) throw new Error('the store cannot be reached');
    return send(question);
  };

  return {
    get: async (key) => (await ask({ command: 'get', key })).value,
    set: async (key, value) => void (await ask({ command: 'set', key, value })),
    touch: async (key) => void (await ask({ command: 'touch', key })),
    delete: async (key) => void (await ask({ command: 'delete', key })),
    commands: () => ({ asked, background: 0 }),
    holdings: async () => (await send({ command: 'measure' })).holdings ?? { records: 0, bytes: 0 },
    cut: (shallBeCut) => {
      isCut = shallBeCut;
    },
  };
}
