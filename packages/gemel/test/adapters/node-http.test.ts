/** What only node:http can do: half requests, raw bytes, answers begun too early; and that the hot path is quiet. */
import { once } from 'node:events';
import { createServer, IncomingMessage, ServerResponse } from 'node:http';
import { connect, Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createNodeHttpAuth, type NodeHttpAuth, type NodeHttpAuthOptions } from '../../src/adapters/node-http/index.ts';
import type { Gemel, GemelError, GemelOptions } from '../../src/index.ts';
import { COOKIE, type Host, startHost } from './host.ts';
import { listen } from './listen.ts';

const hosts: Host[] = [];
afterEach(async () => {
  for (const host of hosts.splice(0)) await host.close();
});

interface Started extends Host {
  readonly auth: NodeHttpAuth;
  readonly port: number;
}

/** A host whose application is nothing but the endpoints. */
async function start(
  options: NodeHttpAuthOptions = {},
  engine: Partial<GemelOptions> = {},
  tap: (gemel: Gemel) => Gemel = (gemel) => gemel,
): Promise<Started> {
  const seen: { auth?: NodeHttpAuth; port?: number } = {};
  const host = await startHost(async (gemel) => {
    const auth = createNodeHttpAuth(tap(gemel), options);
    const endpoints = auth.endpoints();
    const server = await listen(
      createServer((req, res) => {
        if (!endpoints(req, res)) res.writeHead(418).end();
      }),
    );
    Object.assign(seen, { auth, port: server.port });
    return server;
  }, engine);
  hosts.push(host);
  const { auth, port } = seen;
  if (auth === undefined || port === undefined) throw new Error('the host did not start');
  return { ...host, auth, port };
}

/** A request as node:http would have read it, without a connection. */
function requestWith(...headers: readonly (readonly [string, string])[]): IncomingMessage {
  const req = new IncomingMessage(new Socket());
  req.method = 'GET';
  req.url = '/';
  for (const [name, value] of headers) {
    req.headers[name] = value;
    req.rawHeaders.push(name, value);
  }
  return req;
}

