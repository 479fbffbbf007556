/** One token's verdict as one line of JSON. */
import { GemelError, toGemelError } from '@gemel/protocol';
import type { TokenVerifier } from '@gemel/verifier';
import { printableJson } from './printable-json.ts';

/** A verdict. */
export interface Verdict {
  readonly isValid: boolean;
  /** `{"valid":true,"revocation":"not asked","kid":…,"claims":{…}}`, or `{"valid":false,"code":…,"message":…}`; never the token. */
  readonly line: string;
}

/** Resolves to the verdict on a token, a fault's code included: what could not be judged is not valid. */
export async function judgeToken(token: string, verifier: TokenVerifier): Promise<Verdict> {
  try {
    const { claims, kid } = await verifier.verify(token);
    return { isValid: true, line: printableJson({ valid: true, revocation: 'not asked', kid, claims }) };
  } catch (error) {
    const { code, message, cause } = toGemelError(error);
    return { isValid: false, line: printableJson({ valid: false, code, message, claim: claimOf(cause) }) };
  }
}

function claimOf(cause: unknown): unknown {
  return cause instanceof GemelError || typeof cause !== 'object' || cause === null || !('claim' in cause) ? undefined : cause.claim;
}
