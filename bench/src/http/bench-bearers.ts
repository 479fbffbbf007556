/** The `Authorization` headers that the peers on tokens are asked with. */
import { type BenchKeys, signBenchToken } from '../material/bench-token.ts';

export function createBearers(keys: BenchKeys, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `Bearer ${signBenchToken(keys, index)}`);
}
