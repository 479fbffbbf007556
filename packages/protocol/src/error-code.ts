/** The codes, each with a row in the table. */

/** Every code a `GemelError` can carry. */
export type ErrorCode =
  | 'token_malformed'
  | 'token_too_large'
  | 'token_type_wrong'
  | 'token_algorithm_wrong'
  | 'token_critical_unknown'
  | 'token_key_unknown'
  | 'token_key_retired'
  | 'token_signature_invalid'
  | 'token_claims_invalid'
  | 'token_issuer_wrong'
  | 'token_audience_wrong'
  | 'token_not_yet_valid'
  | 'token_expired'
  | 'token_superseded'
  | 'token_inactive'
  | 'token_bound'
  | 'token_unbound'
  | 'proof_invalid'
  | 'session_token_malformed'
  | 'session_cookie_duplicate'
  | 'session_unknown'
  | 'session_secret_wrong'
  | 'session_revoked'
  | 'session_expired'
  | 'authorization_malformed'
  | 'refresh_token_malformed'
  | 'refresh_token_invalid'
  | 'refresh_token_reused'
  | 'grant_proof_invalid'
  | 'authentication_required'
  | 'authentication_too_old'
  | 'authentication_too_weak'
  | 'permission_missing'
  | 'credential_kind_wrong'
  | 'impersonation_refused'
  | 'impersonation_limited'
  | 'cross_site_refused'
  | 'sign_in_failed'
  | 'account_disabled'
  | 'sign_in_throttled'
  | 'request_throttled'
  | 'second_factor_failed'
  | 'link_void'
  | 'mail_throttled'
  | 'mail_missing'
  | 'export_throttled'
  | 'passkey_failed'
  | 'passkey_not_added'
  | 'passkey_limit_reached'
  | 'last_way_in'
  | 'provider_failed'
  | 'provider_not_linked'
  | 'provider_taken'
  | 'provider_limit_reached'
  | 'logout_token_invalid'
  | 'email_invalid'
  | 'email_taken'
  | 'password_too_short'
  | 'password_too_long'
  | 'password_too_common'
  | 'password_contextual'
  | 'hashing_busy'
  | 'client_unknown'
  | 'api_key_invalid'
  | 'request_malformed'
  | 'request_too_large'
  | 'media_type_unsupported'
  | 'method_not_allowed'
  | 'not_found'
  | 'grant_type_unsupported'
  | 'audience_not_allowed'
  | 'subject_changed'
  | 'data_conflict'
  | 'data_too_large'
  | 'token_would_be_too_large'
  | 'options_invalid'
  | 'secret_mismatch'
  | 'schema_outdated'
  | 'schema_too_new'
  | 'secret_unknown'
  | 'view_stale'
  | 'keys_unavailable'
  | 'store_unavailable'
  | 'store_replaced'
  | 'feed_unavailable'
  | 'feed_page_malformed'
  | 'provider_unavailable'
  | 'shutting_down'
  | 'internal';

/** Those whose status is 500 or more: we, or something we depend on, failed. */
export const faultCodes: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'hashing_busy',
  'token_would_be_too_large',
  'options_invalid',
  'secret_mismatch',
  'schema_outdated',
  'schema_too_new',
  'secret_unknown',
  'view_stale',
  'keys_unavailable',
  'store_unavailable',
  'store_replaced',
  'feed_unavailable',
  'feed_page_malformed',
  'provider_unavailable',
  'shutting_down',
  'internal',
]);
