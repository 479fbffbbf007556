/** Where a client is, as limits count it: of an IPv6 client the half that it cannot choose, of every address one spelling, and of no address one place for all. S18 */
import { parseAddressRange } from 'gemel';

/** Two sizes of a neighbourhood. */
export interface ClientNetwork {
  /** One client: an IPv4 address, an IPv6 /64. */
  readonly address: string;
  /** Whom it shares a provider's block with: an IPv4 /24, an IPv6 /48. */
  readonly network: string;
}

/** `::ffff:0:0/96` and `64:ff9b::/96`. */
const ipv4Prefixes: readonly (readonly number[])[] = [
  [0, 0, 0, 0, 0, 0xffff],
  [0x64, 0xff9b, 0, 0, 0, 0],
];

const nowhere: ClientNetwork = { address: 'unknown', network: 'unknown' };

/**
 * Reads an address in any of its spellings; an IPv4 address is the same in its IPv6 forms (mapped, RFC 4291; translated by the well-known prefix,
 * RFC 6052). Whatever is no address, or is missing, is in one place with all others of that kind.
 */
export function clientNetwork(text: string | undefined): ClientNetwork {
  const groups = readGroups(text ?? '');
  if (groups === undefined) return nowhere;
  const [high = 0, low = 0] = groups.slice(6);
  if (isIpv4(groups)) {
    const network = `${high >> 8}.${high & 255}.${low >> 8}`;
    return { address: `${network}.${low & 255}`, network: `${network}.0/24` };
  }
  const hex = groups.map((group) => group.toString(16));
  return { address: `${hex.slice(0, 4).join(':')}::/64`, network: `${hex.slice(0, 3).join(':')}::/48` };
}

/** Returns whether two addresses are one client's, as far as can be told; of none it cannot. */
export function isSameClient(left: string | undefined, right: string | undefined): boolean {
  const { address } = clientNetwork(left);
  return address !== nowhere.address && address === clientNetwork(right).address;
}

/** A zone names an interface of this machine, and is no part of the address. */
function readGroups(text: string): readonly number[] | undefined {
  const [address = ''] = text.split('%');
  return address.includes('/') ? undefined : parseAddressRange(address)?.groups;
}

function isIpv4(groups: readonly number[]): boolean {
  return ipv4Prefixes.some((prefix) => prefix.every((group, index) => groups[index] === group));
}
