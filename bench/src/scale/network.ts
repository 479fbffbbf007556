/** How long a message is under way in the simulated network. */

export interface Network {
  readonly medianMs: number;
  readonly p99Ms: number;
  /** Share of messages that have to be sent again, and what that costs. */
  readonly lost: number;
  readonly resendMs: number;
}

const tableSize = 65_536;
/** The 99th percentile of a normal distribution with deviation 1. */
const z99 = 2.326;

/** Returns a source of delays in milliseconds: log-normal, with losses; drawn from a table, since millions are needed. */
export function createDelays(network: Network, random: () => number): () => number {
  const deviation = Math.log(network.p99Ms / network.medianMs) / z99;
  const table = Float64Array.from({ length: tableSize }, () => {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    return network.medianMs * Math.exp(deviation * normal) + (random() < network.lost ? network.resendMs : 0);
  });
  return () => table[Math.floor(random() * tableSize)] ?? 0;
}
