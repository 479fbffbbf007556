/** Reads what a request tells about its client: for the list of sessions, never for a decision. */
import { optionsError } from '@gemel/protocol';
import { type AddressRange, type ClientFacts, type Gemel, parseAddressRange, readClientAddress, type RequestFacts } from '../index.ts';

/** Browsers say less; what is longer is somebody's experiment. */
const longestUserAgent = 512;

export type ReadClientFacts = (request: RequestFacts, remoteAddress: string | undefined) => ClientFacts;

/** @throws GemelError `options_invalid` where `http.trustedProxies` holds anything but addresses and ranges */
export function createClientFacts(gemel: Gemel): ReadClientFacts {
  const proxies = parseProxies(gemel.options.http.trustedProxies);
  return (request, remoteAddress) => {
    const address = readClientAddress(remoteAddress, request.header('x-forwarded-for'), proxies);
    const userAgent = request.header('user-agent');
    return {
      ...(address === undefined ? {} : { address }),
      ...(userAgent === undefined ? {} : { userAgent: printable(userAgent).slice(0, longestUserAgent) }),
    };
  };
}

/** It is stored and shown, so it holds nothing that could break a line (S06). */
function printable(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]/g, '?');
}

function parseProxies(texts: readonly string[]): readonly AddressRange[] {
  const ranges = texts.map((text) => ({ text, range: parseAddressRange(text) }));
  const problems = ranges
    .filter(({ range }) => range === undefined)
    .map(({ text }) => `http.trustedProxies holds ${JSON.stringify(text)}: write an address or a range, such as '10.0.0.0/8' or '::1'`);
  if (problems.length > 0) throw optionsError('createGemel', problems);
  return ranges.flatMap(({ range }) => (range === undefined ? [] : [range]));
}
