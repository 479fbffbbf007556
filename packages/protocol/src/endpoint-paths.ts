/** Where things are, under the issuer's URL; `metadata` stands before the issuer's path and not behind it. */
export const endpointPaths = {
  signUp: '/auth/sign-up',
  signIn: '/auth/sign-in',
  signOut: '/auth/sign-out',
  session: '/auth/session',
  sessions: '/auth/sessions',
  token: '/oauth/token',
  revoke: '/oauth/revoke',
  introspect: '/oauth/introspect',
  metadata: '/.well-known/oauth-authorization-server',
  jwks: '/.well-known/jwks.json',
  feed: '/feed',
} as const;

/** `grant_type` that turns a session cookie into an access token. */
export const SESSION_GRANT = 'urn:gemel:session';
