/** What a request tells about its client: the address counts towards throttling, the rest is for the list of sessions. */
import { type AddressRange, type ClientFacts, type Gemel, parseAddressRange, readClientAddress } from 'gemel';
import type { EndpointCall } from 'gemel/endpoints';

const longestUserAgent = 512;

export function createReadClient(gemel: Gemel): (call: EndpointCall) => ClientFacts {
  const proxies = gemel.options.http.trustedProxies.map(parseAddressRange).filter((range): range is AddressRange => range !== undefined);
  return ({ facts, context }) => {
    const address = readClientAddress(context.remoteAddress, facts.header('x-forwarded-for'), proxies);
    const userAgent = facts.header('user-agent');
    return {
      ...(address === undefined ? {} : { address }),
      ...(userAgent === undefined ? {} : { userAgent: userAgent.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, longestUserAgent) }),
    };
  };
}
