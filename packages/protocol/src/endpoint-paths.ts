/** Where things are, under the issuer's URL. */
export const endpointPaths = {
  signUp: '/auth/sign-up',
  signIn: '/auth/sign-in',
  signOut: '/auth/sign-out',
  session: '/auth/session',
  sessions: '/auth/sessions',
  token: '/oauth/token',
  revoke: '/oauth/revoke',
  jwks: '/.well-known/jwks.json',
  feed: '/feed',
} as const;

/** `grant_type` that turns a session cookie into an access token. */
export const SESSION_GRANT = 'urn:gemel:session';
