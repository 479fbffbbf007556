import net, { type AddressInfo, type Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createTcpProxy, type TcpProxy, waitUntil } from '@gemel/testbed';

interface Client {
  readonly socket: Socket;
  readonly heard: () => string;
  readonly isClosed: () => boolean;
}

async function startEcho(): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const proxy = await createTcpProxy({ port: (server.address() as AddressInfo).port });
  onTestFinished(async () => {
    await proxy.stop();
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return proxy;
}

function connect(proxy: TcpProxy): Client {
  const socket = net.connect({ host: '127.0.0.1', port: proxy.port });
  let text = '';
  let isClosed = false;
  socket.setEncoding('utf8').on('data', (part: string) => (text += part));
  socket.on('error', () => undefined).on('close', () => (isClosed = true));
  onTestFinished(() => {
    socket.destroy();
  });
  return { socket, heard: () => text, isClosed: () => isClosed };
}

async function hears(client: Client, text: string): Promise<void> {
  await waitUntil(() => client.heard() === text, { what: `hears ${text}` });
}

describe('the proxy', () => {
  test('passes bytes both ways and counts them', async () => {
    const proxy = await startEcho();
    const client = connect(proxy);
    client.socket.write('hello');
    await hears(client, 'hello');
    expect(proxy.bytes).toEqual({ toServer: 5, toClient: 5 });
    expect(proxy.connections()).toBe(1);
  });

  test('delays each direction by so much', async () => {
    const proxy = await startEcho();
    const client = connect(proxy);
    proxy.delay({ toServer: 40, toClient: 30 });
    const sent = performance.now();
    client.socket.write('late');
    await hears(client, 'late');
    expect(performance.now() - sent).toBeGreaterThanOrEqual(69);
  });

  test('holds bytes until it resumes', async () => {
    const proxy = await startEcho();
    const client = connect(proxy);
    client.socket.write('a');
    await hears(client, 'a');
    proxy.hold('toClient');
    client.socket.write('b');
    await waitUntil(() => proxy.bytes.toServer === 2, { what: 'the server has it' });
    expect(client.heard()).toBe('a');
    proxy.resume();
    await hears(client, 'ab');
  });

  test('leaves connections half-open for good; new ones work after it resumes', async () => {
    const proxy = await startEcho();
    const client = connect(proxy);
    client.socket.write('a');
    await hears(client, 'a');
    proxy.drop();
    client.socket.write('b');
    proxy.resume();
    const other = connect(proxy);
    other.socket.write('c');
    await hears(other, 'c');
    client.socket.write('d');
    other.socket.write('e');
    await hears(other, 'ce');
    expect([client.heard(), client.isClosed()]).toEqual(['a', false]);
  });

  test('cuts connections, and refuses new ones until it resumes', async () => {
    const proxy = await startEcho();
    const client = connect(proxy);
    client.socket.write('a');
    await hears(client, 'a');
    proxy.refuse();
    await waitUntil(client.isClosed, { what: 'is cut' });
    const refused = connect(proxy);
    await waitUntil(refused.isClosed, { what: 'is refused' });
    proxy.resume();
    const other = connect(proxy);
    other.socket.write('b');
    await hears(other, 'b');
    proxy.cut();
    await waitUntil(other.isClosed, { what: 'is cut' });
  });
});
