/** The header with which possession of a key is proven, as OpenAPI has it: there where a proof can be refused. RFC 9449 */
import type { ErrorCode } from '@gemel/protocol';
import type { OpenApiParameter } from './openapi-document.ts';

/** By what a proof that does not hold is refused with, and in this order: whoever asks for tokens presents none. */
const texts = [
  [
    'grant_proof_invalid',
    'A proof of possession (RFC 9449) for this request, without a nonce: tokens that are asked for with one are bound to its key, and a refresh token that is bound holds only with one by its own key.',
  ],
  [
    'proof_invalid',
    'With an access token of the scheme `DPoP`: a proof of possession (RFC 9449) by the key that it is bound to, for this request and this token (`ath`), without a nonce.',
  ],
] as const satisfies readonly (readonly [ErrorCode, string])[];

/** @param codes what the operation can be refused with */
export function proofParameters(codes: readonly ErrorCode[]): readonly OpenApiParameter[] {
  const [, description] = texts.find(([code]) => codes.includes(code)) ?? [];
  if (description === undefined) return [];
  return [{ name: 'DPoP', in: 'header', required: false, description, schema: { type: 'string' } }];
}
