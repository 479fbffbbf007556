/** Reads what the session of a sign-in is to be held by. */
import { GemelError } from '@gemel/protocol';
import type { Gemel } from 'gemel';
import { type EndpointCall, optionalParameter, type Parameters } from 'gemel/endpoints';
import { isFromBrowser } from './check-own-origin.ts';

export interface Holding {
  readonly mode: 'cookie' | 'token';
  /** Thumbprint of the client's key, where the request proves one: the tokens are bound to it (RFC 9449, section 5). */
  readonly jkt?: string;
}

/**
 * A cookie where nothing is said; a browser's page never gets tokens.
 *
 * @throws GemelError `request_malformed`, `credential_kind_wrong`; for tokens `grant_proof_invalid`, before anything else is judged
 */
export async function readHolding(gemel: Gemel, members: Parameters, call: EndpointCall): Promise<Holding> {
  const mode = optionalParameter(members, 'mode') ?? 'cookie';
  if (mode !== 'cookie' && mode !== 'token') throw new GemelError('request_malformed', 'mode is neither cookie nor token');
  if (mode === 'cookie') return { mode };
  if (isFromBrowser(call)) throw new GemelError('credential_kind_wrong', 'a page signs in with mode cookie');
  const jkt = await gemel.proofKeyOf(call.facts);
  if (jkt !== undefined) return { mode, jkt };
  if (gemel.options.tokens.areBound) throw new GemelError('grant_proof_invalid', { why: 'there is none' });
  return { mode };
}
