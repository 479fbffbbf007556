/** In which partition of a log a session lies: its `sid` says so, so that nobody has to ask. */

/** A log has at most this many: one for each character that a `sid` can begin with. */
export const MOST_PARTITIONS = 64;

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Returns the partition of a session, from 0; any text has one. */
export function partitionOf(sid: string, partitions: number): number {
  return partitions === 1 ? 0 : indexOf(sid.charCodeAt(0)) % partitions;
}

/** Returns a random `sid` changed in its first character alone, such that it lies in `partition`; what the character need not say stays random. */
export function sidInPartition(random: string, partition: number, partitions: number): string {
  const given = indexOf(random.charCodeAt(0));
  const near = given - (given % partitions) + partition;
  return alphabet.charAt(near < alphabet.length ? near : near - partitions) + random.slice(1);
}

/** Position in the alphabet of base64url (RFC 4648, section 5); for any other character some number below 64. */
function indexOf(code: number): number {
  if (code >= 97 && code <= 122) return code - 71;
  if (code >= 65 && code <= 90) return code - 65;
  if (code >= 48 && code <= 57) return code + 4;
  if (code === 45) return 62;
  return code === 95 ? 63 : code & 63;
}
