/** Compares texts in constant time; digests, which every request compares, without making a buffer. */
import { timingSafeEqual } from 'node:crypto';

/** Length of a SHA-256 digest in base64url. */
const digestLength = 43;
/** Bytes that a character takes at most, so that what is written is never cut short. */
const mostBytes = 3;

/** Returns a comparison whose buffers serve one call at a time. */
export function createTextComparison(): (left: string, right: string) => boolean {
  const leftRoom = Buffer.alloc(digestLength * mostBytes);
  const rightRoom = Buffer.alloc(digestLength * mostBytes);
  const leftDigest = leftRoom.subarray(0, digestLength);
  const rightDigest = rightRoom.subarray(0, digestLength);
  const fits = (room: Buffer, text: string): boolean => text.length === digestLength && room.write(text) === digestLength;

  return (left, right) => {
    if (fits(leftRoom, left) && fits(rightRoom, right)) return timingSafeEqual(leftDigest, rightDigest);
    const leftBytes = Buffer.from(left);
    const rightBytes = Buffer.from(right);
    return leftBytes.length === rightBytes.length && timingSafeEqual(leftBytes, rightBytes);
  };
}
