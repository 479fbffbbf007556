/** What this process holds in memory after everything that nobody holds has been collected. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Returns bytes of the JavaScript heap, and of the arrays of numbers beside it. Collects first. */
export function usedBytesNow(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void; // what the flag exposes
  collect();
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
