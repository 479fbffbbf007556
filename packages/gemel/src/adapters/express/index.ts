/** Gemel for Express 4 and 5. */
export type { Requirement } from '../guard.ts';
export type { NodeHttpAuthOptions as ExpressAuthOptions } from '../node-http/index.ts';
export { createExpressAuth, type ExpressAuth, type ExpressHandler } from './create-express-auth.ts';
