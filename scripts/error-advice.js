/** What to do about each error, for docs/errors.md; a code without advice, or advice without a code, fails the check. */

const NEW_TOKEN = 'Get a new access token (`POST /oauth/token`) and repeat the request.';
const SIGN_IN = 'Let the subject sign in again.';
const NOT_OURS = 'Send the token as it was issued. Where it was, look for something on the way that changes it.';
const LATER = 'Repeat the request after `Retry-After`; the credential itself may be good.';

/** @type {Readonly<Record<string, string>>} */
export const errorAdvice = {
  token_malformed: NOT_OURS,
  token_too_large: 'Send the token that was issued. Raise `tokens.maxBytes` in issuer and verifier alike, if your tokens need it.',
  token_type_wrong: 'Send the access token, not a refresh token, an ID token or a token of another kind.',
  token_algorithm_wrong: 'Get a new token. Where every token is refused so, give the verifier the algorithm that the issuer signs with.',
  token_critical_unknown: 'Send a token that Gemel issued.',
  token_key_unknown: 'Get a new token. Where every token is refused so, look at the JWKS URL that the verifier was given.',
  token_key_retired: 'Get a new token; the key was retired on purpose.',
  token_signature_invalid: NOT_OURS,
  token_claims_invalid: 'Send a token that Gemel issued.',
  token_issuer_wrong: "Give the verifier the issuer's URL exactly as it stands in `iss`.",
  token_audience_wrong: 'Ask for a token for this audience, or add the audience to the verifier.',
  token_not_yet_valid: 'Set the clocks: that of the issuer or that of the verifier is wrong by more than the tolerance.',
  token_expired: NEW_TOKEN,
  token_superseded: NEW_TOKEN,
  token_inactive: NEW_TOKEN,
  token_bound:
    'Write `Authorization: DPoP <token>`, with a proof by the key that the token was asked for with in the header `DPoP`. A service that takes such tokens gives its verifier `dpop`.',
  token_unbound:
    'Ask for a token with a proof of possession, and present it by the scheme DPoP; or take `isRequired`, or `isSenderConstrained`, away.',
  proof_invalid:
    'Make a new proof for each request: its method, its URL as the client writes it without the query, the time, a new `jti`, and `ath` of this token. Where every one is refused, compare the `url` that the service was given with the one that clients use; the log says what was wrong.',
  session_token_malformed: SIGN_IN,
  session_cookie_duplicate: 'The cookies are cleared with the answer: sign in again. Look at who else sets a cookie of this name.',
  session_unknown: SIGN_IN,
  session_secret_wrong: SIGN_IN,
  session_revoked: SIGN_IN,
  session_expired: `${SIGN_IN} The timeouts are \`sessions.inactivityTimeout\` and \`sessions.overallTimeout\`.`,
  authorization_malformed: 'Write `Authorization: Bearer <token>` (or `DPoP`), once, with nothing else in it.',
  refresh_token_malformed: SIGN_IN,
  refresh_token_invalid: SIGN_IN,
  grant_proof_invalid:
    'Send one new proof in the header `DPoP`, by the key that the session began with. Where every one is refused, compare the clocks, and the URL of the issuer; the log says what was wrong.',
  refresh_token_reused: 'Sign in again, and find out who else holds the refresh token: the log has the `sid` and the lineage.',
  authentication_required: 'Sign in first; send the cookie or the access token.',
  authentication_too_old: 'Authenticate again (step-up), then repeat the request; `max_age` in the challenge says how recent it must be.',
  authentication_too_weak: 'Authenticate again with a stronger method; `acr_values` in the challenge names it.',
  permission_missing: 'Grant the role or the permission to the subject, or do without this request.',
  impersonation_refused:
    'Choose another account: administrators, disabled accounts and oneself cannot be impersonated, and whoever impersonates already goes no further.',
  impersonation_limited: 'End the impersonation. What proves or changes who somebody is, is done by that person.',
  credential_kind_wrong: 'Use the other credential: an access token instead of the cookie, or the reverse.',
  cross_site_refused:
    "Send the request from the issuer's own origin, or add yours to `http.allowedOrigins`. Clients without a browser send a bearer token instead.",
  sign_in_failed: 'Try again with the right address and password.',
  sign_in_throttled:
    'Wait as long as `Retry-After` says. A passkey, or an address from which the account has a session, is not affected by the failures of others; a new password by mail forgets them.',
  request_throttled: 'Wait as long as `Retry-After` says.',
  account_disabled: 'Enable the account first. Only whoever administers is told this; a sign-in is not.',
  second_factor_failed: 'Wait for the next code and try it; after five wrong ones, or ten minutes, begin the sign-in again.',
  link_void: 'Ask for another link; the newest one alone is good, once, for as long as its message says.',
  mail_throttled: 'Look for the messages that were sent; ask again after twenty minutes, or sign in another way.',
  mail_missing: 'Set GEMEL_MAIL_URL and GEMEL_MAIL_FROM.',
  export_throttled: 'Keep the file that you have, or ask again after ten minutes.',
  passkey_failed:
    'Begin again: a challenge is good once, for five minutes. Where it always fails, look in the log for the reason; most often `passkeys.origins` lacks the origin of the page.',
  passkey_not_added:
    'Begin again: a challenge is good once, for five minutes. Where it always fails, look in the log for the reason; most often `passkeys.origins` lacks the origin of the page.',
  passkey_limit_reached: 'Remove a passkey that is no longer used.',
  provider_failed:
    'Begin again: a journey to a provider is good once, in the browser that set out, for ten minutes. Where it always fails, look in the log for the reason; most often the redirect URI, the client id or its secret is not what the provider has.',
  provider_not_linked:
    'Sign in another way and link the account elsewhere in your account; or set `trustsEmail` where the word of the provider about addresses is to count.',
  provider_limit_reached: 'Remove a link that is no longer used, or raise `linking.mostPerAccount`.',
  provider_taken: 'Sign in with the account elsewhere, and remove the link there first.',
  logout_token_invalid:
    'Look in the log for the reason. The provider has to sign a `logout+jwt` of its own issuer for this client id with a key of its JWKS, and send each one once, within five minutes.',
  last_way_in: 'Set a password, or add another way to sign in, before removing this one.',
  email_invalid: 'Correct the address.',
  email_taken: 'Find the account by its address. Only whoever administers is told this; a sign-up is not.',
  password_too_short: 'Choose a longer password.',
  password_too_long: 'Choose a shorter password.',
  password_too_common: 'Choose a password that is not on the list of common ones.',
  password_contextual: 'Choose a password that does not consist of the address or the name of the service.',
  hashing_busy: LATER,
  api_key_invalid:
    'Send an API key that stands as `Authorization: Bearer gemel_…`; `gemel api-key list` shows which do, `gemel api-key rotate` gives one a new secret.',
  client_unknown:
    'Send the id and the secret of a registered client by HTTP Basic; the server knows it by the hash of the secret. Or sign an assertion anew for each request: `aud` is the issuer alone, `exp` at most 60 s ahead, `kid` that of a registered key.',
  request_malformed: 'Correct the request: its syntax, its encoding or a missing field.',
  request_too_large: 'Send a smaller request.',
  media_type_unsupported: 'Send the body as the endpoint takes it: JSON or a form, as documented for it.',
  method_not_allowed: 'Use the method named in `Allow`.',
  not_found: 'Look at the path.',
  grant_type_unsupported: 'Use `refresh_token` or `urn:gemel:session`.',
  audience_not_allowed: 'Ask for one of `tokens.audiences`, or add yours there.',
  subject_changed: 'Sign in again; "sign out everywhere" came in between.',
  data_conflict: 'Read the data again, apply the change again; `updateData` does both.',
  data_too_large: 'Keep less in the session, or raise `sessions.maxDataBytes`.',
  token_would_be_too_large: 'Grant fewer roles, permissions or claims, or raise `tokens.maxBytes` in issuer and verifiers alike.',
  options_invalid: 'Write what the message says; it lists every option that is wrong.',
  secret_mismatch:
    'Give back the secret that this database was made with. To rotate it, list both secrets. Where it is about one passkey or app alone, that row was written or changed by somebody else, or is older than seals are ([passkeys](passkeys.md#in-the-database)).',
  schema_outdated:
    'Run `gemel migrate`. An application calls `migratePostgresStore(pool)` or `migrateSqliteStore(database)` before it creates the store.',
  schema_too_new: 'Install the newer version of Gemel that wrote this database, or restore a backup from before.',
  secret_unknown: 'Give every node the same list of secrets: add a new one last everywhere, then move it to the front.',
  view_stale: `${LATER} Where it stays, look at the connection to the store or the feed.`,
  keys_unavailable: `${LATER} Where it stays, look at the JWKS URL and the connection to it.`,
  store_unavailable: `${LATER} Where it stays, look at the database.`,
  store_replaced: 'Restart the process, so that it opens the file that lies there now.',
  feed_unavailable: `${LATER} Where it stays, look at the connection to the feed.`,
  provider_unavailable: 'Look whether the provider is up, and whether this machine reaches it; other ways to sign in work meanwhile.',
  feed_page_malformed: 'Look at what answers at the feed URL: a proxy, a sign-in page, another version.',
  shutting_down: LATER,
  internal: 'Look in the log for the cause; report it if the cause is ours.',
};
