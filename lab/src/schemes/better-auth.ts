/** better-auth, as its documentation sets it up. */
import type { Scheme } from './scheme.ts';

export const betterAuth: Scheme = {
  id: 'better-auth',
  title: 'better-auth',
  credential: 'cookie',
  what: 'better-auth on Express: the cookie names a session, which is read at each request from Redis, its secondary storage; people are in SQLite, and so are sessions where there is no Redis.',
  program: 'nodes/better-auth-node',
  documentation: 'https://www.better-auth.com/docs/concepts/session-management',
  options: {},
  hasBound: false,
  isInQuickReport: false,
};
