/** The options of the endpoints, and what of them cannot be seen through a server. */
import { createMemoryStore } from 'gemel/stores/memory';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createGemel, type Gemel } from '../../src/index.ts';
import { createEndpoints } from '../../src/endpoints/index.ts';

let gemel: Gemel;
beforeAll(async () => {
  gemel = await createGemel({
    issuer: 'https://app.example',
    secret: 'a secret for tests only, 32 and more',
    store: createMemoryStore(),
    freshness: { maxStaleness: 0.2 },
  });
});
afterAll(() => gemel.close());

const signOut = (): Request =>
  new Request('https://app.example/auth/sign-out', {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: '',
  });

describe('the options of the endpoints', () => {
  it.each(['/', '/signed-out', '/a/b?c=d#e'])('take %j as the place after a sign-out', async (afterSignOut) => {
    const answer = await createEndpoints(gemel, { afterSignOut }).handle(signOut());
    expect([answer?.status, answer?.headers.get('location')]).toEqual([303, afterSignOut]);
  });

  it.each([
    '',
    'signed-out',
    '//evil.example',
    '/\\evil.example',
    'https://evil.example',
    '/\t/evil.example',
    '/a\r\nset-cookie: x=y',
    '/a\\b',
    '/ä',
  ])('S29 refuse %j as the place after a sign-out', (afterSignOut) => {
    expect(() => createEndpoints(gemel, { afterSignOut })).toThrow(expect.objectContaining({ code: 'options_invalid' }));
  });

  it('ASVS 14.3.1 can have a sign-out clear what the browser keeps', async () => {
    expect((await createEndpoints(gemel, { mustClearSiteData: true }).handle(signOut()))?.headers.get('clear-site-data')).toBe(
      '"cache", "storage"',
    );
    expect((await createEndpoints(gemel).handle(signOut()))?.headers.has('clear-site-data')).toBe(false);
  });

  it('give a page with silent partitions only to a reader that says it knows of them: an older one would take it for all of the log', async () => {
    const partly: Gemel['feed'] = {
      read: async (after, options) => ({ ...(await gemel.feed.read(after, options)), partitions: 2, silent: [1] }),
    };
    const endpoints = createEndpoints({ ...gemel, feed: partly });
    expect((await endpoints.handle(new Request('https://app.example/feed')))?.status).toBe(503);
    const answer = await endpoints.handle(new Request('https://app.example/feed?partial=accept'));
    expect(await answer?.json()).toMatchObject({ silent: [1] });
  });

  it('let a long poll wait no longer than the bound on staleness, and no longer than its client', async () => {
    const waits: (number | undefined)[] = [];
    const signals: (AbortSignal | undefined)[] = [];
    const tapped: Gemel = {
      ...gemel,
      feed: {
        read: (after, options) => {
          waits.push(options?.waitMs);
          signals.push(options?.signal);
          return gemel.feed.read(after, options);
        },
      },
    };
    const endpoints = createEndpoints(tapped);
    for (const wait of ['', '0', '0.05', '9999']) await endpoints.handle(new Request(`https://app.example/feed?wait=${wait}`));
    expect(waits).toEqual([0, 0, 50, 200]);
    const client = new AbortController();
    await endpoints.handle(new Request('https://app.example/feed', { signal: client.signal }));
    client.abort();
    expect(signals.at(-1)?.aborted).toBe(true);
  });
});
