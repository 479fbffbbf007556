/** The feed over HTTP, against a real server: what is asked, and what is not taken for an answer. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { NEVER } from '@gemel/protocol';
import { createHttpFeed, type HttpFeedOptions } from '@gemel/verifier';
import { afterEach, describe, expect, test } from 'vitest';
import { answerJson, createLocalServer, type LocalServer } from './support/local-server.ts';
import { aPage, aRevocation, aSid } from './support/pages.ts';
import { outcomeOf } from './support/verifier-fixture.ts';

const servers: LocalServer[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function aServer(handle: (request: IncomingMessage, response: ServerResponse) => void): Promise<LocalServer> {
  const server = await createLocalServer(handle);
  servers.push(server);
  return server;
}

const nonceOf = (request: IncomingMessage): string | null => new URL(request.url ?? '', 'http://x').searchParams.get('nonce');
const feedAt = (server: LocalServer, options: Partial<HttpFeedOptions> = {}): ReturnType<typeof createHttpFeed> =>
  createHttpFeed({ url: `${server.url}/feed`, ...options });

describe('a feed over HTTP', () => {
  test('gives the page that the server answers with, and nothing beside it', async () => {
    const page = aPage({
      entries: [aRevocation(), aRevocation({ sid: aSid(2), generation: 7 }), { kind: 'key', kid: 'k' }],
      isSnapshot: true,
      hasMore: true,
      age: 0.25,
    });
    const server = await aServer((request, response) => answerJson(response, { ...page, nonce: nonceOf(request), fromTheFuture: 1 }));
    expect(await feedAt(server).read('c0')).toEqual(page);
  });

  test('asks with cursor, seconds to wait, and a fresh nonce each time', async () => {
    const server = await aServer((request, response) => answerJson(response, { ...aPage(), nonce: nonceOf(request) }));
    const feed = createHttpFeed({ url: `${server.url}/feed?tenant=7` });
    await feed.read('a&b=c d', { waitMs: 1500 });
    await feed.read(undefined);
    const [first, second] = server.requests.map((request) => new URL(request.url ?? '', server.url).searchParams);
    expect(first?.get('after')).toBe('a&b=c d');
    expect(first?.get('wait')).toBe('1.5');
    expect(first?.get('tenant')).toBe('7');
    expect(second?.has('after')).toBe(false);
    expect(second?.get('wait')).toBe('0');
    expect(first?.get('nonce')).toMatch(/^[0-9a-f]{32}$/);
    expect(first?.get('nonce')).not.toBe(second?.get('nonce'));
    expect(server.requests[0]?.method).toBe('GET');
    expect(server.requests[0]?.headers['accept']).toBe('application/json');
  });

  test.each([
    [102.4, '0.102'],
    [0.7 * 1000, '0.7'],
    [1000 / 15, '0.066'],
    [0.0001, '0'],
  ])('spells a wait of %d ms in three decimals at most, which is what the endpoint takes', async (waitMs, spelled) => {
    const server = await aServer((request, response) => answerJson(response, { ...aPage(), nonce: nonceOf(request) }));
    await feedAt(server).read('c0', { waitMs });
    expect(new URL(server.requests[0]?.url ?? '', server.url).searchParams.get('wait')).toBe(spelled);
  });

  test('says for how long an epoch is not to be trusted yet', async () => {
    const server = await aServer((request, response) => answerJson(response, { ...aPage({ settlesIn: 2.5 }), nonce: nonceOf(request) }));
    expect((await feedAt(server).read(undefined)).settlesIn).toBe(2.5);
  });

  const malformed: readonly (readonly [string, unknown])[] = [
    ['no JSON', 'not json'],
    ['a list', []],
    ['null', 'null'],
    ['a number', '7'],
    ...['epoch', 'cursor', 'entries', 'isSnapshot', 'hasMore', 'age', 'now', 'retention', 'maxStaleness'].map(
      (name): readonly [string, unknown] => [`a page without ${name}`, { ...aPage(), [name]: undefined }],
    ),
    ...[
      ['epoch', ''],
      ['epoch', 7],
      ['epoch', 'e'.repeat(513)],
      ['cursor', null],
      ['cursor', 'c'.repeat(4097)],
      ['isSnapshot', 'true'],
      ['hasMore', 0],
      ['age', -1],
      ['age', '0'],
      ['now', 'soon'],
      ['now', -1],
      ['retention', 0],
      ['retention', -310],
      ['maxStaleness', 0],
      ['maxStaleness', '5'],
      ['settlesIn', -1],
      ['settlesIn', null],
      ['entries', {}],
      ['entries', [null]],
      ['entries', ['x']],
      ['entries', [{ kind: 'subject', subject: 'user-1' }]],
      ['entries', [{ kind: 'subject', kid: 'k' }]],
      ['entries', [{ ...aRevocation(), kind: undefined }]],
      ['entries', [aRevocation({ sid: 'short' })]],
      ['entries', [{ ...aRevocation(), sid: 7 }]],
      ['entries', [aRevocation({ generation: 0 })]],
      ['entries', [aRevocation({ generation: 1.5 })]],
      ['entries', [aRevocation({ generation: -1 })]],
      ['entries', [aRevocation({ generation: NEVER + 1 })]],
      ['entries', [{ ...aRevocation(), generation: '2' }]],
      ['entries', [{ ...aRevocation(), until: null }]],
      ['entries', [aRevocation({ until: -1 })]],
      ['entries', [{ kind: 'key', kid: '' }]],
      ['entries', [{ kind: 'key', kid: 7 }]],
      ['entries', [{ kind: 'key', kid: 'k'.repeat(257) }]],
      ['entries', [aRevocation(), { kind: 'key' }]],
    ].map(([name = '', value]): readonly [string, unknown] => [
      `${name as string} ${JSON.stringify(value).slice(0, 60)}`,
      { ...aPage(), [name as string]: value },
    ]),
  ];

  test.each(malformed)('F10 takes %s for no page', async (_title, body) => {
    const withNonce = (request: IncomingMessage): unknown =>
      typeof body === 'object' && body !== null && !Array.isArray(body) ? { ...body, nonce: nonceOf(request) } : body;
    const server = await aServer((request, response) => answerJson(response, withNonce(request)));
    expect(await outcomeOf(() => feedAt(server).read(undefined))).toBe('feed_page_malformed');
  });

  test.each([
    ['no nonce', () => undefined],
    ["another request's nonce", () => '0'.repeat(32)],
    ['a nonce in a list', (nonce: string | null) => [nonce]],
  ])('F10 takes an answer with %s for that of a cache', async (_title, change) => {
    const server = await aServer((request, response) => answerJson(response, { ...aPage(), nonce: change(nonceOf(request)) }));
    expect(await outcomeOf(() => feedAt(server).read(undefined))).toBe('feed_page_malformed');
  });

  test.each([
    ['an error', (_request: IncomingMessage, response: ServerResponse) => answerJson(response, {}, 503)],
    ['nothing new to say', (_request: IncomingMessage, response: ServerResponse) => answerJson(response, '', 204)],
    [
      'a redirect',
      (request: IncomingMessage, response: ServerResponse) => response.writeHead(302, { location: `/elsewhere${request.url}` }).end(),
    ],
    ['a broken connection', (request: IncomingMessage) => request.socket.destroy()],
    [
      'half a page',
      (_request: IncomingMessage, response: ServerResponse) => {
        response.writeHead(200, { 'content-length': 1000 });
        response.write('{"epoch"');
        setImmediate(() => response.destroy());
      },
    ],
    ['bytes that are not UTF-8', (_request: IncomingMessage, response: ServerResponse) => response.end(Buffer.from([0x22, 0xff, 0x22]))],
    ['half a character', (_request: IncomingMessage, response: ServerResponse) => response.end(Buffer.from([0x22, 0xc3]))],
    ['more than a page may take', (_request: IncomingMessage, response: ServerResponse) => response.end(`"${'x'.repeat(100_000)}"`)],
  ])('F10 is unavailable where the server has %s', async (_title, handle) => {
    const server = await aServer(handle);
    expect(await outcomeOf(() => feedAt(server, { maxBytes: 10_000 }).read(undefined))).toBe('feed_unavailable');
    expect(server.requests).toHaveLength(1);
  });

  test('does not read an endless answer to its end', async () => {
    let written = 0;
    const server = await aServer((_request, response) => {
      const pour = (): void => {
        while (!response.destroyed && written < 100_000_000) {
          written += 65_536;
          if (!response.write('x'.repeat(65_536))) return;
        }
      };
      response.on('drain', pour);
      pour();
    });
    expect(await outcomeOf(() => feedAt(server, { maxBytes: 100_000 }).read(undefined))).toBe('feed_unavailable');
    expect(written).toBeLessThan(50_000_000);
  });

  test('is given up when the reader says so', async () => {
    const aborting = new AbortController();
    const server = await aServer(() => aborting.abort());
    expect(await outcomeOf(() => feedAt(server).read(undefined, { signal: aborting.signal }))).toBe('feed_unavailable');
  });

  test('can be fetched by other means', async () => {
    const asked: string[] = [];
    const feed = createHttpFeed({
      url: 'https://app.example/feed',
      nonce: () => 'fixed',
      fetch: async (url) => {
        asked.push(url);
        return new Response(JSON.stringify({ ...aPage(), nonce: 'fixed' }));
      },
    });
    expect(await feed.read('c0')).toEqual(aPage());
    expect(asked).toEqual(['https://app.example/feed?after=c0&wait=0&nonce=fixed&partial=accept']);
  });

  test('is malformed where the answer is empty', async () => {
    const feed = createHttpFeed({ url: 'https://app.example/feed', fetch: async () => new Response(null) });
    expect(await outcomeOf(() => feed.read(undefined))).toBe('feed_page_malformed');
  });

  test.each([
    ['https://app.example/feed', {}, undefined],
    ['http://localhost:4000/feed', {}, undefined],
    ['http://127.0.0.1:4000/feed', {}, undefined],
    ['http://[::1]:4000/feed', {}, undefined],
    ['http://app.internal/feed', { allowPlainHttp: true }, undefined],
    ['http://app.internal/feed', {}, /allowPlainHttp: true/],
    ['http://localhost.thief.example/feed', {}, /https:/],
    ['http://127.0.0.1.thief.example/feed', {}, /https:/],
    ['ftp://app.example/feed', { allowPlainHttp: true }, /https:/],
    ['https://name:word@app.example/feed', {}, /user name or a password/],
    ['https://:word@app.example/feed', {}, /user name or a password/],
    ['/feed', {}, /whole https: URL/],
    [7, {}, /whole https: URL/],
  ])('at %s %j', (url, options, message) => {
    const create = (): unknown => createHttpFeed({ url: url as string, ...options });
    if (message === undefined) expect(create).not.toThrow();
    else expect(create).toThrow(message);
  });
});
