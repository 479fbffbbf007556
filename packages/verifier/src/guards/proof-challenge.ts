/** Whether a refusal asks for a proof of possession: where one came, is required, or is what was lacking. */
import { type GemelError, isAboutProof, isDpopScheme, type StepUpChallenge } from '@gemel/protocol';
import type { ProofTerms } from '../dpop/dpop.ts';

/**
 * Returns what a challenge says of proofs; nothing where none are taken, or a bearer token would do.
 *
 * @param isRequired whether this route asks for one, whatever the others do.
 * @see RFC 9449, sections 7.1 and 7.2
 */
export function proofChallenge(
  terms: ProofTerms | undefined,
  error: GemelError,
  authorization: string | undefined,
  isRequired: boolean = false,
): Pick<StepUpChallenge, 'proofAlgorithms'> {
  const isAsked = isRequired || terms?.isRequired || isAboutProof(error) || (authorization !== undefined && isDpopScheme(authorization));
  return terms !== undefined && isAsked ? { proofAlgorithms: terms.algorithms } : {};
}
