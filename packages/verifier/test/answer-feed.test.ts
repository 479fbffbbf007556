/** A request for the feed, as its parameters say it; and a relay between two such, over HTTP. */
import type { FeedReadOptions, RevocationFeed } from '@gemel/protocol';
import { answerFeed, createHttpFeed, createRelay } from '@gemel/verifier';
import { describe, expect, test } from 'vitest';
import { answerJson, createLocalServer, type LocalServer } from './support/local-server.ts';
import { aPage, aRevocation } from './support/pages.ts';
import { outcomeOf } from './support/verifier-fixture.ts';

interface Asked {
  readonly after: string | undefined;
  readonly options: FeedReadOptions | undefined;
}

/** A feed that always gives the same page, and notes what it was asked. */
function aFeed(page = aPage()): RevocationFeed & { readonly asked: Asked[] } {
  const asked: Asked[] = [];
  return {
    asked,
    async read(after, options) {
      asked.push({ after, options });
      return page;
    },
  };
}

async function ask(query: string, feed = aFeed()): Promise<Asked | undefined> {
  await answerFeed(feed, new URLSearchParams(query), { longestWait: 5 });
  return feed.asked[0];
}

describe('a request for the feed', () => {
  test('asks for a snapshot at once, by nobody, where it says nothing', async () => {
    expect(await ask('')).toEqual({ after: undefined, options: { waitMs: 0 } });
    expect(await ask('after=&wait=&nonce=&reader=&stale=')).toEqual({ after: undefined, options: { waitMs: 0 } });
  });

  test('waits no longer than it may', async () => {
    expect((await ask('wait=1.25'))?.options?.waitMs).toBe(1250);
    expect((await ask('wait=60'))?.options?.waitMs).toBe(5000);
  });

  test('names its reader, one that accepts when stale, and a relay', async () => {
    expect((await ask('reader=me'))?.options?.reader).toEqual({ id: 'me', acceptsStale: false });
    expect((await ask('reader=me&stale=accept'))?.options?.reader).toEqual({ id: 'me', acceptsStale: true });
    expect((await ask('reader=me&applied='))?.options?.reader).toEqual({ id: 'me', acceptsStale: false, applied: [] });
    expect((await ask('reader=me&applied=r1,r-2'))?.options?.reader).toEqual({ id: 'me', acceptsStale: false, applied: ['r1', 'r-2'] });
    expect((await ask('applied=r1'))?.options?.reader).toBeUndefined();
  });

  test('gets its nonce back, and nothing partial where it does not say that it knows of partitions', async () => {
    expect(await answerFeed(aFeed(), new URLSearchParams('nonce=abc'), { longestWait: 5 })).toEqual({ ...aPage(), nonce: 'abc' });
    const partial = aPage({ partitions: 4, silent: [1] });
    expect(await outcomeOf(() => ask('', aFeed(partial)))).toBe('feed_unavailable');
    expect(await ask('partial=accept', aFeed(partial))).toBeDefined();
  });

  test.each([
    'after=%00',
    `after=${'c'.repeat(4097)}`,
    'after=a&after=b',
    'wait=-1',
    'wait=1e3',
    'wait=1&wait=2',
    'nonce=%3Cscript%3E',
    `nonce=${'n'.repeat(65)}`,
    'reader=a.b',
    'stale=maybe+so',
    'applied=a%20b',
    'reader=r&applied=a&applied=b',
    `applied=${'r'.repeat(4097)}`,
  ])('is malformed as %s', async (query) => {
    expect(await outcomeOf(() => ask(query))).toBe('request_malformed');
  });
});

test('a relay over HTTP names itself to the node, and says at each read that reading on confirms nothing', async () => {
  const node = aFeed(aPage({ isSnapshot: true, entries: [aRevocation()] }));
  const upstream = await serve(node);
  const relay = createRelay({ feed: createHttpFeed({ url: upstream.url, allowPlainHttp: true }) });
  const downstream = await serve(relay);
  const page = await createHttpFeed({ url: downstream.url, allowPlainHttp: true }).read(undefined, {
    reader: { id: 'verifier', acceptsStale: true },
  });
  expect(page.entries).toEqual([aRevocation()]);
  for (const server of [upstream, downstream]) await server.close();
  expect(node.asked[0]?.options?.reader).toEqual({ id: expect.stringMatching(/^[0-9a-f]{32}$/), acceptsStale: true, applied: [] });
});

function serve(feed: RevocationFeed): Promise<LocalServer> {
  return createLocalServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '', 'http://localhost');
    void answerFeed(feed, searchParams, { longestWait: 5 }).then((page) => answerJson(response, page));
  });
}