describe('the node:http adapter', () => {
  it('DESIGN invariant 9: judges a known credential at once, without a promise', async () => {
    const { auth, begin } = await start();
    const { cookie, bearer, sid } = await begin();
    for (const header of [cookie, bearer]) {
      await auth.authenticate(requestWith(header));
      expect(auth.authenticate(requestWith(header))).toMatchObject({ status: 'authenticated', principal: { sid } });
      const req = requestWith(header);
      const called: unknown[] = [];
      auth.require({}, ({ principal }) => called.push(principal.sid))(req, new ServerResponse(req));
      expect(called).toEqual([sid]);
    }
  });

  it('refuses a body at the length that it announces, without waiting for it', async () => {
    const { raw } = await start();
    const head =
      'POST /oauth/token HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000000\r\n\r\n';
    expect(await raw(head)).toBe(413);
    expect(await raw(`${head}grant_type=x`)).toBe(413);
  });

  it('refuses a body that never ends, and closes the connection', async () => {
    const { port } = await start();
    const socket = connect(port, '127.0.0.1');
    socket.write('POST /oauth/token HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n');
    socket.write(`5000\r\n${'x'.repeat(0x5000)}\r\n`);
    const [data] = await once(socket, 'data');
    expect(String(data)).toMatch(/^HTTP\/1\.1 413 [^]*connection: close/i);
    await once(socket, 'end');
    socket.destroy();
  });

  it('outlives a client that goes away in the middle of its body', async () => {
    const { port, call } = await start();
    const socket = connect(port, '127.0.0.1');
    socket.write('POST /oauth/token HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"gr');
    await once(socket, 'connect');
    socket.destroy();
    expect((await call('GET', '/auth/session')).status).toBe(401);
  });

  it('stops a long poll whose client has gone', async () => {
    const polls: AbortSignal[] = [];
    const { port, gemel } = await start({}, {}, (gemel) => ({
      ...gemel,
      feed: {
        read(after, options) {
          if (options?.signal !== undefined) polls.push(options.signal);
          socket.destroy();
          return gemel.feed.read(after, options);
        },
      },
    }));
    const socket = connect(port, '127.0.0.1');
    const { cursor } = await gemel.feed.read(undefined);
    socket.write(`GET /feed?wait=4&after=${encodeURIComponent(cursor)} HTTP/1.1\r\nHost: x\r\n\r\n`);
    await once(socket, 'close');
    const [signal] = polls;
    if (signal === undefined) throw new Error('the feed was not asked');
    if (!signal.aborted) await once(signal, 'abort');
    expect(signal.aborted).toBe(true);
  });

  it('ASVS 4.1.4 refuses methods that no Request can carry', async () => {
    const { raw } = await start();
    expect(await raw('TRACE /oauth/token HTTP/1.1\r\nHost: x\r\n\r\n')).toBe(405);
  });

  it.each(['Authorization: Bearer a\x01b', 'Cookie: __Host-Http-gemel=a\x00b', 'Authorization\x20: Bearer x', ' Cookie: x=y'])(
    'S27 a header with control characters gets no further than the parser: %j',
    async (line) => {
      const { raw } = await start();
      expect(await raw(`GET /auth/session HTTP/1.1\r\nHost: x\r\n${line}\r\n\r\n`)).toBe(400);
    },
  );

  it.each(['/auth/../oauth/token', '/oauth/./token', '/oauth/token#x', 'http://evil.example/oauth/token', '*', '/oauth/token;x=y'])(
    'does not take %s for one of its paths',
    async (target) => {
      const { raw } = await start();
      expect(await raw(`POST ${target} HTTP/1.1\r\nHost: x\r\n\r\n`)).toBeGreaterThanOrEqual(400);
      expect(await raw(`OPTIONS ${target} HTTP/1.1\r\nHost: x\r\n\r\n`)).not.toBe(204);
    },
  );

  it('does not start a session whose cookie could no longer be sent', async () => {
    const { auth, gemel } = await start();
    const req = requestWith();
    const res = new ServerResponse(req);
    res.writeHead(200);
    await expect(auth.startSession(req, res, { subject: 'late' })).rejects.toMatchObject({ code: 'internal' });
    await expect(auth.endSession(req, res)).rejects.toMatchObject({ code: 'internal' });
    expect(await gemel.listSessions('late')).toEqual([]);
  });

  it('keeps the cookie over a restart of the browser where that was asked for', async () => {
    const { auth, begin } = await start({}, { cookie: { isPersistent: true }, sessions: { overallTimeout: 7200 } });
    const res = new ServerResponse(requestWith());
    auth.setCookie(res, await begin());
    expect(res.getHeader('set-cookie')).toEqual(expect.stringMatching(/; Max-Age=7200$/));
  });

  it('refuses quietly where somebody else has answered while the credential was being judged', async () => {
    const { auth } = await start();
    const req = requestWith(['cookie', `${COOKIE}=${'A'.repeat(22)}.${'A'.repeat(43)}`]);
    const res = new ServerResponse(req);
    const refused = auth.require({}, () => 'let in')(req, res);
    expect(refused).toBeInstanceOf(Promise);
    res.writeHead(503).end();
    expect(await refused).toBeUndefined();
    expect(res.statusCode).toBe(503);
  });

  it('tells the log of a fault, and only of a fault', async () => {
    const faults: GemelError[] = [];
    const { auth, whileBroken } = await start({ onFault: (error) => faults.push(error) });
    const unknown = ['cookie', `__Host-Http-gemel=${'A'.repeat(22)}.${'A'.repeat(43)}`] as const;
    const ask = async (...headers: readonly (readonly [string, string])[]): Promise<number> => {
      const req = requestWith(...headers);
      const res = new ServerResponse(req);
      await auth.require({}, () => expect.unreachable())(req, res);
      return res.statusCode;
    };
    expect(await ask()).toBe(401);
    expect(await ask(unknown)).toBe(401);
    expect(faults).toEqual([]);
    expect(await whileBroken(() => ask(unknown))).toBe(503);
    expect(faults.map(({ code }) => code)).toEqual(['store_unavailable']);
  });

  it('refuses a requirement that is none, when the guard is built', async () => {
    const { auth } = await start();
    const misspelled: Readonly<Record<string, unknown>>[] = [
      { permissions: 'x' },
      { permission: '' },
      { maxAuthAge: '300' },
      { credential: 'Cookie' },
      { role: ['admin'] },
    ];
    for (const requirement of misspelled) {
      expect(() => auth.require(requirement, () => undefined)).toThrow(expect.objectContaining({ code: 'options_invalid' }));
    }
  });

  it('S18 refuses trusted proxies that are no addresses, all at once', async () => {
    const http = { trustedProxies: ['10.0.0.0/8', 'localhost', '10.0.0.1/8'] };
    await expect(start({}, { http })).rejects.toThrow(/localhost[^]*10\.0\.0\.1\/8/);
  });
});
