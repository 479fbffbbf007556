/** Stage 3: nothing in the payload is looked at before this has passed. */
import { GemelError } from '@gemel/protocol';
import type { SignedText } from './parse-jws.ts';
import type { VerificationKey } from './verification-key.ts';

/**
 * Returns nothing where the key signed the text; a promise of that where the runtime's cryptography is asynchronous.
 *
 * @throws GemelError `token_signature_invalid`
 */
export function checkSignature({ signingInput, signature }: SignedText, key: VerificationKey): void | Promise<void> {
  const holds = key.holds(signingInput, signature);
  return typeof holds === 'boolean' ? checkHolds(holds) : holds.then(checkHolds);
}

function checkHolds(holds: boolean): void {
  if (!holds) throw new GemelError('token_signature_invalid');
}
