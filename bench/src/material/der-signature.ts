/** An ES256 signature in the form that `crypto.verify` takes fastest. */
import { Buffer } from 'node:buffer';

const half = 32;

/** r and s as a DER sequence of two integers. */
export function derOf(raw: Buffer): Buffer {
  const der = Buffer.allocUnsafe(2 + 2 * (2 + 1 + half));
  const end = writeInteger(der, writeInteger(der, 2, raw.subarray(0, half)), raw.subarray(half));
  der[0] = 0x30;
  der[1] = end - 2;
  return der.subarray(0, end);
}

/** Returns where the next one begins. */
function writeInteger(der: Buffer, start: number, bytes: Buffer): number {
  let first = 0;
  while (first < half - 1 && bytes[first] === 0) first++;
  let next = start + 2;
  if ((bytes[first] ?? 0) > 127) der[next++] = 0;
  next += bytes.copy(der, next, first);
  der[start] = 2;
  der[start + 1] = next - start - 2;
  return next;
}
