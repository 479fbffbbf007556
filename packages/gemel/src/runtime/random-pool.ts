/** Random bytes by the pool, because asking the system for a few at a time costs ten times as much. */
import { randomFillSync } from 'node:crypto';

const poolBytes = 4096;

/** Returns a function that gives base64url of that many random bytes; no byte is given out twice, and none stays in the pool. */
export function createRandomPool(): (byteLength: number) => string {
  const pool = Buffer.allocUnsafeSlow(poolBytes);
  let used = poolBytes;
  return (byteLength) => {
    if (byteLength > poolBytes) return randomFillSync(Buffer.allocUnsafeSlow(byteLength)).toString('base64url');
    if (used + byteLength > poolBytes) {
      randomFillSync(pool);
      used = 0;
    }
    const text = pool.toString('base64url', used, used + byteLength);
    pool.fill(0, used, used + byteLength);
    used += byteLength;
    return text;
  };
}
