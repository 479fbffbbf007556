/** The frame of every node program: serves a listener on a free port and answers the lab's questions. */
import http, { type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Holdings, StoreCommands } from '../scheme.ts';
import type { NodeSetup, Question, Reply } from './node-channel.ts';

export interface NodeParts {
  readonly listener: RequestListener;
  storeCommands(): StoreCommands;
  holdings(): Promise<Holdings>;
  cutStore(isCut: boolean): void;
  /** Absent where nothing judges `exp` by a clock that can be shifted. */
  shiftClock?(seconds: number): void;
}

/** Waits for the setup, builds the node and serves it until the lab hangs up. */
export function serveNode(build: (setup: NodeSetup) => Promise<NodeParts>): void {
  process.on('disconnect', () => process.exit(0));
  process.once('message', (message) => {
    void start(message as NodeSetup, build); // the first message, by node-channel.ts
  });
}

async function start(setup: NodeSetup, build: (setup: NodeSetup) => Promise<NodeParts>): Promise<void> {
  const parts = await build(setup);
  const server = http.createServer(parts.listener);
  server.listen(0, '127.0.0.1', () => {
    const { port } = server.address() as AddressInfo; // a TCP server's address is one
    process.send?.({ port });
  });
  process.on('message', (message) => {
    void answer(message as Question, parts); // every later message, by node-channel.ts
  });
}

async function answer(question: Question, parts: NodeParts): Promise<void> {
  const reply: Reply = { id: question.id, value: await act(question, parts) };
  process.send?.(reply);
}

async function act({ ask, value }: Question, parts: NodeParts): Promise<unknown> {
  if (ask === 'storeCommands') return parts.storeCommands();
  if (ask === 'holdings') return parts.holdings();
  if (ask === 'cutStore') return parts.cutStore(value === true);
  parts.shiftClock?.(Number(value));
  return parts.shiftClock !== undefined;
}
