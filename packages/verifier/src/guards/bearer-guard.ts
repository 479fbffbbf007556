/** The guard of a resource server: one bearer token, verified, and what a route requires beyond it. */
import { GemelError, problemFrom, readBearerToken } from '@gemel/protocol';
import { parseRequirement, type Requirement } from '../check-requirement.ts';
import type { Verifier } from '../create-verifier.ts';
import type { Guard, GuardOptions } from './guard.ts';

/** What a guard needs of a verifier. */
export type Authorizer = Pick<Verifier, 'authorize'>;

/**
 * Creates a guard that lets a request pass only with an access token that the verifier accepts and that meets the requirement. The
 * token comes in the `Authorization` header alone; a body or a query is not looked at.
 *
 * @throws GemelError `options_invalid` where the requirement is none
 * @see RFC 6750, sections 2.1 and 3
 */
export function createBearerGuard(verifier: Authorizer, requirement: Requirement = {}, { onFault }: GuardOptions = {}): Guard {
  const required = parseRequirement(requirement);
  const { maxAuthAge, acr } = required;
  const challenge = { ...(maxAuthAge === undefined ? {} : { maxAuthAge }), ...(acr === undefined ? {} : { acr }) };
  return {
    judge(request) {
      const authorization = request.header('authorization');
      if (authorization === undefined) throw new GemelError('authentication_required');
      return verifier.authorize(readBearerToken(authorization), required);
    },
    explain: (error) => problemFrom(error, challenge),
    onFault,
  };
}
