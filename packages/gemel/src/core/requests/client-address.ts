/** Tells a client's address from those of the proxies before this server, none of whose claims are believed unless they are trusted. */

/** An address as eight groups of 16 bits; IPv4 is held as its mapped form, so that both spellings are one address (S18). */
type Groups = readonly number[];

/** A range of addresses. */
export interface AddressRange {
  readonly groups: readonly number[];
  /** Leading bits that count, of 128. */
  readonly bits: number;
}

/**
 * Returns the address of the client in one canonical spelling, or `undefined` where the transport has none.
 *
 * `X-Forwarded-For` is walked from the right, and only as long as the address that reported an entry is trusted. An entry that is not
 * an address ends the walk: the last known hop stands for the client.
 *
 * @param remoteAddress the transport's peer.
 * @param forwardedFor the header as received; where it came several times, joined with `, `.
 * @param trustedProxies none by default: then the header is never read.
 */
export function readClientAddress(
  remoteAddress: string | undefined,
  forwardedFor: string | undefined,
  trustedProxies: readonly AddressRange[],
): string | undefined {
  let known = remoteAddress === undefined ? undefined : parseAddress(remoteAddress);
  if (known === undefined) return undefined;
  let end = forwardedFor === undefined ? 0 : forwardedFor.length;
  while (forwardedFor !== undefined && end > 0 && isWithin(known, trustedProxies)) {
    const comma = forwardedFor.lastIndexOf(',', end - 1);
    const hop = parseAddress(withoutPort(forwardedFor.slice(comma + 1, end).trim()));
    if (hop === undefined) break;
    known = hop;
    end = comma;
  }
  return formatAddress(known);
}

/** Reads an address or a CIDR range (RFC 4632, RFC 4291). Returns `undefined` for anything else, and for a range with bits outside its prefix. */
export function parseAddressRange(text: string): AddressRange | undefined {
  const slash = text.indexOf('/');
  const address = slash === -1 ? text : text.slice(0, slash);
  const groups = address.includes('%') ? undefined : parseAddress(address);
  if (groups === undefined) return undefined;
  if (slash === -1) return { groups, bits: 128 };
  const prefix = text.slice(slash + 1);
  if (!/^(?:0|[1-9][0-9]{0,2})$/.test(prefix)) return undefined;
  const bits = Number(prefix) + (address.includes(':') ? 0 : 96);
  if (bits > 128) return undefined;
  const isAligned = groups.every((group, index) => (group & ~maskOf(bits, index) & 0xffff) === 0);
  return isAligned ? { groups, bits } : undefined;
}

/** The bits of group `index` that a prefix of `bits` covers. */
function maskOf(bits: number, index: number): number {
  const covered = Math.min(16, Math.max(0, bits - index * 16));
  return (0xffff << (16 - covered)) & 0xffff;
}

function isWithin(address: Groups, ranges: readonly AddressRange[]): boolean {
  return ranges.some(({ groups, bits }) => address.every((group, index) => ((group ^ (groups[index] ?? 0)) & maskOf(bits, index)) === 0));
}

/** Some proxies add the port: `192.0.2.1:4711`, `[2001:db8::1]:4711`. */
function withoutPort(text: string): string {
  const bracketed = /^\[([^\]]*)\](?::[0-9]{1,5})?$/.exec(text);
  if (bracketed !== null) return bracketed[1] ?? '';
  return /^[0-9.]+:[0-9]{1,5}$/.test(text) ? text.slice(0, text.indexOf(':')) : text;
}

function parseAddress(text: string): Groups | undefined {
  if (text.length > 64) return undefined;
  if (!text.includes(':')) {
    const tail = parseIpv4(text);
    return tail === undefined ? undefined : [0, 0, 0, 0, 0, 0xffff, ...tail];
  }
  return parseIpv6(text);
}

/** Two groups of a dotted decimal without leading zeros, or `undefined`. */
function parseIpv4(text: string): Groups | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^(?:0|[1-9][0-9]{0,2})$/.test(part) && Number(part) < 256)) return undefined;
  const [a = 0, b = 0, c = 0, d = 0] = parts.map(Number);
  return [a * 256 + b, c * 256 + d];
}

function parseIpv6(text: string): Groups | undefined {
  const zone = text.indexOf('%');
  const halves = (zone === -1 ? text : text.slice(0, zone)).split('::');
  if (halves.length > 2) return undefined;
  const [head, tail] = [parseGroups(halves[0] ?? '', halves.length === 1), parseGroups(halves[1] ?? '', true)];
  if (head === undefined || tail === undefined) return undefined;
  if (halves.length === 1) return head.length === 8 ? head : undefined;
  const missing = 8 - head.length - tail.length;
  return missing < 1 ? undefined : [...head, ...Array.from({ length: missing }, () => 0), ...tail];
}

/** Groups between colons; the last may be a dotted IPv4 address where the text ends the whole address. */
function parseGroups(text: string, isLast: boolean): Groups | undefined {
  if (text === '') return [];
  const groups: number[] = [];
  const parts = text.split(':');
  for (const [index, part] of parts.entries()) {
    if (/^[0-9A-Fa-f]{1,4}$/.test(part)) {
      groups.push(Number.parseInt(part, 16));
      continue;
    }
    const embedded = isLast && index === parts.length - 1 ? parseIpv4(part) : undefined;
    if (embedded === undefined) return undefined;
    groups.push(...embedded);
  }
  return groups;
}

/** Dotted decimal for IPv4 and its mapped form; RFC 5952 for the rest. */
function formatAddress(groups: Groups): string {
  if (groups[5] === 0xffff && groups.slice(0, 5).every((group) => group === 0)) {
    return groups
      .slice(6)
      .flatMap((group) => [group >> 8, group & 255])
      .join('.');
  }
  const { start, length } = longestZeroRun(groups);
  const hex = groups.map((group) => group.toString(16));
  if (length < 2) return hex.join(':');
  return `${hex.slice(0, start).join(':')}::${hex.slice(start + length).join(':')}`;
}

function longestZeroRun(groups: Groups): { readonly start: number; readonly length: number } {
  let best = { start: 0, length: 0 };
  for (let start = 0; start < 8; start++) {
    let length = 0;
    while (start + length < 8 && groups[start + length] === 0) length++;
    if (length > best.length) best = { start, length };
  }
  return best;
}
