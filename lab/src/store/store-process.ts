/** The shared store of the schemes that need one: a Map in a process of its own, asked by lines of JSON over a loopback socket. */
import net, { type AddressInfo, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { StoreQuestion, StoreReply } from './store-protocol.ts';

const records = new Map<string, string>();

const server = net.createServer((socket) => {
  socket.setNoDelay(true);
  socket.on('error', () => socket.destroy());
  createInterface({ input: socket }).on('line', (line) => reply(socket, line));
});

server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo; // a TCP server's address is one
  process.send?.({ port });
});
process.on('disconnect', () => process.exit(0));

function reply(socket: Socket, line: string): void {
  const question = JSON.parse(line) as StoreQuestion; // from the lab's own client
  const answer: StoreReply = { id: question.id, ...act(question) };
  socket.write(`${JSON.stringify(answer)}\n`);
}

function act({ command, key = '', value = '' }: StoreQuestion): Omit<StoreReply, 'id'> {
  if (command === 'set') records.set(key, value);
  if (command === 'delete') records.delete(key);
  if (command === 'measure') {
    const bytes = [...records].reduce((sum, [name, record]) => sum + name.length + record.length, 0);
    return { value: null, holdings: { records: records.size, bytes } };
  }
  return { value: records.get(key) ?? null };
}
