/** Gemel for Koa 3. */
export type { Requirement } from '../guard.ts';
export { createKoaAuth, type KoaAuth, type KoaAuthOptions, type KoaContextShape } from './create-koa-auth.ts';
