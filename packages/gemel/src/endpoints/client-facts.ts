/** Reads what a request tells about its client: for the list of sessions, and to slow down guessing; never to let anybody in. */
import { type AddressRange, type ClientFacts, type Gemel, parseAddressRange, readClientAddress, type RequestFacts } from '../index.ts';

/** Browsers say less; what is longer is somebody's experiment. */
const longestUserAgent = 512;

export type ReadClientFacts = (request: RequestFacts, remoteAddress: string | undefined) => ClientFacts;

/** Returns how client facts are read behind the trusted proxies of the options. */
export function createClientFacts(gemel: Gemel): ReadClientFacts {
  const proxies: readonly AddressRange[] = gemel.options.http.trustedProxies.flatMap((text) => parseAddressRange(text) ?? []);
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
