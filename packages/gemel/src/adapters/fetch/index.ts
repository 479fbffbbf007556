/** Gemel for servers that speak `Request` and `Response`. */
export type { Requirement } from '../guard.ts';
export { createFetchAuth, type FetchAuth, type FetchAuthOptions, type GuardedHandler } from './create-fetch-auth.ts';
