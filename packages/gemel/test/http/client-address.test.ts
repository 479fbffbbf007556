/** S18: an address is believed only from a hop that is trusted, and has one spelling. */
import { describe, expect, it } from 'vitest';
import { type AddressRange, parseAddressRange, readClientAddress } from '../../src/core/requests/client-address.ts';

const ranges = (...texts: readonly string[]): AddressRange[] =>
  texts.map((text) => {
    const range = parseAddressRange(text);
    if (range === undefined) throw new Error(`${text} is not a range`);
    return range;
  });
const local = ranges('127.0.0.1', '10.0.0.0/8', '2001:db8:1::/48');

const cases: readonly (readonly [
  title: string,
  remote: string | undefined,
  forwarded: string | undefined,
  trusted: AddressRange[],
  client: string | undefined,
])[] = [
  ['without a proxy the peer is the client', '192.0.2.7', undefined, local, '192.0.2.7'],
  ['an unknown peer stays unknown', undefined, '192.0.2.7', local, undefined],
  ['by default the header is not believed', '127.0.0.1', '192.0.2.7', [], '127.0.0.1'],
  ['an untrusted peer is not believed', '198.51.100.1', '192.0.2.7', local, '198.51.100.1'],
  ['a trusted peer is believed', '127.0.0.1', '192.0.2.7', local, '192.0.2.7'],
  ['a mapped trusted peer is believed', '::ffff:127.0.0.1', '192.0.2.7', local, '192.0.2.7'],
  ['the leftmost entry, which the client wrote, is not', '127.0.0.1', '203.0.113.66, 192.0.2.7', local, '192.0.2.7'],
  ['the walk goes on through trusted hops', '127.0.0.1', '203.0.113.66, 192.0.2.7, 10.1.2.3', local, '192.0.2.7'],
  ['a client within a trusted range is the leftmost', '127.0.0.1', '10.1.2.3', local, '10.1.2.3'],
  ['spaces and TABs around entries do not count', '127.0.0.1', ' 203.0.113.66 ,\t192.0.2.7\t', local, '192.0.2.7'],
  ['an entry that is no address ends the walk at the hop before', '127.0.0.1', '192.0.2.7, unknown, 10.1.2.3', local, '10.1.2.3'],
  ['an empty entry ends the walk', '127.0.0.1', '192.0.2.7, ', local, '127.0.0.1'],
  ['an empty header changes nothing', '127.0.0.1', '', local, '127.0.0.1'],
  ['a port after an IPv4 address is dropped', '127.0.0.1', '192.0.2.7:4711', local, '192.0.2.7'],
  ['brackets and port of IPv6 are dropped', '127.0.0.1', '[2001:DB8::0:1]:4711', local, '2001:db8::1'],
  ['an IPv6 range is matched by bits', '2001:db8:1:ffff::9', '192.0.2.7', local, '192.0.2.7'],
  ['an address just outside is not', '2001:db8:2::9', '192.0.2.7', local, '2001:db8:2::9'],
  ['an address above an IPv4 range is not', '11.0.0.0', '192.0.2.7', local, '11.0.0.0'],
  ['IPv6 has one spelling', '2001:0DB8:0000:0000:0000:0000:0000:00ff', undefined, [], '2001:db8::ff'],
  ['the longest run of zeros is shortened, the first of two', '2001:db8:0:0:1:0:0:1', undefined, [], '2001:db8::1:0:0:1'],
  ['one zero is not shortened', '2001:db8:0:1:1:1:1:1', undefined, [], '2001:db8:0:1:1:1:1:1'],
  ['zeros at the end are shortened', '2001:db8::', undefined, [], '2001:db8::'],
  ['all zeros are ::', '0:0:0:0:0:0:0:0', undefined, [], '::'],
  ['a mapped address is its IPv4 address', '::FFFF:C000:0207', undefined, [], '192.0.2.7'],
  ['a zone is dropped', 'fe80::1%eth0', undefined, [], 'fe80::1'],
  ['a peer that is no address is unknown', '/run/app.sock', undefined, [], undefined],
];

describe('S18 the address of a client', () => {
  it.each(cases)('%s', (_title, remote, forwarded, trusted, client) => {
    expect(readClientAddress(remote, forwarded, trusted)).toBe(client);
  });

  it.each(['0.0.0.0/0', '::/0'])('%s ends at the leftmost entry', (everyone) => {
    expect(readClientAddress('192.0.2.1', '192.0.2.3, 192.0.2.2', ranges(everyone))).toBe('192.0.2.3');
  });

  it.each([
    '127.0.0.1',
    '10.0.0.0/8',
    '0.0.0.0/0',
    '::1',
    '::/0',
    '2001:db8::/32',
    '::ffff:10.0.0.0/104',
    '1:2:3:4:5:6:7:8',
    '1:2:3:4:5:6:1.2.3.4',
  ])('reads the range %s', (text) => {
    expect(parseAddressRange(text)).toBeDefined();
  });

  it.each([
    '',
    'localhost',
    '10.0.0.1/8',
    '10.0.0.0/33',
    '10.0.0.0/08',
    '10.0.0.0/',
    '10.0.0/8',
    '010.0.0.1',
    '256.0.0.1',
    '1.2.3.4.5',
    '1.2.3',
    '0x7f.1.1.1',
    '::1/129',
    '2001:db8::1/32',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7:8::',
    ':1',
    '12345::',
    '1.2.3.4::',
    '::1.2.3',
    'fe80::1%eth0',
    'g::',
    '*',
  ])('refuses the range %j', (text) => {
    expect(parseAddressRange(text)).toBeUndefined();
  });
});
