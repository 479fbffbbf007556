/** CLOCK_MONOTONIC in milliseconds: one clock for all processes of a machine. */

export function monotonicMs() {
  return Number(process.hrtime.bigint()) / 1e6;
}
