/** The one table of everything Gemel can refuse or fail with; documentation and HTTP answers are made from it. */

import type { ErrorCode } from './error-code.ts';

/** How an error looks from outside. `error` is the OAuth value (RFC 6749, 5.2; RFC 6750, 3.1); a `coarse` code is not told to the caller. */
export interface ErrorRow {
  readonly status: 400 | 401 | 403 | 404 | 405 | 409 | 413 | 415 | 429 | 500 | 503;
  readonly error: string;
  readonly summary: string;
  readonly coarse?: true;
}

const refusedToken = (summary: string): ErrorRow => ({ status: 401, error: 'invalid_token', summary, coarse: true });
const refusedGrant = (summary: string): ErrorRow => ({ status: 400, error: 'invalid_grant', summary, coarse: true });
const badRequest = (summary: string): ErrorRow => ({ status: 400, error: 'invalid_request', summary });
const unavailable = (summary: string): ErrorRow => ({ status: 503, error: 'temporarily_unavailable', summary });

/** Code → HTTP status, OAuth `error`, one-line summary. Below 500 is a refusal, the rest a fault. */
export const errorTable: Readonly<Record<ErrorCode, ErrorRow>> = {
  // What a token can be refused for, in the order of the verifier's stages.
  token_malformed: refusedToken('The token is not a compact JWS in canonical form.'),
  token_too_large: refusedToken('The token is longer than any token this service issues.'),
  token_type_wrong: refusedToken('The token is not an access token (typ is not at+jwt).'),
  token_algorithm_wrong: refusedToken("The token's algorithm is not the one its key is for."),
  token_critical_unknown: refusedToken('The token names a critical header parameter; none is supported.'),
  token_key_unknown: refusedToken("The token's key is not known."),
  token_key_retired: refusedToken("The token's key has been retired."),
  token_signature_invalid: refusedToken("The token's signature does not hold."),
  token_claims_invalid: refusedToken('A claim is missing or of the wrong type.'),
  token_issuer_wrong: refusedToken('The token comes from another issuer.'),
  token_audience_wrong: refusedToken('The token is for another audience.'),
  token_not_yet_valid: refusedToken('The token is from the future.'),
  token_expired: refusedToken('The token has expired: get a new one.'),
  token_superseded: refusedToken('What the session may do has changed since the token was issued: get a new one.'),
  token_inactive: refusedToken('The issuer was asked, and says that the token is not active.'),

  token_bound: refusedToken('The token is bound to a key, and came without the proof that its holder has that key.'),
  token_unbound: refusedToken('The token is bound to no key, as this needs.'),
  proof_invalid: {
    status: 401,
    error: 'invalid_dpop_proof',
    summary: 'The proof of possession is missing, was used before or does not hold for this request.',
  },

  // What a session can be refused for, by either credential.
  session_token_malformed: refusedToken('The session cookie is not in the form this service gives out.'),
  session_cookie_duplicate: refusedToken('The request carries more than one session cookie.'),
  session_unknown: refusedToken('There is no such session.'),
  session_secret_wrong: refusedToken("The session cookie's secret is not the session's."),
  session_revoked: refusedToken('The session has been ended.'),
  session_expired: refusedToken('The session has reached its inactivity or overall timeout.'),
  authorization_malformed: {
    status: 400,
    error: 'invalid_request',
    summary: 'The Authorization header is not one Bearer or DPoP credential.',
  },

  // What a refresh token can be refused for.
  refresh_token_malformed: refusedGrant('The refresh token is not in the form this service gives out.'),
  refresh_token_invalid: refusedGrant('The refresh token was not issued for this session as it stands.'),
  refresh_token_reused: refusedGrant(
    'The refresh token had been replaced, or came with the proof of another key; its session has been ended.',
  ),
  grant_proof_invalid: {
    status: 400,
    error: 'invalid_dpop_proof',
    summary: 'The proof of possession with which tokens are asked for is missing, was used before or does not hold for this request.',
  },

  // What a guard asks for beyond a valid credential.
  authentication_required: { status: 401, error: 'unauthorized', summary: 'Sign in first.' },
  authentication_too_old: {
    status: 401,
    error: 'insufficient_user_authentication',
    summary: 'Sign in again: this needs a more recent authentication.',
  },
  authentication_too_weak: {
    status: 401,
    error: 'insufficient_user_authentication',
    summary: 'Sign in again: this needs a stronger authentication.',
  },
  permission_missing: {
    status: 403,
    error: 'insufficient_scope',
    summary: 'The credential lacks a permission, role or scope that this needs.',
  },
  credential_kind_wrong: { status: 403, error: 'access_denied', summary: 'This is open to another kind of credential.' },
  impersonation_refused: {
    status: 403,
    error: 'access_denied',
    summary: 'Nobody acts as this account, or not from the session that asks.',
  },
  impersonation_limited: {
    status: 403,
    error: 'access_denied',
    summary: 'This is for the subject itself, not for whoever acts in its place.',
  },
  cross_site_refused: {
    status: 403,
    error: 'access_denied',
    summary: 'A request that changes something came with a cookie from another site, or without saying where from.',
  },

  // How people prove who they are.
  sign_in_failed: { status: 401, error: 'access_denied', summary: 'The e-mail address or the password is wrong.' },
  sign_in_throttled: {
    status: 429,
    error: 'temporarily_unavailable',
    summary: 'Too many sign-ins failed, of this account or from this place: wait before the next one.',
  },
  request_throttled: {
    status: 429,
    error: 'temporarily_unavailable',
    summary: 'Too many of these requests came from this place: wait before the next one.',
  },
  account_disabled: { status: 409, error: 'invalid_request', summary: 'The account is disabled.' },
  second_factor_failed: {
    status: 401,
    error: 'access_denied',
    summary: 'The code is wrong or was used before, or this step is no longer good.',
  },
  link_void: { status: 400, error: 'invalid_grant', summary: 'The link was used before, has expired or is no longer good.' },
  mail_throttled: {
    status: 429,
    error: 'temporarily_unavailable',
    summary: 'Too many messages were asked for: wait before the next one.',
  },
  mail_missing: { status: 409, error: 'invalid_request', summary: 'No mail server is configured, so nothing can be mailed.' },
  export_throttled: {
    status: 429,
    error: 'temporarily_unavailable',
    summary: 'The data were exported several times just now: wait before the next time.',
  },
  passkey_failed: {
    status: 401,
    error: 'access_denied',
    summary: 'The passkey was not accepted, or this step is no longer good.',
  },
  passkey_not_added: badRequest('The new passkey was not accepted, or this step is no longer good.'),
  passkey_limit_reached: { status: 409, error: 'invalid_request', summary: 'The account has as many passkeys as it can have.' },
  provider_failed: {
    status: 401,
    error: 'access_denied',
    summary: 'The sign-in elsewhere was broken off or not accepted, or this step is no longer good.',
  },
  provider_not_linked: { status: 403, error: 'access_denied', summary: 'No account here is linked with that account elsewhere.' },
  provider_taken: { status: 409, error: 'invalid_request', summary: 'That account elsewhere is linked with another account here.' },
  provider_limit_reached: {
    status: 409,
    error: 'invalid_request',
    summary: 'The account has as many links with accounts elsewhere as it can have.',
  },
  logout_token_invalid: badRequest('The logout token was not accepted.'),
  last_way_in: { status: 409, error: 'invalid_request', summary: 'Without this nobody could sign in to the account any more.' },
  email_invalid: badRequest('That is not an e-mail address.'),
  email_taken: { status: 409, error: 'invalid_request', summary: 'There is an account with that e-mail address.' },
  password_too_short: badRequest('The password is too short.'),
  password_too_long: badRequest('The password is too long.'),
  password_too_common: badRequest('The password is on the list of common passwords.'),
  password_contextual: badRequest('The password is made of the e-mail address or the name of this service.'),
  hashing_busy: unavailable('Too many sign-ins at once: try again in a moment.'),

  // What can be wrong with a call.
  client_unknown: { status: 401, error: 'invalid_client', summary: 'The client is not registered, or its secret or assertion is wrong.' },
  api_key_invalid: refusedToken('The API key is unknown, has expired or was revoked.'),
  request_malformed: badRequest('The request cannot be read.'),
  request_too_large: { status: 413, error: 'invalid_request', summary: 'The request is larger than this endpoint takes.' },
  media_type_unsupported: { status: 415, error: 'invalid_request', summary: 'The body is of a type that this endpoint does not take.' },
  method_not_allowed: { status: 405, error: 'invalid_request', summary: 'The endpoint does not take this method.' },
  not_found: { status: 404, error: 'invalid_request', summary: 'There is nothing here.' },
  grant_type_unsupported: { status: 400, error: 'unsupported_grant_type', summary: 'The grant type is not one this endpoint takes.' },
  audience_not_allowed: { status: 400, error: 'invalid_target', summary: 'No token is issued for that audience.' },
  subject_changed: {
    status: 409,
    error: 'invalid_grant',
    summary: "The subject's sessions were ended while this sign-in was under way: sign in again.",
  },
  data_conflict: { status: 409, error: 'invalid_request', summary: 'The session data has changed since it was read.' },
  data_too_large: { status: 413, error: 'invalid_request', summary: 'The session data is larger than a session may hold.' },
  token_would_be_too_large: {
    status: 500,
    error: 'server_error',
    summary: 'The access token would not fit its size budget: grant fewer roles, permissions or claims.',
  },

  // What can be wrong with a set-up; raised when something is built, never by a request.
  options_invalid: { status: 500, error: 'server_error', summary: 'Options are wrong.' },
  secret_mismatch: { status: 500, error: 'server_error', summary: 'The secret does not open what this store holds.' },
  schema_outdated: {
    status: 500,
    error: 'server_error',
    summary: 'The database needs a migration: run gemel migrate, or have the application migrate its store.',
  },
  schema_too_new: { status: 500, error: 'server_error', summary: 'The database was written by a newer version of Gemel.' },

  // Faults: we, or something we depend on.
  secret_unknown: unavailable('The refresh token names a secret that this node does not hold.'),
  view_stale: unavailable('This node has not heard from the revocation feed for too long.'),
  keys_unavailable: unavailable('The keys that tokens are checked with could not be had.'),
  store_unavailable: unavailable('The session store did not answer.'),
  store_replaced: unavailable('The database file is no longer the one that was opened: restart.'),
  feed_unavailable: unavailable('The revocation feed did not answer.'),
  feed_page_malformed: unavailable('The revocation feed answered with something that is not a page.'),
  provider_unavailable: unavailable('The provider elsewhere did not answer.'),
  shutting_down: unavailable('This node is shutting down.'),
  internal: { status: 500, error: 'server_error', summary: 'Something went wrong here.' },
};
