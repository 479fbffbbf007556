/** Simulates how revocations travel from the store through nodes and relays to every verifier, and how old each one's view gets. */
import type { Costs, PageCost } from './costs.ts';
import { createEventQueue } from './event-queue.ts';
import { createLagHistogram, type LagHistogram } from './lag-histogram.ts';
import { createDelays, type Network } from './network.ts';
import { createRandom } from './seeded-random.ts';

export interface FanOut {
  readonly seed: number;
  /** Processes per tier: those with access to the store first, the verifiers last. */
  readonly tiers: readonly number[];
  /** True where the first tier passes every read on to the store, as `GET /feed` does; false where it answers from its own copy, as a relay does. */
  readonly passesReadsOn: boolean;
  /** Times in milliseconds at which entries are acknowledged, ascending. */
  readonly entries: Float64Array;
  /** Only entries acknowledged between these times are measured; the simulation ends at the second one, and lets what is under way arrive. */
  readonly measuredMs: readonly [from: number, to: number];
  readonly network: Network;
  readonly costs: Pick<Costs, 'serve' | 'read'>;
  /** Of a read in the store, on one core of it. */
  readonly storeRead: PageCost;
  readonly storeCores: number;
  /** A process that has had news asks again this long after it asked before, at the earliest: those that serve, and the verifiers. */
  readonly serverPauseMs: number;
  readonly verifierPauseMs: number;
  /** A read without news waits this long. */
  readonly waitMs: number;
  readonly pageSize: number;
}

export interface FanOutResult {
  /** Acknowledged → applied, for each entry and verifier. */
  readonly lag: LagHistogram;
  /** Acknowledged → applied by the last of the verifiers, for each entry. */
  readonly lastLag: LagHistogram;
  /** How old a verifier's view was, at most, just before each renewal of its lease. */
  readonly age: LagHistogram;
  /** Reads per second, and share of a core used by the busiest process, of the store and then of each tier. */
  readonly load: readonly { readonly readsPerSecond: number; readonly busiest: number }[];
  /** Entries not applied everywhere at the end. */
  readonly missing: number;
  readonly events: number;
}

const ARRIVE = 0;
const DONE = 1;
const RECEIVE = 2;
const EXPIRE = 3;
const SEND = 4;
const NEWS = 5;
const AT_STORE = 6;
const AT_NODE = 7;
const drainMs = 10_000;
const startSpreadMs = 200;

