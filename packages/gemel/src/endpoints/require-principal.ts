/** The door of every endpoint that acts for a subject. */
import { GemelError } from '@gemel/protocol';
import type { AuthenticationResult, Gemel } from '../index.ts';
import type { EndpointCall } from './endpoint.ts';

/** @throws GemelError `authentication_required`, or why the credential is refused */
export async function requirePrincipal(
  gemel: Gemel,
  call: EndpointCall,
): Promise<AuthenticationResult & { readonly status: 'authenticated' }> {
  const result = await gemel.authenticate(call.facts);
  if (result.status === 'anonymous') throw new GemelError('authentication_required');
  if (result.status === 'refused') throw result.error;
  return result;
}
