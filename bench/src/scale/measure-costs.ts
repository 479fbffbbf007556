/** Measures on this machine what the simulation is fed with, by the code that a node and a verifier run. */
import { gzipSync } from 'node:zlib';
import { createHttpFeed, createView, systemClock } from '@gemel/verifier';
import { figureOf } from '../figure.ts';
import { openConnections } from '../http/load-connections.ts';
import { usedBytesNow } from '../material/used-bytes.ts';
import type { Costs, PageCost } from './costs.ts';
import { makeEntries } from './make-entries.ts';
import { type FeedServer, startFeedServer } from './start-feed-server.ts';

const few = 1;
const many = 1000;
const counts = [0, few, many];
const rounds = 15;
const connections = 16;

/** Takes about fifteen seconds. */
export async function measureCosts(): Promise<Costs> {
  const server = await startFeedServer(counts);
  try {
    const serve = await measurePages(async (index, times) => measureServing(server, index, times));
    const read = await measurePages(async (index, times) => measureReading(server, index, times));
    return { serve, read, ...(await measureBytes(server)), floorBytes: measureFloorBytes(100_000), start100kMs: await measureStart() };
  } finally {
    await server.stop();
  }
}

/** Fits a line through pages of one entry and of a thousand. */
async function measurePages(measure: (index: number, times: number) => Promise<number>): Promise<PageCost> {
  const small: number[] = [];
  const large: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const isMeasured = round >= 3;
    const [one, thousand] = [await measure(1, 600), await measure(2, 60)];
    if (isMeasured) small.push(one);
    if (isMeasured) large.push(thousand);
  }
  const perEntryUs = (figureOf(large).median - figureOf(small).median) / (many - few);
  return { baseUs: round1(figureOf(small).median - perEntryUs), perEntryUs: Number(perEntryUs.toFixed(2)) };
}

function targetOf(server: FeedServer, index: number): string {
  return `/feed?after=${server.cursors[index] ?? ''}&wait=0&nonce=0123456789abcdef0123456789abcdef`;
}

async function measureServing(server: FeedServer, index: number, times: number): Promise<number> {
  const load = await openConnections({
    port: server.port,
    headers: [['accept', 'application/json']],
    connections,
    target: targetOf(server, index),
  });
  await load.run(connections);
  const before = await server.cpuUs();
  await load.run(times);
  const usedUs = (await server.cpuUs()) - before;
  load.close();
  return usedUs / times;
}

async function measureReading(server: FeedServer, index: number, times: number): Promise<number> {
  const feed = createHttpFeed({ url: `http://127.0.0.1:${server.port}/feed` });
  const view = createView({ clock: systemClock, maxStaleness: 5 });
  const before = process.cpuUsage();
  for (let count = 0; count < times; count++) {
    const sending = { monotonicMs: systemClock.monotonicMs(), wallMs: systemClock.wallMs() };
    view.apply(await feed.read(server.cursors[index]), sending);
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / times;
}

async function measureBytes(server: FeedServer): Promise<Pick<Costs, 'pageBytes' | 'entryBytes' | 'gzippedEntryBytes'>> {
  const fetchPage = async (index: number): Promise<Buffer> => {
    const response = await fetch(`http://127.0.0.1:${server.port}${targetOf(server, index)}`);
    return Buffer.from(await response.arrayBuffer());
  };
  const [empty, full] = [await fetchPage(0), await fetchPage(2)];
  return {
    pageBytes: empty.length,
    entryBytes: round1((full.length - empty.length) / many),
    gzippedEntryBytes: round1((gzipSync(full).length - gzipSync(empty).length) / many),
  };
}

/** Memory of a real view, the names of the sessions included, after everything else has been collected. */
export function measureFloorBytes(count: number): number {
  const view = createView({ clock: systemClock, maxStaleness: 5 });
  const before = usedBytesNow();
  const now = systemClock.wallMs() / 1000;
  let sentMs = systemClock.monotonicMs();
  for (let done = 0; done < count; done += 1000) {
    // As they come from the network: each text on its own, held by nothing else.
    const entries = JSON.stringify(makeEntries(1000, now + 600));
    const page = { epoch: 'e', cursor: String(done), isSnapshot: done === 0, hasMore: false, age: 0, now, retention: 310, maxStaleness: 5 };
    view.apply({ ...page, entries: JSON.parse(entries) }, { monotonicMs: sentMs, wallMs: systemClock.wallMs() });
    sentMs = systemClock.monotonicMs();
  }
  return round1((usedBytesNow() - before) / view.status().entries);
}

/** From nothing to a complete view of 100,000 entries, over HTTP. */
async function measureStart(): Promise<number> {
  const server = await startFeedServer([100_000]);
  try {
    const feed = createHttpFeed({ url: `http://127.0.0.1:${server.port}/feed` });
    const took: number[] = [];
    for (let round = 0; round < 5; round++) {
      const view = createView({ clock: systemClock, maxStaleness: 5 });
      const began = systemClock.monotonicMs();
      for (;;) {
        const sending = { monotonicMs: systemClock.monotonicMs(), wallMs: systemClock.wallMs() };
        const page = await feed.read(view.cursor);
        view.apply(page, sending);
        if (!page.hasMore) break;
      }
      took.push(systemClock.monotonicMs() - began);
    }
    return Math.round(figureOf(took).median);
  } finally {
    await server.stop();
  }
}

function round1(value: number): number {
  return Math.round(value * 10) / 10;
}