export function simulateFanOut(given: FanOut): FanOutResult {
  const { tiers, entries, costs, storeCores, pageSize } = given;
  const random = createRandom(given.seed);
  const delay = createDelays(given.network, random);
  const events = createEventQueue();
  const [measuredFromMs, endMs] = given.measuredMs;

  // Process 0 is the store; then the tiers in turn.
  const starts = tiers.map((_, tier) => 1 + tiers.slice(0, tier).reduce((sum, size) => sum + size, 0));
  const count = 1 + tiers.reduce((sum, size) => sum + size, 0);
  const firstVerifier = starts.at(-1) ?? 1;
  const tierOf = (id: number): number => (id === 0 ? -1 : starts.findLastIndex((start) => id >= start));
  const parents = Int32Array.from({ length: count }, (_, id) => parentOf(id));
  const isPassing = (id: number): boolean => given.passesReadsOn && id > 0 && id < (starts[1] ?? count);

  const applied = new Int32Array(count);
  const asked = new Int32Array(count);
  const sentMs = new Float64Array(count);
  const asOfMs = new Float64Array(count).fill(Number.NEGATIVE_INFINITY);
  const pageTo = new Int32Array(count);
  const pageAsOfMs = new Float64Array(count);
  const mayWait = new Uint8Array(count);
  const waits = new Int32Array(count).fill(-1);
  const isBusy = new Uint8Array(count);
  const jobUnderWay = new Int32Array(count);
  const jobs: number[][] = Array.from({ length: count }, () => []);
  const waiting: number[][] = Array.from({ length: count }, () => []);
  const busyUs = new Float64Array(count);
  const reads = new Float64Array(tiers.length + 1);
  const lag = createLagHistogram();
  const age = createLagHistogram();
  const lastAppliedMs = new Float64Array(entries.length);
  const appliedBy = new Int32Array(entries.length);
  const sampleEvery = Math.max(1, Math.ceil((entries.length * (tiers.at(-1) ?? 1)) / 30_000_000));
  let eventCount = 0;

  function parentOf(id: number): number {
    const tier = tierOf(id);
    if (tier <= 0) return 0;
    return (starts[tier - 1] ?? 0) + ((id - (starts[tier] ?? 0)) % (tiers[tier - 1] ?? 1));
  }

  const at = (list: { readonly [index: number]: number }, index: number): number => list[index] ?? 0;
  const isMeasured = (nowMs: number): boolean => nowMs >= measuredFromMs && nowMs < endMs;

  /** Whether this reader's page is taken in the store, by a node that passes the read on. */
  const isPassed = (child: number): boolean => isPassing(at(parents, child));

  function send(id: number, nowMs: number): void {
    if (nowMs > endMs && at(applied, id) === entries.length) return; // everything has arrived
    sentMs[id] = nowMs;
    asked[id] = at(applied, id);
    events.add(nowMs + delay(), ARRIVE, id);
  }

  /** Adds work to a process: positive for the answer to a child, negative for the process's own page. */
  function enqueue(id: number, job: number, nowMs: number): void {
    if (at(isBusy, id) === 1) jobs[id]?.push(job);
    else begin(id, job, nowMs);
  }

  function begin(id: number, job: number, nowMs: number): void {
    isBusy[id] = 1;
    jobUnderWay[id] = job;
    const us = job < 0 ? costUs(costs.read, at(pageTo, id) - at(applied, id)) : answerCostUs(id, job);
    if (isMeasured(nowMs)) busyUs[id] = at(busyUs, id) + us;
    events.add(nowMs + us / 1000, DONE, id);
  }

  /** Takes the page as the answer begins; a read that must wait costs about half of the answer now and half later. */
  function answerCostUs(id: number, child: number): number {
    if (isPassing(id)) return costUs(costs.serve, at(pageTo, child) - at(asked, child));
    const to = Math.min(at(applied, id), at(asked, child) + pageSize);
    pageTo[child] = to;
    if (id === 0) return costUs(given.storeRead, to - at(asked, child)) / storeCores;
    return costUs(costs.serve, to - at(asked, child)) / (to === at(asked, child) && at(mayWait, child) === 1 ? 2 : 1);
  }

  function finish(id: number, nowMs: number): void {
    const job = at(jobUnderWay, id);
    const next = jobs[id]?.shift();
    isBusy[id] = 0;
    if (next !== undefined) begin(id, next, nowMs);
    if (job < 0) fold(id, nowMs);
    else answer(id, job, nowMs);
  }

  function answer(id: number, child: number, nowMs: number): void {
    if (!isPassing(id) && at(pageTo, child) === at(asked, child) && at(mayWait, child) === 1) {
      waiting[id]?.push(child);
      waits[child] = id;
      events.add(Math.max(nowMs, at(sentMs, child) + given.waitMs), EXPIRE, child);
      if (at(applied, id) > at(asked, child)) wake(id, nowMs);
    } else events.add(nowMs + delay(), id === 0 && isPassed(child) ? AT_NODE : RECEIVE, child);
  }

  function wake(id: number, nowMs: number): void {
    const woken = waiting[id];
    if (woken === undefined || woken.length === 0) return;
    waiting[id] = [];
    for (const child of woken) if (at(waits, child) === id) askAgain(id, child, nowMs);
  }

  function askAgain(id: number, child: number, nowMs: number): void {
    waits[child] = -1;
    mayWait[child] = 0;
    if (id === 0) countStoreRead(nowMs);
    enqueue(id, child, nowMs);
  }

  function countStoreRead(nowMs: number): void {
    if (isMeasured(nowMs)) reads[0] = at(reads, 0) + 1;
  }

  function fold(id: number, nowMs: number): void {
    const from = at(applied, id);
    const to = at(pageTo, id);
    applied[id] = to;
    if (id >= firstVerifier) measure(id, from, to, nowMs);
    asOfMs[id] = Math.max(at(asOfMs, id), at(sentMs, id) - at(pageAsOfMs, id));
    if (to > from) wake(id, nowMs);
    const isFull = to - from >= pageSize;
    mayWait[id] = isFull ? 0 : 1;
    const nextMs =
      to > from && !isFull ? Math.max(nowMs, at(sentMs, id) + (id < firstVerifier ? given.serverPauseMs : given.verifierPauseMs)) : nowMs;
    if (nextMs > nowMs) events.add(nextMs, SEND, id);
    else send(id, nowMs);
  }

  function measure(id: number, from: number, to: number, nowMs: number): void {
    if (isMeasured(nowMs) && at(asOfMs, id) > 0) age.add(nowMs - at(asOfMs, id));
    for (let entry = from; entry < to; entry++) {
      lastAppliedMs[entry] = nowMs;
      appliedBy[entry] = at(appliedBy, entry) + 1;
      const ackedMs = at(entries, entry);
      if (entry % sampleEvery === 0 && ackedMs >= measuredFromMs && ackedMs < endMs) lag.add(nowMs - ackedMs);
    }
  }

  function arrive(child: number, nowMs: number): void {
    const id = at(parents, child);
    // The age of a relay's own view counts from when the request arrived; the store and whoever passes reads on is of age 0.
    pageAsOfMs[child] = id === 0 || isPassing(id) ? 0 : nowMs - at(asOfMs, id);
    const tier = tierOf(id) + 1;
    if (isMeasured(nowMs) && id !== 0) reads[tier] = at(reads, tier) + 1;
    if (isPassing(id)) return events.add(nowMs + delay(), AT_STORE, child);
    if (id === 0) countStoreRead(nowMs);
    enqueue(id, child, nowMs);
  }

  function handle(kind: number, id: number, nowMs: number): void {
    if (kind === ARRIVE) return arrive(id, nowMs);
    if (kind === DONE) return finish(id, nowMs);
    if (kind === RECEIVE) return enqueue(id, -1, nowMs);
    if (kind === SEND) return send(id, nowMs);
    if (kind === NEWS) return publish(nowMs);
    if (kind === EXPIRE) return expire(id, nowMs);
    if (kind === AT_NODE) return enqueue(at(parents, id), id, nowMs);
    countStoreRead(nowMs);
    enqueue(0, id, nowMs);
  }

  function expire(child: number, nowMs: number): void {
    const id = at(waits, child);
    // A later wait of the same reader began after this one's end had been fixed.
    if (id < 0 || nowMs < at(sentMs, child) + given.waitMs) return;
    askAgain(id, child, nowMs);
  }

  /** Entries become visible in the store, and who waits there is woken. */
  function publish(nowMs: number): void {
    while (at(applied, 0) < entries.length && at(entries, at(applied, 0)) <= nowMs) applied[0] = at(applied, 0) + 1;
    wake(0, nowMs);
    const nextMs = entries[at(applied, 0)];
    if (nextMs !== undefined) events.add(nextMs, NEWS, 0);
  }

  if (entries[0] !== undefined) events.add(entries[0], NEWS, 0);
  for (let id = 1; id < count; id++) events.add(random() * startSpreadMs, SEND, id);
  while (events.next() && events.atMs <= endMs + drainMs) {
    eventCount++;
    handle(events.kind, events.subject, events.atMs);
  }
  return summarize();

  function summarize(): FanOutResult {
    const lastLag = createLagHistogram();
    let missing = 0;
    for (let entry = 0; entry < entries.length; entry++) {
      const ackedMs = at(entries, entry);
      if (ackedMs < measuredFromMs || ackedMs >= endMs) continue;
      if (at(appliedBy, entry) < (tiers.at(-1) ?? 0)) missing++;
      else lastLag.add(at(lastAppliedMs, entry) - ackedMs);
    }
    const seconds = (endMs - measuredFromMs) / 1000;
    const ranges = [[0, 1], ...starts.map((start, tier) => [start, start + (tiers[tier] ?? 0)])];
    const load = ranges.map(([from = 0, to = 0], tier) => ({
      readsPerSecond: at(reads, tier) / seconds,
      busiest: busyUs.subarray(from, to).reduce((most, us) => Math.max(most, us), 0) / seconds / 1e6,
    }));
    return { lag, lastLag, age, load, missing, events: eventCount };
  }
}

function costUs({ baseUs, perEntryUs }: PageCost, entries: number): number {
  return baseUs + perEntryUs * entries;
}
