/** Server-side sessions, the classic. */
import type { Scheme } from './scheme.ts';

export const expressSession: Scheme = {
  id: 'express-session',
  title: 'express-session',
  credential: 'cookie',
  what: 'express-session on connect-redis: the cookie names a record in the store, which is read, and its expiry moved, at each request.',
  program: 'nodes/express-session-node',
  documentation: 'https://github.com/tj/connect-redis#readme',
  options: {},
  hasBound: false,
  isInQuickReport: true,
};
