/** Gemel for Hono 4. */
export type { Requirement } from '../guard.ts';
export { createHonoAuth, type HonoAuth, type HonoAuthOptions, type HonoContextShape } from './create-hono-auth.ts';
