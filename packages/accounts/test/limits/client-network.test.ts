/** Where a client is, as limits count it: no spelling of an address makes another client of it, and none is nowhere. */
import { describe, expect, it } from 'vitest';
import { clientNetwork, isSameClient } from '../../src/limits/client-network.ts';

describe('a client address (S18)', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1', '192.0.2.0/24'],
    ['::ffff:192.0.2.1', '192.0.2.1', '192.0.2.0/24'],
    ['::FFFF:C000:0201', '192.0.2.1', '192.0.2.0/24'],
    ['0:0:0:0:0:ffff:c000:201', '192.0.2.1', '192.0.2.0/24'],
    ['64:ff9b::192.0.2.1', '192.0.2.1', '192.0.2.0/24'],
    ['2001:db8:1:2::7', '2001:db8:1:2::/64', '2001:db8:1::/48'],
    ['2001:DB8:1:2:aaaa:bbbb:cccc:dddd', '2001:db8:1:2::/64', '2001:db8:1::/48'],
    ['2001:0db8:0001:0002:0000:0000:0000:0007', '2001:db8:1:2::/64', '2001:db8:1::/48'],
    ['2001:db8:1:2::7%eth0', '2001:db8:1:2::/64', '2001:db8:1::/48'],
    ['2001:db8::1', '2001:db8:0:0::/64', '2001:db8:0::/48'],
    ['::1', '0:0:0:0::/64', '0:0:0::/48'],
  ])('%s is %s, in %s', (text, address, network) => {
    expect(clientNetwork(text)).toEqual({ address, network });
  });

  it.each([
    [undefined],
    [''],
    ['unknown'],
    ['192.0.2.256'],
    ['192.0.2.01'],
    ['192.0.2.1/32'],
    ['2001:db8:::1'],
    ['192.0.2.1, 198.51.100.7'],
  ])('%j is none, and in one place with all that are none', (text) => {
    expect(clientNetwork(text)).toEqual({ address: 'unknown', network: 'unknown' });
  });
});

describe('two client addresses', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1', true],
    ['192.0.2.1', '::ffff:192.0.2.1', true],
    ['192.0.2.1', '192.0.2.2', false],
    ['2001:db8:1:2::1', '2001:DB8:1:2:aaaa:bbbb:cccc:dddd', true],
    ['2001:db8:1:2::1', '2001:db8:1:3::1', false],
    ['::ffff:192.0.2.1', '::ffff:192.0.2.2', false],
    ['', '', false],
    [undefined, undefined, false],
    ['proxy', 'proxy', false],
  ])('%s and %s are one client: %s', (left, right, isSame) => {
    expect(isSameClient(left, right)).toBe(isSame);
  });
});
