/** WebSockets and server-sent events over real sockets: who is let in, how they are closed, and what is left behind. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { createVerifier, type Verifier } from '@gemel/verifier';
import { createConnectionsOver, createLiveConnections as createLiveTokens, type LiveConnection } from '@gemel/verifier/live';
import { createGemel, type Gemel, type SessionPrincipal, type StartedSession } from 'gemel';
import { closeCodes, createLiveConnections, type EventStream, type LiveConnections } from 'gemel/adapters/live';
import { createNodeHttpAuth } from 'gemel/adapters/node-http';
import { createMemoryStore } from 'gemel/stores/memory';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RawData, WebSocket, WebSocketServer } from 'ws';

const origin = 'http://localhost:4000';
let server: Server;
let url: string;
let gemel: Gemel;
let live: LiveConnections<SessionPrincipal>;
let started: StartedSession;
let cookie: string;
const handed: string[] = [];
const sockets = new WebSocketServer({ noServer: true, maxPayload: 1024 });
const opened: { readonly socket: WebSocket; readonly connection: LiveConnection<SessionPrincipal> }[] = [];

beforeEach(async () => {
  handed.length = 0;
  opened.length = 0;
  gemel = await createGemel({ issuer: origin, secret: 'a secret for tests only, 32 and more', store: createMemoryStore() });
  live = createLiveConnections(gemel);
  server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `127.0.0.1:${(server.address() as AddressInfo).port}`; // a TCP server's address is one
  server.on(
    'upgrade',
    live.upgrade(sockets, (socket, connection) => {
      opened.push({ socket, connection });
      socket.on('message', (data: RawData) => handed.push((data as Buffer).toString()));
      socket.send(`hello ${connection.principal.subject}`);
    }),
  );
  started = await gemel.startSession({ subject: 'ada', mode: 'both' });
  cookie = `__Host-Http-gemel=${started.sessionToken ?? ''}`;
});

afterEach(async () => {
  for (const client of sockets.clients) client.terminate();
  server.closeAllConnections();
  server.close();
  await gemel.close();
});

const dial = (headers: Readonly<Record<string, string>>): WebSocket => new WebSocket(`ws://${url}/`, { headers });

async function closeOf(client: WebSocket): Promise<readonly [code: number, reason: string]> {
  const [code, reason] = (await once(client, 'close')) as [number, Buffer]; // what ws emits
  return [code, reason.toString()];
}

async function answerTo(client: WebSocket): Promise<{ readonly status: number | undefined; readonly code: unknown }> {
  const [, response] = (await once(client, 'unexpected-response')) as [unknown, IncomingMessage]; // what ws emits
  const parts: Buffer[] = [];
  for await (const part of response) parts.push(part as Buffer);
  const body: unknown = JSON.parse(Buffer.concat(parts).toString());
  return { status: response.statusCode, code: Reflect.get(Object(body), 'code') };
}

describe('a WebSocket', () => {
  it('is opened by either credential, and closed when the session ends', async () => {
    const clients = [dial({ cookie, origin }), dial({ authorization: `Bearer ${started.tokens?.accessToken ?? ''}` })];
    const hellos = await Promise.all(clients.map(async (client) => String(((await once(client, 'message')) as [Buffer])[0])));
    expect(hellos).toEqual(['hello ada', 'hello ada']);
    const closes = clients.map(closeOf);
    await gemel.revokeSession(started.session.sid);
    expect(await Promise.all(closes)).toEqual([
      [closeCodes.unauthorized, 'invalid_token'],
      [closeCodes.unauthorized, 'invalid_token'],
    ]);
    expect(live.size).toBe(0);
  });

  it('ASVS 4.4.2: is not opened with a cookie from another site, nor by one that does not say where it comes from', async () => {
    for (const headers of [{ cookie, origin: 'https://evil.example' }, { cookie, origin: 'null' }, { cookie }]) {
      expect(await answerTo(dial(headers))).toEqual({ status: 403, code: 'cross_site_refused' });
    }
    expect(await answerTo(dial({ origin }))).toEqual({ status: 401, code: 'authentication_required' });
    expect(await answerTo(dial({ cookie: `${cookie}x`, origin }))).toEqual({ status: 401, code: 'invalid_token' });
    expect([live.size, sockets.clients.size]).toEqual([0, 0]);
  });

  it('hands on nothing that comes after the end, from a client that does not close', async () => {
    const raw = connect(Number(url.split(':')[1]), '127.0.0.1');
    const lines = ['GET / HTTP/1.1', `host: ${url}`, 'connection: Upgrade', 'upgrade: websocket', 'sec-websocket-version: 13'];
    raw.write(
      `${[...lines, 'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==', `cookie: ${cookie}`, `origin: ${origin}`].join('\r\n')}\r\n\r\n`,
    );
    const say = (text: string): boolean =>
      raw.write(Buffer.concat([Buffer.from([0x81, 0x80 + text.length, 0, 0, 0, 0]), Buffer.from(text)]));
    await expect.poll(() => opened.length).toBe(1);
    say('before');
    await expect.poll(() => handed).toEqual(['before']);
    const closing = once(raw, 'data');
    await gemel.revokeSession(started.session.sid);
    await closing;
    say('after');
    // A ping that is answered shows that the text before it has been read.
    raw.write(Buffer.from([0x89, 0x80, 0, 0, 0, 0]));
    const socket = opened[0]?.socket;
    await once(socket ?? raw, 'ping');
    expect(handed).toEqual(['before']);
    raw.destroy();
  });

  it('lets go of its connection when the other side goes', async () => {
    const client = dial({ cookie, origin });
    await once(client, 'message');
    expect(live.size).toBe(1);
    client.terminate();
    await expect.poll(() => live.size).toBe(0);
    expect(opened[0]?.connection.ended.aborted).toBe(false);
  });
});

describe('a handshake that is none', () => {
  it('leaves no connection behind, though its cookie is good', async () => {
    const raw = connect(Number(url.split(':')[1]), '127.0.0.1');
    raw.write(
      [
        'GET / HTTP/1.1',
        `host: ${url}`,
        'connection: Upgrade',
        'upgrade: websocket',
        `cookie: ${cookie}`,
        `origin: ${origin}`,
        '',
        '',
      ].join('\r\n'),
    );
    const [answer] = (await once(raw, 'data')) as [Buffer]; // what a socket emits
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 400 /);
    raw.destroy();
    await expect.poll(() => live.size).toBe(0);
    expect(handed).toEqual([]);
  });
});

describe('a WebSocket whose other side goes while its credential is judged', () => {
  it('is never opened, and nothing is left of it', async () => {
    let goOn = (): void => undefined;
    const judged = new Promise<void>((resolve) => (goOn = resolve));
    const slow = createConnectionsOver({ ...gemel.live, present: async (request) => judged.then(() => gemel.live.present(request)) });
    let handshakes = 0;
    const accept = slow.upgrade(sockets, () => handshakes++);
    server.removeAllListeners('upgrade');
    const client = dial({ cookie, origin });
    client.on('error', () => undefined);
    const [request, stream, head] = (await once(server, 'upgrade')) as [IncomingMessage, Socket, Buffer]; // what node:http emits
    const accepted = accept(request, stream, head);
    const gone = once(stream, 'close');
    stream.destroy();
    await gone;
    goOn();
    await accepted;
    expect([slow.size, handshakes]).toEqual([0, 0]);
  });
});

describe('a WebSocket at a service that only verifies', () => {
  let verifier: Verifier;
  let issuerServer: Server;
  let service: Server;
  let address: string;
  let tokens: ReturnType<typeof createLiveTokens>;
  let token: string;
  let sid: string;
  let owner: Gemel;

  beforeEach(async () => {
    issuerServer = createServer().listen(0, '127.0.0.1');
    await once(issuerServer, 'listening');
    const issuer = `http://127.0.0.1:${(issuerServer.address() as AddressInfo).port}`; // a TCP server's address is one
    owner = await createGemel({ issuer, secret: 'a secret for tests only, 32 and more', store: createMemoryStore() });
    const endpoints = createNodeHttpAuth(owner).endpoints();
    issuerServer.on('request', (req, res) => endpoints(req, res) || res.writeHead(404).end());
    verifier = createVerifier({ issuer, audience: issuer });
    await verifier.ready();
    tokens = createLiveTokens(verifier);
    const bySpeech = new WebSocketServer({ noServer: true });
    const take = tokens.greet<WebSocket>((socket, { principal }) => socket.send(`hello ${principal.subject}`));
    service = createServer().listen(0, '127.0.0.1');
    service.on('upgrade', (request, stream, head) => bySpeech.handleUpgrade(request, stream, head, (socket) => void take(socket)));
    await once(service, 'listening');
    address = `ws://127.0.0.1:${(service.address() as AddressInfo).port}`; // as above
    const session = await owner.startSession({ subject: 'ada', mode: 'token' });
    token = session.tokens?.accessToken ?? '';
    sid = session.session.sid;
  });

  afterEach(async () => {
    await verifier.close();
    await owner.close();
    for (const one of [service, issuerServer]) {
      one.closeAllConnections();
      one.close();
    }
  });

  it('is opened by a token in its first message, and closed when the session ends', async () => {
    const client = new WebSocket(address);
    await once(client, 'open');
    client.send(token);
    expect(String(((await once(client, 'message')) as [Buffer])[0])).toBe('hello ada');
    const closing = closeOf(client);
    await owner.revokeSession(sid);
    expect(await closing).toEqual([closeCodes.unauthorized, 'invalid_token']);
    expect(tokens.size).toBe(0);
  });

  it('lets go of its connection when the other side goes', async () => {
    const client = new WebSocket(address);
    await once(client, 'open');
    client.send(token);
    await once(client, 'message');
    expect(tokens.size).toBe(1);
    client.terminate();
    await expect.poll(() => tokens.size).toBe(0);
  });

  it('is closed where its first message is no token', async () => {
    for (const first of ['nonsense', Buffer.from(token), `${token}x`]) {
      const client = new WebSocket(address);
      await once(client, 'open');
      client.send(first);
      expect((await closeOf(client))[0]).toBe(closeCodes.unauthorized);
    }
    expect(tokens.size).toBe(0);
  });
});

describe('a stream of server-sent events', () => {
  const read = async (response: Response, until: string): Promise<string> => {
    let text = '';
    const decoder = new TextDecoder();
    const reader = response.body?.getReader();
    while (!text.includes(until)) {
      const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
      if (done) return `${text}(end)`;
      text += decoder.decode(value);
    }
    reader?.releaseLock();
    return text;
  };

  /** The same handler over node:http and as a `Response`. */
  const carriers = {
    'node:http': (handler: (stream: EventStream<SessionPrincipal>) => void) => {
      server.on('request', live.events(handler));
      return (headers: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<Response> =>
        fetch(`http://${url}/events`, { headers, ...(signal === undefined ? {} : { signal }) });
    },
    'a Response': (handler: (stream: EventStream<SessionPrincipal>) => void) => {
      const respond = live.eventsResponse(handler);
      return (headers: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<Response> =>
        respond(new Request('http://localhost:4000/events', { headers, ...(signal === undefined ? {} : { signal }) }));
    },
  };

  describe.each(Object.entries(carriers))('over %s', (_name, carry) => {
    it('carries events, says why it ends, and takes nothing more', async () => {
      const streams: EventStream<SessionPrincipal>[] = [];
      const ask = carry((stream) => streams.push(stream));
      const response = await ask({ cookie });
      expect([response.status, response.headers.get('content-type'), response.headers.get('cache-control')]).toEqual([
        200,
        'text/event-stream',
        'no-store',
      ]);
      const [stream] = streams;
      expect(stream?.send({ event: 'order\nid: 1', id: '7\r', data: 'two\rinterlocked\r\nrings\n\nevent: forged' })).toBe(true);
      expect(await read(response, 'forged')).toBe(
        ':\n\nevent: orderid: 1\nid: 7\ndata: two\ndata: interlocked\ndata: rings\ndata: \ndata: event: forged\n\n',
      );
      const rest = read(response, '(never)');
      await gemel.revokeSession(started.session.sid);
      expect(await rest).toBe('event: ended\ndata: invalid_token\n\n(end)');
      expect([stream?.closed.aborted, stream?.send({ data: 'late' }), live.size]).toEqual([true, false, 0]);
    });

    it('is refused like any request', async () => {
      const ask = carry(() => undefined);
      const response = await ask({});
      expect([response.status, response.headers.get('content-type')]).toEqual([401, 'application/problem+json']);
      expect((await ask({ cookie: `${cookie}x` })).status).toBe(401);
    });

    it('lets go of its connection when the other side goes, or it is closed here', async () => {
      const streams: EventStream<SessionPrincipal>[] = [];
      const ask = carry((stream) => streams.push(stream));
      const leaving = new AbortController();
      await ask({ cookie }, leaving.signal);
      const closed = await ask({ cookie });
      expect(live.size).toBe(2);
      leaving.abort();
      await expect.poll(() => live.size).toBe(1);
      expect([streams[0]?.closed.aborted, streams[0]?.send({ data: 'to nobody' })]).toEqual([true, false]);
      streams[1]?.close();
      expect(await read(closed, '(never)')).toBe(':\n\n(end)');
      expect(live.size).toBe(0);
    });
  });
});
