/** Plain JWTs with what people add next. */
import type { Scheme } from './scheme.ts';

export const jwtDenyList: Scheme = {
  id: 'jwt-deny-list',
  title: 'JWT + deny list',
  credential: 'token',
  what: 'The same JWTs, and at each request one question to the store whether the token, or every older one of its subject, is on a list.',
  program: 'nodes/jwt-node',
  documentation: 'https://github.com/panva/jose/tree/main/docs/jwt',
  options: { algorithm: 'HS256', denyList: 'yes' },
  hasBound: false,
  isInQuickReport: true,
};
