/** The guard of a resource server: one access token, verified, with its proof where it is bound to a key; and what a route requires beyond it. */
import { GemelError, isDpopScheme, problemFrom, readBearerToken, readDpopToken } from '@gemel/protocol';
import { parseRequirement, type Requirement } from '../check-requirement.ts';
import type { Verifier } from '../create-verifier.ts';
import type { Guard, GuardOptions } from './guard.ts';
import { proofChallenge } from './proof-challenge.ts';

/** What a guard needs of a verifier. One that takes no proofs must refuse where it is given a request. */
export type Authorizer = Pick<Verifier, 'authorize'> & Partial<Pick<Verifier, 'proofs'>>;

/**
 * Creates a guard that lets a request pass only with an access token that the verifier accepts and that meets the requirement. The
 * token comes in the `Authorization` header alone; a body or a query is not looked at.
 *
 * @throws GemelError `options_invalid` where the requirement is none
 * @see RFC 6750, sections 2.1 and 3; RFC 9449, section 7.1
 */
export function createBearerGuard(verifier: Authorizer, requirement: Requirement = {}, { onFault }: GuardOptions = {}): Guard {
  const required = parseRequirement(requirement);
  const { maxAuthAge, acr, isSenderConstrained = false } = required;
  const challenge = { ...(maxAuthAge === undefined ? {} : { maxAuthAge }), ...(acr === undefined ? {} : { acr }) };
  return {
    judge(request) {
      const authorization = request.header('authorization');
      if (authorization === undefined) throw new GemelError('authentication_required');
      if (verifier.proofs !== undefined && isDpopScheme(authorization))
        return verifier.authorize(readDpopToken(authorization), required, request);
      return verifier.authorize(readBearerToken(authorization), required);
    },
    explain: (error, request) =>
      problemFrom(error, { ...challenge, ...proofChallenge(verifier.proofs, error, request.header('authorization'), isSenderConstrained) }),
    onFault,
  };
}
