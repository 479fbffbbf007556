/** Leads whoever is signed in, but not well or recently enough, to the page that asks again, and back. */
import type { GemelError } from '@gemel/protocol';
import type { PageContext } from '../page-context.ts';

export const stepUpPath = '/step-up';

/** Returns where to go for a refusal that proving anew mends; undefined for every other error. A form is led back to its page: nothing is sent twice unasked. */
export function stepUpFor(context: PageContext, { code, cause }: GemelError): string | undefined {
  if (code !== 'authentication_too_old' && code !== 'authentication_too_weak') return undefined;
  const { method, path, url } = context.req;
  const next = method === 'GET' ? path + new URL(url).search : path;
  const acr: unknown = typeof cause === 'object' && cause !== null ? Reflect.get(cause, 'acr') : undefined;
  return `${stepUpPath}?${new URLSearchParams({ ...(typeof acr === 'string' ? { acr } : {}), next }).toString()}`;
}
