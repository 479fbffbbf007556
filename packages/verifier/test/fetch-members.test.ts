/** What every fetch of the verifier takes for an answer: keys, metadata, the feed and introspection all come through it. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { fetchMembers } from '../src/fetch-members.ts';

const request = { maxBytes: 1000, signal: AbortSignal.timeout(10_000) };

describe('fetchMembers', () => {
  it.each([201, 203, 206, 299])('takes no %i for an answer, whatever its body says', async (status) => {
    const answered = fetchMembers(async () => new Response('{"keys":[]}', { status }), 'https://app.example/jwks', request);
    await expect(answered).rejects.toThrow(`answered ${status}`);
  });

  it.each([301, 302, 303, 307, 308])('follows no redirect (%i), and asks for no address that nobody configured', async (status) => {
    const asked: (string | undefined)[] = [];
    const server = createServer(({ url }, response) => {
      asked.push(url);
      if (url === '/jwks') response.writeHead(status, { location: '/elsewhere' }).end();
      else response.end('{"keys":[]}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo; // a server that listens on a port has one
    try {
      await expect(fetchMembers(fetch, `http://127.0.0.1:${port}/jwks`, request)).rejects.toThrow(`answered ${status}`);
      expect(asked).toEqual(['/jwks']);
    } finally {
      server.close();
      server.closeAllConnections();
    }
  });
});
