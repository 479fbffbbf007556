/** A node that serves the feed over HTTP, and says which cursor is followed by how many entries and how much CPU time it has used. */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { createGemel } from 'gemel';
import { createNodeHttpAuth } from 'gemel/adapters/node-http';
import { createMemoryStore } from 'gemel/stores/memory';
import { issuer } from '../material/bench-token.ts';
import { makeEntries } from './make-entries.ts';
import type { FeedServerReady } from './start-feed-server.ts';

const counts = JSON.parse(process.argv[2] ?? '[]') as readonly number[]; // written by the process that started this one

const store = createMemoryStore();
const freshness = { maxStaleness: 30 };
const gemel = await createGemel({ issuer, secret: 'a secret of the benchmark, long enough', store, freshness });
const cursors = await writeEntries();
const answer = createNodeHttpAuth(gemel).endpoints();
const server = http.createServer((request, response) => void answer(request, response));
server.keepAliveTimeout = 0;

server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo; // a TCP server's address is one
  const ready: FeedServerReady = { port, cursors };
  process.send?.(ready);
});

process.on('message', (message) => {
  if (message === 'cpu') process.send?.(process.cpuUsage());
  if (message === 'stop') void stop();
});
process.on('disconnect', () => process.exit(0));

/** Returns for each count the cursor that so many entries follow. */
async function writeEntries(): Promise<readonly string[]> {
  const { now } = await store.find('unknown');
  const descending = counts.toSorted((left, right) => right - left);
  const found = new Map<number, string>();
  for (const [index, count] of descending.entries()) {
    found.set(count, (await store.readLog(await lastCursor())).value.cursor);
    const following = descending[index + 1] ?? 0;
    await store.announce(makeEntries(count - following, now + 600));
  }
  return counts.map((count) => found.get(count) ?? '');
}

async function lastCursor(): Promise<string> {
  let page = (await store.readLog(undefined)).value;
  while (page.hasMore) page = (await store.readLog(page.cursor)).value;
  return page.cursor;
}

async function stop(): Promise<void> {
  server.close();
  server.closeAllConnections();
  await gemel.close();
  process.disconnect?.();
}
