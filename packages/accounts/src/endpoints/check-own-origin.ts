/** Keeps other sites from signing a visitor in or up behind the visitor's back (login CSRF). F16 */
import { GemelError } from '@gemel/protocol';
import { checkRequestOrigin, type Gemel } from 'gemel';
import type { EndpointCall } from 'gemel/endpoints';
import { isForm } from 'gemel/endpoints';

/** Whether the request shows that a browser's page or form made it; every browser of the last years sends one of the two with a POST. */
export function isFromBrowser({ facts }: EndpointCall): boolean {
  return facts.header('sec-fetch-site') !== undefined || facts.header('origin') !== undefined;
}

/**
 * Refuses what comes from another site, or from a browser that does not say from where.
 *
 * A request without `Sec-Fetch-Site`, without `Origin` and without any cookie is a program's, and passes if its body is JSON: a page of
 * another site cannot send that without a preflight, which names its origin. A form is what such a page can send, so it needs the proof.
 *
 * @throws GemelError `cross_site_refused`
 */
export function checkOwnOrigin(gemel: Gemel, call: EndpointCall): void {
  if (!isFromBrowser(call) && call.facts.header('cookie') === undefined) {
    if (isForm(call.request)) throw new GemelError('cross_site_refused', 'a form says neither Sec-Fetch-Site nor Origin');
    return;
  }
  const { issuer, http } = gemel.options;
  checkRequestOrigin(call.facts, [new URL(issuer).origin, ...http.allowedOrigins]);
}
