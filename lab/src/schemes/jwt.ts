/** Plain JWTs, the usual way. */
import type { Scheme } from './scheme.ts';

export const jwt: Scheme = {
  id: 'jwt',
  title: 'JWT',
  credential: 'token',
  what: 'jose: an access token of 15 minutes (HS256) that any node verifies alone, and a refresh token that is replaced at each use.',
  program: 'nodes/jwt-node',
  documentation: 'https://github.com/panva/jose/tree/main/docs/jwt',
  options: { algorithm: 'HS256' },
  hasBound: false,
  isInQuickReport: true,
};
