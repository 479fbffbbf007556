/** `POST /oauth/token`: a refresh token for the next pair, or a session cookie for an access token. */
import { errorTable, GemelError, SESSION_GRANT } from '@gemel/protocol';
import type { Gemel, IssuedTokens, TokenRequest } from '../index.ts';
import { jsonAnswer } from './answers.ts';
import type { EndpointCall } from './endpoint.ts';
import { optionalParameter, type Parameters, readParameters, requiredParameter } from './read-parameters.ts';
import { requirePrincipal } from './require-principal.ts';

/** Sets no cookie, whatever the grant. With a proof the access token is bound to its key. @see RFC 6749, sections 5.1, 5.2 and 6; RFC 8707, section 2; RFC 9449, section 5 */
export async function answerToken(gemel: Gemel, call: EndpointCall): Promise<Response> {
  const parameters = await readParameters(call.request);
  const target = readTarget(parameters);
  const grant = requiredParameter(parameters, 'grant_type');
  const options = { ...target, jkt: await gemel.proofKeyOf(call.facts) };
  switch (grant) {
    case 'refresh_token':
      return tokenAnswer(await refresh(gemel, requiredParameter(parameters, 'refresh_token'), options));
    case SESSION_GRANT:
      return tokenAnswer(withoutRefreshToken(await exchange(gemel, call, options)));
    default:
      throw new GemelError('grant_type_unsupported');
  }
}

/** Outside, a session that has ended is a grant that no longer holds: `invalid_grant`, on which clients stop trying. */
async function refresh(gemel: Gemel, refreshToken: string, options: TokenRequest): Promise<IssuedTokens> {
  try {
    return await gemel.refresh(refreshToken, options);
  } catch (error) {
    if (error instanceof GemelError && errorTable[error.code].error === 'invalid_token')
      throw new GemelError('refresh_token_invalid', error);
    throw error;
  }
}

/** A session that changed while the cookie was being judged from memory is judged once more, by what the store holds now. */
async function exchange(gemel: Gemel, call: EndpointCall, options: TokenRequest): Promise<IssuedTokens> {
  try {
    return await mint(gemel, call, options);
  } catch (error) {
    if (error instanceof GemelError && error.code === 'token_superseded') return mint(gemel, call, options);
    throw error;
  }
}

/** Only the cookie gives a token here: an access token that could be renewed by itself would never expire. */
async function mint(gemel: Gemel, call: EndpointCall, options: TokenRequest): Promise<IssuedTokens> {
  const { principal, credential } = await requirePrincipal(gemel, call);
  if (credential !== 'cookie') throw new GemelError('credential_kind_wrong', { sid: principal.sid });
  return gemel.issueAccessToken(principal, options);
}

/** A page never receives a refresh token. */
function withoutRefreshToken({ accessToken, expiresIn, tokenType }: IssuedTokens): IssuedTokens {
  return { accessToken, expiresIn, tokenType };
}

/** `audience` and `resource` are two words for one thing; where both are given they must agree. */
function readTarget(parameters: Parameters): TokenRequest {
  const audience = optionalParameter(parameters, 'audience');
  const resource = optionalParameter(parameters, 'resource');
  if (audience !== undefined && resource !== undefined && audience !== resource) {
    throw new GemelError('request_malformed', 'audience and resource differ');
  }
  const target = audience ?? resource;
  return target === undefined ? {} : { audience: target };
}

function tokenAnswer({ accessToken, expiresIn, tokenType, refreshToken }: IssuedTokens): Response {
  const body = {
    access_token: accessToken,
    token_type: tokenType,
    expires_in: expiresIn,
    ...(refreshToken === undefined ? {} : { refresh_token: refreshToken }),
  };
  return jsonAnswer(body, { pragma: 'no-cache' });
}
